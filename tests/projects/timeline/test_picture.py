"""The timeline as a picture: all of it is there, within its room, and told without colour."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import fromstring

import pytest

from services.projects.timeline.lanes import MOST_STRIPS
from services.projects.timeline.picture import timeline_svg
from shared.contracts.projects.timelines import DateStanding
from tests.projects.seeds import SEED_001
from tests.projects.timeline import plans
from tests.risk.views.maps import SVG, measured

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from shared.contracts.projects.timelines import Timeline

_COLOUR = re.compile(r'(fill|stroke)="#[0-9a-f]{6}"')
AXIS_LEFT, AXIS_RIGHT = 426.0, 910.0

each = pytest.mark.parametrize(
    "timeline",
    [plans.three(), plans.seed(), plans.many(), plans.many(40, 15), plans.vague(), plans.odd()],
    ids=["three", "seed", "sixty", "years", "vague", "odd"],
)


@each
def test_every_text_has_its_room(timeline: Timeline) -> None:
    """Labels end before the axis, words begin after it, and none leaves the sheet."""
    root = _drawn(timeline)
    for lane in _of_kind(root, "lane"):
        assert all(_right(text) <= AXIS_LEFT - 8 for text in lane.iter(f"{SVG}text"))
    for dated in _of_kind(root, "date"):
        for text in dated.iter(f"{SVG}text"):
            assert float(text.get("x", "")) > AXIS_RIGHT
            assert _right(text) <= 1200 - 30
    assert all(_right(text) <= 1200 for text in root.iter(f"{SVG}text"))


@each
def test_no_lane_runs_into_the_next(timeline: Timeline) -> None:
    lanes = _of_kind(_drawn(timeline), "lane")
    heights = {float(t.get("y", "")) for lane in lanes for t in lane.iter(f"{SVG}text")}

    assert all(below - above >= 13 for above, below in pairwise(sorted(heights)))


@each
def test_the_same_timeline_is_the_same_picture(timeline: Timeline) -> None:
    assert timeline_svg(timeline) == timeline_svg(timeline)


def test_the_seeds_table_has_all_its_22_rows_and_both_dates_of_r4() -> None:
    root = _drawn(plans.seed())
    said = [text.text for text in root.iter(f"{SVG}text")]

    assert [line["reference"] for line in SEED_001 if line["reference"] not in said] == []
    assert len(SEED_001) == 22
    assert {"Interim \u2013 30 Sep 2009", "Full \u2013 30 Sep 2010"} <= set(said)
    assert "Late: 19 May 2009" in said  # R1a and R2a, on 1 July
    assert len(_of_kind(root, "date")) == 23


def test_a_standing_is_told_without_its_colour() -> None:
    """Each as it is drawn on the axis, colours and words left out."""
    first, now = plans.to_the_day(date(2009, 5, 6)), plans.to_the_day(date(2009, 5, 20))
    moved: dict[str, Any] = {"baseline": first, "times_moved": 1}
    dates = [
        plans.dated(now),
        plans.dated(now, **moved),
        plans.dated(now, "late"),
        plans.dated(now, "met", met_on=date(2009, 5, 20)),
        plans.dated(now, "met", met_on=date(2009, 6, 20)),
        plans.dated(now, "removed"),
        plans.dated(plans.span("May", date(2009, 5, 1), date(2009, 5, 31))),
        plans.dated(plans.span("until 2010", None, date(2009, 5, 31))),
        plans.dated(plans.span("Ongoing"), "unread"),
    ]
    drawn = [_signs(plans.timeline(plans.row("R1", plans.milestone(one)))) for one in dates]

    assert len(set(drawn)) == len(dates)
    assert {one.standing for one in dates} == set(DateStanding)


def test_vague_words_stand_beside_and_no_sign_is_made_up() -> None:
    timeline = plans.vague()
    root = _drawn(timeline)

    assert "\u201cOngoing\u201d" in [text.text for text in root.iter(f"{SVG}text")]
    signs = [len(list(dated.iter(f"{SVG}path"))) for dated in _of_kind(root, "date")]
    assert signs == [0, 0, 0, 0, 2]  # of the last, its baseline, and how late it is by that


def test_a_baseline_is_drawn_above_where_it_moved_from() -> None:
    """On an axis of 335 days, from May 2009 to March 2010, and of 484 units."""
    first, now = plans.to_the_day(date(2009, 5, 1)), plans.to_the_day(date(2010, 3, 1))
    one = plans.dated(now, baseline=first, times_moved=1, slippage=209)
    [group] = _of_kind(_drawn(plans.timeline(plans.row("R1", plans.milestone(one)))), "date")

    elbow, baseline, current = (path.get("d", "") for path in group.iter(f"{SVG}path"))
    assert _first_place(baseline) == pytest.approx(AXIS_LEFT + 0.5 * 484 / 335, abs=0.02)
    assert _first_place(current) == pytest.approx(AXIS_LEFT + 304.5 * 484 / 335, abs=0.02)
    assert _first_place(elbow) == _first_place(baseline)


def test_what_is_not_drawn_is_said() -> None:
    rows = [plans.row(f"P{number}") for number in range(MOST_STRIPS + 5)]
    svg = timeline_svg(plans.timeline(*rows))

    assert "5 items more are not drawn; all are in the same timeline as JSON." in svg


def test_a_plan_without_items_says_so() -> None:
    assert "The plan has no items." in timeline_svg(plans.timeline())


def _drawn(timeline: Timeline) -> Element:
    return fromstring(timeline_svg(timeline))  # noqa: S314 - our own picture


def _of_kind(root: Element, kind: str) -> list[Element]:
    return [group for group in root.iter(f"{SVG}g") if group.get("class") == kind]


def _signs(timeline: Timeline) -> str:
    svg = timeline_svg(timeline)
    group = svg.partition('<g class="date">')[2].partition("</g>")[0]
    without_words = re.sub(r"<(text|title)\b.*?</\1>", "", group)
    return _COLOUR.sub("", without_words)


def _right(text: Element) -> float:
    size, words = float(text.get("font-size", "")), text.text or ""
    width = measured(words, size, bold=text.get("font-weight") == "600")
    before = {"start": 0.0, "middle": width / 2, "end": width}[text.get("text-anchor", "start")]
    return float(text.get("x", "")) - before + width


def _first_place(route: str) -> float:
    return float(route.removeprefix("M").split()[0])
