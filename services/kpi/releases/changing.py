"""What one release changes against another: documents, rows field by field, and the text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from shared.contracts.kpi.frozen import DocumentChange, FieldChange, ReleaseChanges, RowChange
from shared.contracts.kpi.vocabulary import Rag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from shared.publication import Document, Row

    Parts = tuple[Sequence[Document], Sequence[Row]]

_NAMES_ITS_RELEASE: Final = "as_published_in"
_OF_THE_RELEASE: Final = frozenset({"release", "number", "supersedes", "reason"})
"""What a text says of its release; it differs between any two, whatever they say."""

_RAGS: Final = ("rag", "ytd_rag")
_MOST_FIELDS: Final = 3
_WORDS: Final = ("title", "text")


def changes_between(before: Parts, after: Parts, **named: Any) -> ReleaseChanges:
    """Return what *after* changes against *before*; *named* are the fields that say of what."""
    rows = list(row_changes(before[1], after[1]))
    return ReleaseChanges(
        **named,
        withdrawn=False,
        rag_changed=any(row.rag_changed for row in rows),
        documents=list(_document_changes(before[0], after[0])),
        rows=rows,
        text=list(_word_changes(before[0], after[0])),
    )


def changes_untold(**named: Any) -> ReleaseChanges:
    """Return what is told of changes against a release that was withdrawn: that it was.

    Not which rows it had otherwise: whoever has the later one would know the earlier one by it.
    """
    return ReleaseChanges(**named, withdrawn=True, rag_changed=None, documents=[], rows=[], text=[])


def changed_in(before: Parts, after: Parts) -> list[str]:
    """Return in words which rows say something else: whose, of what, and in which fields."""
    return [
        f"{row.subject} {row.indicator} {row.period} ({_what(row)})"
        for row in row_changes(before[1], after[1])
    ]


def say_the_same(before: Parts, after: Parts) -> bool:
    """Return whether two releases say the same, but for what they are called."""
    return not any(_document_changes(before[0], after[0])) and not any(
        row_changes(before[1], after[1])
    )


def _document_changes(
    before: Iterable[Document], after: Iterable[Document]
) -> Iterator[DocumentChange]:
    old, new = _documents(before), _documents(after)
    for kind, key in sorted(old.keys() | new.keys()):
        change = _change(old.get((kind, key)), new.get((kind, key)))
        if change is not None:
            yield DocumentChange(kind=kind, key=key, change=change)


def _documents(parts: Iterable[Document]) -> dict[tuple[str, str], Any]:
    return {
        (part.kind, part.key): _said(part)
        for part in parts
        if part.kind != "changes" and not part.is_left_out
    }


def _said(part: Document) -> Any:
    said = _plain(json.loads(part.content))
    if part.kind == "text":
        return {name: value for name, value in said.items() if name not in _OF_THE_RELEASE}
    return said


def row_changes(before: Iterable[Row], after: Iterable[Row]) -> Iterator[RowChange]:
    """Yield each row that says something else, in the order of subject, indicator and period."""
    old, new = _rows(before), _rows(after)
    for address in sorted(old.keys() | new.keys()):
        was, now = old.get(address), new.get(address)
        change = _change(was, now)
        if change is None:
            continue
        subject, indicator, period = address
        was, now = was or {}, now or {}
        yield RowChange(
            subject=subject,
            indicator=indicator,
            period=period,
            change=change,
            rag_changed=any(was.get(rag, Rag.NONE) != now.get(rag, Rag.NONE) for rag in _RAGS),
            fields=list(_fields(was, now)),
        )


def _rows(parts: Iterable[Row]) -> dict[tuple[str, str, str], Any]:
    return {
        (part.subject, part.item, part.period): _plain(json.loads(part.document))
        for part in parts
        if not part.is_left_out
    }


def _word_changes(before: Iterable[Document], after: Iterable[Document]) -> list[FieldChange]:
    was, now = _words(before), _words(after)
    return list(_fields(was, now))


def _words(parts: Iterable[Document]) -> Mapping[str, Any]:
    texts = (json.loads(part.content) for part in parts if part.kind == "text")
    said: Mapping[str, Any] = next(texts, {})
    return {name: said.get(name) for name in _WORDS}


def _fields(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[FieldChange]:
    for name in sorted(was.keys() | now.keys()):
        if was.get(name) != now.get(name):
            yield FieldChange(field=name, before=was.get(name), after=now.get(name))


def _what(row: RowChange) -> str:
    if row.change != "changed":
        return row.change
    names = [one.field for one in row.fields]
    more = len(names) - _MOST_FIELDS
    return ", ".join(names[:_MOST_FIELDS]) + (f" and {more} more" if more > 0 else "")


def _change(was: Any, now: Any) -> str | None:
    if was == now:
        return None
    if was is None:
        return "added"
    return "removed" if now is None else "changed"


def _plain(said: Any) -> Any:
    """Return a document without what names its release."""
    match said:
        case dict():
            return {
                name: _plain(value) for name, value in said.items() if name != _NAMES_ITS_RELEASE
            }
        case list():
            return [_plain(value) for value in said]
        case _:
            return said
