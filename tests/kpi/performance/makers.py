"""Small builders of what performance is worked out from. Name only what matters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from services.kpi.performance.evidence import Evidence, KnownFigure
from services.kpi.performance.scorecard import scorecard_row
from services.kpi.performance.series import Measured, value_of, value_to_date
from shared.calendar.periods import Period
from shared.contracts.answers import Flag
from shared.contracts.kpi.indicators import Indicator
from shared.contracts.kpi.partnerships import Membership, Partnership
from shared.contracts.kpi.performance import ScorecardRow
from shared.contracts.kpi.targets import Target
from shared.contracts.kpi.vocabulary import Basis, FigureStatus

HARBOROUGH: Final = "E07000131"
HINCKLEY: Final = "E07000132"
NORTH_WEST: Final = "E07000134"
TOGETHER: Final = "leicestershire"
EARLIER: Final = datetime(2020, 2, 3, 6, tzinfo=UTC)


def indicator(code: str, **different: object) -> Indicator:
    """A percentage of a debit, collected since April: as council tax, unless told."""
    attributes = {
        "title": code,
        "unit": "percent",
        "decimals": 1,
        "polarity": "higher",
        "accumulation": "cumulative",
        "frequency": "monthly",
        "denominator_label": "what there is",
        "formula": "as told",
        "recorded_at": EARLIER,
    }
    return Indicator.model_validate(attributes | different | {"code": code})


def days(code: str, **different: object) -> Indicator:
    """Days per claim, of each month alone; fewer is better."""
    attributes = {"unit": "days", "polarity": "lower", "accumulation": "average"}
    return indicator(code, **(attributes | different))


COUNCIL_TAX: Final = indicator("council-tax-in-year", denominator_is_debit=True)
NNDR: Final = indicator("nndr-in-year", denominator_is_debit=True)
NEW_CLAIMS: Final = days("new-claims-days")
CHANGES: Final = days("changes-days")
COMBINED: Final = days("combined-days", pooled_from=["new-claims-days", "changes-days"])
FRAUD: Final = indicator(
    "fraud-sanctions", unit="count", polarity="none", accumulation="count", decimals=0
)
SICKNESS: Final = indicator("sickness-days-per-fte", unit="days_per_fte", polarity="lower")
DIRECT_DEBIT: Final = indicator("council-tax-direct-debit", accumulation="snapshot")
RECEIPTS: Final = indicator(
    "council-tax-receipts", unit="gbp", polarity="none", accumulation="count", frequency="quarterly"
)
SURVEY: Final = indicator("satisfaction-overall", accumulation="annual", frequency="annual")
CALLS: Final = indicator("calls-answered-20s", accumulation="average")

EVERY: Final = (
    COUNCIL_TAX,
    NNDR,
    NEW_CLAIMS,
    CHANGES,
    COMBINED,
    FRAUD,
    SICKNESS,
    DIRECT_DEBIT,
    RECEIPTS,
    SURVEY,
    CALLS,
)


def figure(
    body: str,
    of: Indicator,
    period: str,
    numerator: str | int | None = None,
    denominator: str | int | None = None,
    *,
    value: str | None = None,
    status: FigureStatus = FigureStatus.FINAL,
) -> KnownFigure:
    """A figure of 2019-20 (say `M09`), with its components or, by *value*, as a mere rate."""
    basis = Basis.COMPONENTS if numerator is not None else None
    return KnownFigure(
        body=body,
        indicator=of.code,
        period=in_2019(period),
        numerator=_decimal(numerator),
        denominator=_decimal(denominator),
        value=_decimal(value if value is not None else numerator),
        basis=Basis.REPORTED_RATE if value is not None else basis,
        status=status,
        recorded_at=EARLIER,
    )


def target(
    body: str,
    of: Indicator,
    annual: str | None = None,
    *,
    profile: str | None = None,
    **different: object,
) -> Target:
    """A confirmed target of 2019-20; *profile* is twelve numbers in one text."""
    attributes: dict[str, object] = {
        "year": "2019-20",
        "annual": annual,
        "status": "confirmed",
        "narrative": None,
        "profile": None if profile is None else profile.split(),
        "tolerance": None,
        "label": None,
        "rationale": None,
        "strict": False,
        "flags": [],
        "recorded_at": EARLIER,
    }
    return Target.model_validate(attributes | different | {"body": body, "indicator": of.code})


def level(value: str) -> str:
    """A profile that expects the same each month."""
    return " ".join([value] * 12)


def partnership(*members: str | Membership, slug: str = TOGETHER) -> Partnership:
    """A partnership; a council without dates is a member since 2004."""
    return Partnership(
        slug=slug,
        name=slug.title(),
        members=[stay(member) if isinstance(member, str) else member for member in members],
        recorded_at=EARLIER,
    )


def stay(
    council: str, since: str = "2004-04-01", to: str | None = None, *, only: Indicator | None = None
) -> Membership:
    """A council's membership, of all indicators or of one alone."""
    return Membership(
        council=council,
        joined=date.fromisoformat(since),
        left=None if to is None else date.fromisoformat(to),
        indicators=None if only is None else [only.code],
    )


def known(
    figures: Iterable[KnownFigure] = (),
    targets: Iterable[Target] = (),
    *,
    partnerships: Iterable[Partnership] = (),
    indicators: Iterable[Indicator] = EVERY,
    body: str = HINCKLEY,
) -> Evidence:
    """Evidence of what is named, and of nothing else."""
    return Evidence.of(
        body,
        indicators=indicators,
        figures=figures,
        targets=targets,
        partnerships=partnerships,
    )


def in_2019(period: str) -> Period:
    """`M09` of 2019-20, or a period written in full; the year itself by an empty text."""
    written_in_full = period[:1].isdigit()
    return Period.parse(period if written_in_full else f"2019-20-{period}".rstrip("-"))


def value(evidence: Evidence, of: Indicator, period: str, body: str = HINCKLEY) -> Measured:
    """The value of a period of 2019-20."""
    return value_of(evidence, body, of, in_2019(period))


def to_date(evidence: Evidence, of: Indicator, period: str, body: str = HINCKLEY) -> Measured:
    """The value from 1 April 2019 to a period's end."""
    return value_to_date(evidence, body, of, in_2019(period))


def row(evidence: Evidence, of: Indicator, period: str, body: str = HINCKLEY) -> ScorecardRow:
    """A scorecard row of 2019-20."""
    return scorecard_row(evidence, body, of, in_2019(period))


def reasons(flags: Iterable[Flag]) -> list[tuple[str, str | None]]:
    """Each flag's code and whom it concerns."""
    return [(flag.code, flag.body) for flag in flags]


def _decimal(number: str | int | None) -> Decimal | None:
    return None if number is None else Decimal(number)
