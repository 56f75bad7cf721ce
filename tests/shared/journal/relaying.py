"""Relays in processes of their own, which a test may kill.

`python -m tests.shared.journal.relaying DATABASE LISTENER KEY` forks one for each line that it
reads, and writes its process id; what is imported once need not be imported again.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from shared.contracts.events import TAKEN_BY
from shared.journal.posting import PostedTo, http_to
from shared.journal.relay import Relay
from shared.security.token import Signer
from shared.storage.engine import new_engine


async def relay(database: str, listener: str, key: str) -> None:
    """Tell risk of kpi's events until killed."""
    engine = new_engine(database, application="quarterday-kpi-relay", pool_size=2)
    signer = Signer(key, issuer="service:kpi")
    posted = PostedTo("risk", http_to(listener), signer, teller="kpi", takes=TAKEN_BY["risk"])
    work = Relay(engine, [posted])
    work.stir()
    await work.run()


def main() -> None:
    """Fork a relay for each line of the input."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    for _ in sys.stdin:
        pid = os.fork()
        if not pid:
            sys.stdin.close()
            asyncio.run(relay(*sys.argv[1:4]))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
