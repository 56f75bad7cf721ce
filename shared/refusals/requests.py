"""Refusals of a request: what is wrong with it, or who may not make it."""

from __future__ import annotations

from shared.refusals.refusal import Refusal


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
    """The payload is larger than the resource takes: 5 MB of JSON, 256 MB of CSV or XLSX.

    A workbook may have as much when it is unpacked.

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

    The fingerprint covers method, path, query, media type, payload and `If-Match`. Use a new key
    for a new request.
    """

    code = "idempotency_key_reused"
    title = "The Idempotency-Key was used for another request"


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
