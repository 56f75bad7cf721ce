"""Refusals that are no fault of the caller's."""

from __future__ import annotations

from shared.refusals.refusal import Refusal


class InternalFault(Refusal):
    """Something failed on our side. The request id in the answer finds it in our logs."""

    status = 500
    code = "internal_fault"
    title = "Something failed on our side"


class Unavailable(Refusal):
    """The service, or the database behind it, cannot be reached just now.

    Send the same request again after `Retry-After` seconds; with the same `Idempotency-Key` a
    write takes effect once.
    """

    status = 503
    code = "unavailable"
    title = "The service is not available just now"

    def __init__(self, detail: str | None = None, *, retry_after: int = 2) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


class TimedOut(Refusal):
    """The service did not answer within its deadline. What it was doing may or may not be done.

    Send the same request again after `Retry-After` seconds; with the same `Idempotency-Key` a
    write takes effect once.
    """

    status = 504
    code = "timed_out"
    title = "The service did not answer in time"

    def __init__(self, detail: str | None = None, *, retry_after: int = 5) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})
