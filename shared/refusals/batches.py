"""Refusals of a batch of rows, and of a file that was kept in part."""

from __future__ import annotations

from shared.refusals.failures import Unavailable
from shared.refusals.requests import Invalid


class NothingAccepted(Invalid):
    """Every row of the batch was rejected, so nothing was stored.

    `results` names each row's problems by row and column.
    """

    code = "nothing_accepted"
    title = "Every row was rejected"


class BatchRejected(Invalid):
    """At least one row of an atomic batch was rejected, so none was stored.

    Mend the rows that `results` names and send the batch again, or send it with `atomic=false`.
    """

    code = "batch_rejected"
    title = "An atomic batch has rejected rows"


class TooLargeToBeAtomic(Invalid):
    """A batch of more than 100,000 rows is kept in chunks, so it can't be kept whole or not at all.

    Send it with `atomic=false`, or in parts of at most 100,000 rows.
    """

    code = "too_large_to_be_atomic"
    title = "The batch is too large to be atomic"


class PartlyKept(Unavailable):
    """A large file is kept in chunks, and the service failed after some of them were committed.

    Post the same file again after `Retry-After` seconds: what is there already is `unchanged`.
    """

    code = "partly_kept"
    title = "A part of the file is kept"
