"""The public API, called with one key; and a refusal told in a sentence."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from demo.contents import Document


class NotLoaded(Exception):
    """The demo could not be posted; the message says which file, which row and what is wrong."""


class Refused(NotLoaded):
    """The suite refused a request."""

    def __init__(self, source: str, answer: httpx.Response) -> None:
        self.problem = _problem(answer)
        lines = [
            f"{source}: {answer.status_code} {self.problem.get('detail', answer.reason_phrase)}"
        ]
        lines += [f"  {_place(fault)}{fault['detail']}" for fault in self.problem.get("errors", [])]
        super().__init__("\n".join(lines))


@dataclass(frozen=True, slots=True)
class Answered:
    """What a POST came back with."""

    document: Document
    replayed: bool
    """True if the same POST was made before, and this is its answer kept."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The API, called with one key. `source` names what is sent, for whoever reads an error."""

    http: httpx.Client
    key: str

    def create(self, path: str, document: Document, *, source: str) -> bool:
        """PUT *document* unless something is there already; return whether it is new."""
        answer = self._send(
            "PUT", path, source=source, json=document, headers={"If-None-Match": "*"}
        )
        if answer.status_code == HTTPStatus.PRECONDITION_FAILED:
            return False
        _check(answer, source)
        return True

    def post(
        self,
        path: str,
        content: bytes,
        *,
        source: str,
        media_type: str = "application/json",
        params: Mapping[str, str] | None = None,
        seen: str | None = None,
        idempotency_key: str | None = None,
    ) -> Answered:
        """POST *content* under an idempotency key that follows from it, unless one is given.

        So a second run within a day is answered from the first, and an edited file is a new
        request rather than another payload under an old key. *seen* is the content hash of what a
        step is taken on.
        """
        asked = f"{path} {params} {seen or ''}".encode()
        stable = hashlib.sha256(asked + content).hexdigest()[:32]
        headers = {
            "Content-Type": media_type,
            "Idempotency-Key": idempotency_key or f"demo-{stable}",
        }
        if seen is not None:
            headers["If-Match"] = f'"{seen}"'
        answer = self._send(
            "POST", path, source=source, content=content, params=params, headers=headers
        )
        _check(answer, source)
        return Answered(answer.json(), answer.headers.get("Idempotent-Replayed") == "true")

    def step(self, path: str, seen: str, document: Document | None = None) -> Document:
        """Take a step on what was *seen*, by its content hash; return what came of it."""
        content = b"" if document is None else as_json(document)
        return self.post(path, content, source=path, seen=seen).document

    def get(self, path: str) -> Document:
        """Return what is at *path*."""
        answer = self._send("GET", path, source=path)
        _check(answer, path)
        document: Document = answer.json()
        return document

    def tag(self, path: str) -> str:
        """Return the tag of what is at *path*, for a step to be taken on it."""
        answer = self._send("GET", path, source=path)
        _check(answer, path)
        return answer.headers["ETag"].strip('"')

    def items(self, path: str) -> Iterator[Document]:
        """Yield a list's items, page by page."""
        params: dict[str, str] = {}
        while True:
            answer = self._send("GET", path, source=path, params=params)
            _check(answer, path)
            page = answer.json()
            yield from page["items"]
            if page["next_cursor"] is None:
                return
            params = {"cursor": page["next_cursor"]}

    def _send(
        self,
        method: str,
        path: str,
        *,
        source: str,
        headers: Mapping[str, str] | None = None,
        **request: Any,
    ) -> httpx.Response:
        bearer = {"Authorization": f"Bearer {self.key}"}
        try:
            return self.http.request(method, path, headers=bearer | dict(headers or {}), **request)
        except httpx.TimeoutException as error:
            raise NotLoaded(
                f"{source}: no answer in time. Running the demo again is safe."
            ) from error
        except httpx.TransportError as error:
            raise NotLoaded(
                f"Nothing answers at {self.http.base_url}. Start the suite with 'make run'."
            ) from error


def as_json(document: Document) -> bytes:
    """Return *document* as it is sent."""
    return json.dumps(document).encode()


def _check(answer: httpx.Response, source: str) -> None:
    if answer.status_code == HTTPStatus.UNAUTHORIZED:
        raise NotLoaded(
            f"{source}: the suite at {answer.url.copy_with(path='/', query=None)} does not know "
            "the key. The keys file is another suite's, or the key was revoked."
        )
    if not answer.is_success:
        raise Refused(source, answer)


def _problem(answer: httpx.Response) -> Document:
    try:
        document = answer.json()
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _place(fault: Mapping[str, Any]) -> str:
    """Return where a fault is, such as `/profile/3: `."""
    named = [str(fault[key]) for key in ("pointer", "parameter") if fault.get(key)]
    if fault.get("row") is not None:
        named.append(f"row {fault['row']}")
    if fault.get("column"):
        named.append(f"column {fault['column']}")
    return ", ".join(named) + ": " if named else ""
