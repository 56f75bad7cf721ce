"""Documents: what is sent is read strictly, what is answered has every field."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from shared.contracts.answers import Flag, Page, ProblemFault
from shared.contracts.kpi.submissions import Batch
from shared.contracts.models import Answer, Sent
from tests.shared.desk import Note, NoteText


def test_what_is_sent_holds_nothing_unknown() -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        NoteText.model_validate({"text": "a", "colour": "red"})


def test_what_is_answered_may_grow_without_breaking_its_readers() -> None:
    assert Note.model_validate({"id": "a", "text": "b", "later": 1}).text == "b"


def test_an_answer_leaves_no_field_out() -> None:
    assert Note(id="a", text="b").model_dump() == {"id": "a", "text": "b", "secret": None}


def test_an_answers_schema_requires_each_of_its_fields() -> None:
    for model in (Note, Flag, ProblemFault, Page[Note]):
        schema = model.model_json_schema(mode="serialization")
        assert set(schema["required"]) == set(schema["properties"]), model


def test_a_sent_schema_forbids_what_it_does_not_name() -> None:
    for model in (NoteText, Batch):
        assert model.model_json_schema()["additionalProperties"] is False


def test_documents_never_change_once_they_are_read() -> None:
    note = NoteText(text="a")
    with pytest.raises(ValidationError, match="frozen"):
        note.text = "b"  # type: ignore[misc]  # that is the point
    assert issubclass(NoteText, Sent)
    assert issubclass(Note, Answer)
