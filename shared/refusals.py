"""Every refusal: its status, its code, and a sentence that says what to do next.

    Refusal
    ├── Malformed 400             the bytes are not what they say they are
    ├── Unauthenticated 401       nobody we know; one answer for every cause
    ├── Forbidden 403             known, but not allowed
    ├── NotFound 404              not there, or not yours to see
    │   └── Withdrawn             it was published, and taken back
    ├── MethodNotAllowed 405
    ├── NotAcceptable 406         no format we can write
    ├── Conflict 409
    │   └── KeyInFlight           the twin of this request is still running
    ├── PreconditionFailed 412    the document changed since it was read
    ├── TooLarge 413
    ├── UnsupportedMediaType 415
    ├── Invalid 422               well-formed but wrong
    │   ├── KeyReused             an idempotency key with another payload
    │   ├── NothingAccepted       every row of a batch was rejected
    │   ├── BatchRejected         one row of an atomic batch was rejected
    │   ├── TooLargeToBeAtomic    more rows than one transaction takes
    │   └── FutureInstant         `known_at` lies ahead
    ├── PreconditionRequired 428  a change needs `If-Match`
    ├── InternalFault 500
    ├── Unavailable 503           try again; says when
    │   └── PartlyKept            of a large file, the rest is still to come
    └── TimedOut 504              try again; says when

The class names the problem type: `type` in the answer is `/problems/<code>`, a page that the
gateway serves from the class's docstring.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one place of a request.

    `pointer` is a JSON pointer (RFC 6901) into the request's document; `parameter` names a query
    parameter or header; `row` and `column` name a place in a batch. The input is never echoed.
    """

    code: str
    detail: str
    pointer: str | None = None
    parameter: str | None = None
    row: int | None = None
    column: str | None = None

    def as_document(self) -> dict[str, Any]:
        """Return the fault as it stands in a problem's `errors`: each place, null if unknown."""
        return asdict(self)


class Refusal(Exception):
    """The request was refused."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "The request was refused"

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: Iterable[Fault] = (),
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or f"{self.title}."
        self.errors: Sequence[Fault] = tuple(errors)
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})


class Malformed(Refusal):
    """The bytes do not parse: broken JSON or CSV, a wrong encoding, a header that cannot be read.

    Mend the request and send it again; the same bytes will be refused again.
    """

    status = 400
    code = "malformed"
    title = "The request could not be read"


class Unauthenticated(Refusal):
    """No key, or one that is unknown, expired or revoked. The answer is the same for each.

    Send the key as `Authorization: Bearer qd_…` or `X-API-Key: qd_…`.
    """

    status = 401
    code = "unauthenticated"
    title = "The caller is not known"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(
            detail or "Send a valid key as 'Authorization: Bearer qd_...' or 'X-API-Key'.",
            headers={"WWW-Authenticate": 'Bearer realm="quarterday"'},
        )


class Forbidden(Refusal):
    """The key is valid but lacks the scope, or lacks it for the body that is written to.

    Ask whoever manages your client to grant the scope that `detail` names.
    """

    status = 403
    code = "forbidden"
    title = "The caller may not do this"


class NotFound(Refusal):
    """It does not exist, or the caller may not see it; the answer does not tell which."""

    status = 404
    code = "not_found"
    title = "Not found"


class Withdrawn(NotFound):
    """It was published, and its publisher took it back.

    `withdrawn_at` and `reason` say when and why, `publication` in which publication it stood. What
    had been published before it is not shown in its place; a correction will be.
    """

    code = "withdrawn"
    title = "Withdrawn"


class MethodNotAllowed(Refusal):
    """The address exists but does not take this method. `Allow` lists those it takes."""

    status = 405
    code = "method_not_allowed"
    title = "The address does not take this method"


class NotAcceptable(Refusal):
    """None of the formats that were asked for can be written for this resource."""

    status = 406
    code = "not_acceptable"
    title = "No acceptable format"


class Conflict(Refusal):
    """What was asked contradicts what is stored. Read the resource again before trying again."""

    status = 409
    code = "conflict"
    title = "The request contradicts what is stored"


class KeyInFlight(Conflict):
    """A request with the same `Idempotency-Key` is still running.

    Wait a second and send it again: then the first one's answer comes back.
    """

    code = "idempotency_key_in_flight"
    title = "A request with this Idempotency-Key is still running"

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "1"})


class PreconditionFailed(Refusal):
    """The document is not the one that `If-Match` or `If-None-Match` names.

    Read it again, look at what changed, and send the change with the new `ETag`.
    """

    status = 412
    code = "precondition_failed"
    title = "The document changed since it was read"


class TooLarge(Refusal):
    """The payload is larger than the resource takes: 5 MB of JSON, 256 MB of CSV.

    Send it in parts; natural keys make it safe to send a part twice.
    """

    status = 413
    code = "too_large"
    title = "The payload is too large"


class UnsupportedMediaType(Refusal):
    """The payload's `Content-Type` or `Content-Encoding` is not one that the resource takes."""

    status = 415
    code = "unsupported_media_type"
    title = "The payload's media type is not taken here"


class Invalid(Refusal):
    """The request is well-formed but wrong; `errors` names each place and what is wrong there."""

    status = 422
    code = "invalid"
    title = "The request is not valid"


class KeyReused(Invalid):
    """The `Idempotency-Key` was used within 24 hours for another request.

    The fingerprint covers method, path, query, media type and payload. Use a new key for a new
    request.
    """

    code = "idempotency_key_reused"
    title = "The Idempotency-Key was used for another request"


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


class FutureInstant(Invalid):
    """`known_at` lies in the future: what will be known then is not known now."""

    code = "future_instant"
    title = "The instant lies in the future"


class PreconditionRequired(Refusal):
    """A change to an existing document needs `If-Match` with the `ETag` that was read.

    Without it two callers could overwrite each other unseen. A PUT that creates takes
    `If-None-Match: *` instead.
    """

    status = 428
    code = "precondition_required"
    title = "A precondition is required"


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


class PartlyKept(Unavailable):
    """A large file is kept in chunks, and the service failed after some of them were committed.

    Post the same file again after `Retry-After` seconds: what is there already is `unchanged`.
    """

    code = "partly_kept"
    title = "A part of the file is kept"


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
