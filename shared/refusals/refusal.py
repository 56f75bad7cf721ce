"""What every refusal is: a status, a code, and a sentence that says what to do next."""

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
