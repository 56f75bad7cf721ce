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

from shared.refusals.batches import (
    BatchRejected,
    NothingAccepted,
    PartlyKept,
    TooLargeToBeAtomic,
)
from shared.refusals.failures import (
    InternalFault,
    TimedOut,
    Unavailable,
)
from shared.refusals.refusal import (
    Fault,
    Refusal,
)
from shared.refusals.requests import (
    Conflict,
    Forbidden,
    FutureInstant,
    Invalid,
    KeyInFlight,
    KeyReused,
    Malformed,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
    TooLarge,
    Unauthenticated,
    UnsupportedMediaType,
    Withdrawn,
)

__all__ = [
    "BatchRejected",
    "Conflict",
    "Fault",
    "Forbidden",
    "FutureInstant",
    "InternalFault",
    "Invalid",
    "KeyInFlight",
    "KeyReused",
    "Malformed",
    "MethodNotAllowed",
    "NotAcceptable",
    "NotFound",
    "NothingAccepted",
    "PartlyKept",
    "PreconditionFailed",
    "PreconditionRequired",
    "Refusal",
    "TimedOut",
    "TooLarge",
    "TooLargeToBeAtomic",
    "Unauthenticated",
    "Unavailable",
    "UnsupportedMediaType",
    "Withdrawn",
]
