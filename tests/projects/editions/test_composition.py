"""What an edition of a plan says is one composition; another one is said to be another."""

from __future__ import annotations

from typing import Final

from services.projects.editions.composition import COMPOSITIONS, SAID_ANEW
from shared.contracts.projects.editions import PlanEditionText, PublishedPlan
from shared.contracts.projects.reports import PlanReport
from shared.contracts.projects.timelines import Timeline
from tests.compositions import said_in

SAID_BY_1: Final = {
    "PublishedPlan": (
        "body edition ends items known_at on owners period period_end period_start plan "
        "sections shape starts summary title view"
    ),
    "PublishedItem": (
        "affected confidence confidence_on deliverables depth impact is_orphan item kind "
        "measures owners statement teams text title when"
    ),
    "PublishedSection": "heading kind paragraphs",
    "PlanReport": (
        "achieved body changes edition flags gaps known_at late missing on orphans period "
        "period_end period_start plan rows settled shape slippage title view"
    ),
    "ChangedMilestone": "dates earlier_moves item milestone moves reason title what",
    "CompletedDate": "evidence item kind milestone on recorded_at recorded_by slippage title",
    "DeletedMilestone": (
        "dates earlier_moves item milestone moves reason recorded_at recorded_by title was_new "
        "with_item"
    ),
    "Flag": "body code detail",
    "ItemChange": "item reason recorded_at recorded_by title",
    "LateDate": "baseline current item kind last_day milestone slippage title working_days",
    "Move": "after before kind moved_at moved_by reason slippage",
    "NewMilestone": (
        "dates earlier_moves is_restored item milestone moves recorded_at recorded_by title"
    ),
    "Orphan": "item parent",
    "PlanChanges": (
        "body changed completed deleted ends known_at late new new_items plan removed_items "
        "settled starts"
    ),
    "PlanDate": (
        "baseline due item item_title kind last_reason met_on milestone owners plan planned "
        "slippage times_moved title working_days_late"
    ),
    "ReportRow": (
        "depth draft is_orphan item late missing owners slippage statement teams title when who"
    ),
    "Slippage": "dates earlier later most moved unknown",
    "Timescale": "as_written ends reading starts",
    "TypedDate": "actual baseline current evidence kind slippage",
    "Timeline": "body edition ends known_at on period plan rows settled starts title view",
    "DatedStanding": "actual baseline current evidence kind met_on slippage standing times_moved",
    "TimelineMilestone": "dates kind milestone state title",
    "TimelineRow": "depth is_orphan item milestones state title",
    "PlanEditionText": "body edition number period plan_code reason supersedes text title",
}
"""If this fails: name the fields in SAID_ANEW, under the next number, and only then write them
here."""


def test_a_field_more_or_less_is_another_composition() -> None:
    found = said_in(PublishedPlan, PlanReport, Timeline, PlanEditionText)

    assert COMPOSITIONS.current == 1
    assert found == {name: set(fields.split()) for name, fields in SAID_BY_1.items()}


def test_each_composition_names_what_it_says_anew() -> None:
    assert sorted(SAID_ANEW) == list(range(2, COMPOSITIONS.current + 1))
