"""Conditional requests: read again only what changed, change only what was read (RFC 9110)."""

from __future__ import annotations

import pytest

from shared.refusals import Malformed, PreconditionFailed, PreconditionRequired
from shared.web.conditional import Precondition, content_tag, entity_tag, is_unchanged, tag_of
from tests.shared.desk import BODY, Desk, Sign

AT = f"/v1/kpi/bodies/{BODY}/sign"
OPEN, CLOSED = Sign(text="open"), Sign(text="closed")
TAG, STALE = tag_of(OPEN), tag_of(CLOSED)


@pytest.mark.parametrize(
    ("if_match", "passes"),
    [
        (TAG, True),
        (f"{STALE}, {TAG}", True),
        (f"{TAG} , {STALE}", True),
        ("*", True),
        (" * ", True),
        (STALE, False),
        (f"W/{TAG}", False),  # a strong comparison: a weak tag matches nothing (8.8.3.2)
        (TAG.strip('"'), False),
        (f'"{TAG}', False),
        ('""', False),
        ("", False),
    ],
)
def test_a_change_passes_only_with_the_tag_of_what_stands(if_match: str, *, passes: bool) -> None:
    seen = Precondition(if_match, None)

    if passes:
        seen.check(OPEN)
    else:
        with pytest.raises(PreconditionFailed):
            seen.check(OPEN)


def test_a_change_that_says_nothing_needs_a_precondition() -> None:
    for current in (OPEN, None):
        with pytest.raises(PreconditionRequired):
            Precondition(None, None).check(current)


def test_what_does_not_exist_matches_no_tag_not_even_any() -> None:
    for if_match in (TAG, "*"):
        with pytest.raises(PreconditionFailed):
            Precondition(if_match, None).check(None)


def test_what_exists_is_not_created_again() -> None:
    Precondition(None, "*").check(None)
    with pytest.raises(PreconditionFailed):
        Precondition(None, "*").check(OPEN)


def test_a_tag_in_if_none_match_is_no_precondition_of_a_change() -> None:
    with pytest.raises(Malformed):
        Precondition(None, TAG).check(None)


@pytest.mark.parametrize(
    ("if_none_match", "unchanged"),
    [
        (TAG, True),
        (f"W/{TAG}", True),  # a weak comparison suffices for reading
        (f'"x", W/{TAG}', True),
        ("*", True),
        (STALE, False),
        (TAG.strip('"'), False),
        ("", False),
        (None, False),
    ],
)
def test_a_document_that_the_caller_has_is_told_by_its_tag(
    if_none_match: str | None, *, unchanged: bool
) -> None:
    assert is_unchanged(if_none_match, TAG) is unchanged


def test_a_tag_is_strong_and_differs_with_a_byte() -> None:
    assert entity_tag(b"a").startswith('"')
    assert entity_tag(b"a") != entity_tag(b"b")


HASH = "5f" * 32


@pytest.mark.parametrize("if_match", [f'"{HASH}"', f'"x", "{HASH}"'])
def test_a_step_passes_with_the_hash_of_what_stands_and_is_bound_to_it(if_match: str) -> None:
    assert content_tag(HASH) == f'"{HASH}"'
    assert Precondition(if_match, None).check_content(HASH) == HASH


@pytest.mark.parametrize("if_match", ['"x"', f'W/"{HASH}"', HASH, f'"{HASH[:32]}"', ""])
def test_a_step_fails_with_any_other_tag(if_match: str) -> None:
    with pytest.raises(PreconditionFailed):
        Precondition(if_match, None).check_content(HASH)


@pytest.mark.parametrize("if_match", [None, "*", " * "])
def test_a_step_needs_sight_of_the_content_which_a_star_is_not(if_match: str | None) -> None:
    with pytest.raises(PreconditionRequired):
        Precondition(if_match, None).check_content(HASH)


async def test_a_document_that_did_not_change_is_not_sent_again(desk: Desk) -> None:
    first = await desk.http.get(AT, headers=desk.caller(BODY))
    tag = first.headers["etag"]
    again = await desk.http.get(AT, headers=desk.caller(BODY) | {"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    assert again.headers["cache-control"] == first.headers["cache-control"] == "private, no-store"


async def test_who_may_not_read_learns_nothing_from_a_tag(desk: Desk) -> None:
    """A hash would let a stranger guess a figure: rights come before preconditions."""
    first = await desk.http.get(AT, headers=desk.caller(BODY))
    guess = {"If-None-Match": first.headers["etag"]}

    assert (await desk.http.get(AT, headers=desk.caller() | guess)).status_code == 403
    assert (await desk.http.get(AT, headers=guess)).status_code == 401


async def test_a_document_is_made_read_and_changed_by_its_tags(desk: Desk) -> None:
    caller = desk.caller(BODY)

    async def put(text: str, **condition: str) -> tuple[int, str | None]:
        sent = {name.replace("_", "-"): value for name, value in condition.items()}
        answer = await desk.http.put(AT, json={"text": text}, headers=caller | sent)
        return answer.status_code, answer.headers.get("etag")

    assert await put("open") == (428, None)
    assert await put("open", If_None_Match="*") == (201, TAG)
    assert await put("open", If_None_Match="*") == (412, None)
    read = await desk.http.get(AT, headers=caller)
    assert read.headers["etag"] == TAG
    assert await put("closed", If_Match=f"W/{TAG}") == (412, None)
    assert await put("closed", If_Match=TAG) == (200, STALE)
    assert await put("open", If_Match=TAG) == (412, None)


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ('W/"abc"', "weak tag"),
        ("abc", "quotation marks"),
        ("", "quotation marks"),
        ('"abc"', ""),  # a strong tag, of what was there once
    ],
)
def test_a_tag_that_no_document_has_is_met_with_what_is_wrong_with_it(
    field: str, told: str
) -> None:
    with pytest.raises(PreconditionFailed) as refused:
        Precondition(field, None).check_tag('"def"')

    assert told in refused.value.detail
