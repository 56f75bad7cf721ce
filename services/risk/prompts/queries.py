"""All SQL about dismissals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.risk.prompts.tables import SignalDismissed
from shared.storage.columns import among
from shared.storage.versions import newest

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from shared.storage.sessions import Reader, Transaction

_NEWEST = newest(
    SignalDismissed, by=(SignalDismissed.body, SignalDismissed.reference, SignalDismissed.signal)
)


async def dismissals(
    reader: Reader, body: str, references: Collection[str]
) -> dict[tuple[str, UUID], SignalDismissed]:
    """Return what was dismissed at these risks, by risk and signal."""
    found = await reader.all(
        _NEWEST.where(SignalDismissed.body == body, among(SignalDismissed.reference, references))
    )
    return {(each.reference, each.signal): each for each in found}


async def append_dismissal(tx: Transaction, dismissal: SignalDismissed) -> None:
    """Keep a dismissal."""
    await tx.append(dismissal)
