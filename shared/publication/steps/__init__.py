"""Publication's part in a service's migrations: what a revision did once it does for ever.

Change nothing here that a revision uses; add the next step beside it.
"""

from shared.publication.steps.first import (
    create_first_tables,
    drop_first_tables,
    drop_index_for_anyone,
    index_for_anyone,
)
from shared.publication.steps.later import (
    end_no_quotes,
    hide_cancellations,
    let_quotes_end,
    show_cancellations,
)

__all__ = [
    "create_first_tables",
    "drop_first_tables",
    "drop_index_for_anyone",
    "end_no_quotes",
    "hide_cancellations",
    "index_for_anyone",
    "let_quotes_end",
    "show_cancellations",
]
