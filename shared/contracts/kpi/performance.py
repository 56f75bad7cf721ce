"""Performance: series and scorecards as dashboards read them."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from shared.contracts.answers import Flag
from shared.contracts.kpi.vocabulary import (
    Accumulation,
    Basis,
    Direction,
    Polarity,
    Rag,
    TargetSource,
    TargetStatus,
    Unit,
)
from shared.contracts.models import Answer
from shared.contracts.values import BodyCode, IndicatorCode, Instant, Number, PeriodText, YearText


class View(StrEnum):
    """Whether unapproved figures are seen."""

    WORKING = "working"
    PUBLISHED = "published"


class Forecast(Answer):
    """The year's end as it looks now."""

    value: Number | None
    low: Number | None
    high: Number | None
    method: str
    status: str
    reason: str | None


class PeriodValue(Answer):
    """A value and when it was."""

    period: PeriodText
    value: Number | None


class RowCommentary(Answer):
    """Why a figure is as it is, what is done about it, and by whom."""

    cause: str
    action: str | None
    owner_role: str | None


class ScorecardRow(Answer):
    """How one indicator stands in one period."""

    indicator: IndicatorCode
    title: str
    unit: Unit
    decimals: int = Field(description="How many decimals of the values to show.")
    polarity: Polarity
    accumulation: Accumulation
    period: PeriodText
    value: Number | None = Field(description="In `unit`, up to six decimals.")
    numerator: Number | None
    denominator: Number | None
    basis: Basis | None
    profile: Number | None = Field(description="What was expected by now; RAG compares with it.")
    variance: Number | None = Field(description="Value less profile, in `unit`.")
    variance_gbp: Number | None = Field(description="What the variance is worth, in pounds.")
    rag: Rag
    ytd_value: Number | None
    ytd_profile: Number | None
    ytd_rag: Rag
    target: Number | None = Field(description="For the year.")
    target_status: TargetStatus | None
    target_source: TargetSource | None
    forecast: Forecast | None
    same_period_last_year: PeriodValue | None
    direction: Direction | None = Field(
        description="By polarity: of what is counted from April against the same period of the "
        "year before, of all else against the previous period of the same type."
    )
    commentary: RowCommentary | None = Field(description="The board's text on it.")
    approval: str = Field(description="`none`, `submitted` or `approved`.")
    flags: list[Flag]
    missing: list[Flag] = Field(description="What a value lacks, where it could not be computed.")
    as_published_in: str | None


class MemberRows(Answer):
    """A member's rows beside its partnership's."""

    body: BodyCode
    body_name: str
    rows: list[ScorecardRow]


class Scorecard(Answer):
    """Every indicator of a body in one period."""

    body: BodyCode
    body_name: str
    period: PeriodText
    period_start: date
    period_end: date
    view: View
    known_at: Instant | None
    settled: bool = Field(
        description="False while a write that began before `known_at` may still be under way."
    )
    method: dict[str, str] = Field(description="Which of several ways each figure was worked by.")
    rows: list[ScorecardRow]
    members: list[MemberRows]


class Series(Answer):
    """One indicator of a body through a year."""

    body: BodyCode
    body_name: str
    indicator: IndicatorCode
    year: YearText
    view: View
    known_at: Instant | None
    settled: bool
    method: dict[str, str]
    rows: list[ScorecardRow]
