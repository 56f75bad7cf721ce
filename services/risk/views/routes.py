"""Registers as a whole over HTTP."""

from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Response
from pydantic import BeforeValidator, Field

from services.risk.registers.days import OnAsked
from services.risk.registers.opening import Opened, OpenedAt, RiskReader
from services.risk.registers.use_cases import RegisterAddress
from services.risk.risks.parts import Eyes
from services.risk.views import use_cases
from services.risk.views.choosing import ViewChosen
from services.risk.views.moments import Moment
from services.risk.views.picturing import PNG, SVG, drawn_png, drawn_svg
from services.risk.views.published import (
    HEAT_MAP,
    HEAT_MAP_PNG,
    HEAT_MAP_SVG,
    REGISTER,
    published_part,
)
from services.risk.views.quarter import read_quarter
from services.risk.views.rows import Filters, RowSort, place
from services.risk.views.sheets import register_table
from services.risk.views.use_cases import Question
from shared.calendar.periods import Period
from shared.contracts.answers import Page
from shared.contracts.risk.views import (
    HeatMapShown,
    Movement,
    Overdue,
    RegisterShown,
    RegisterView,
    RiskQuarter,
    TopRisks,
)
from shared.contracts.risk.vocabulary import RegisterCode, RiskCategory, RiskState
from shared.contracts.values import IndicatorCode, Line, PeriodText
from shared.web.answering import answer_published, answer_working
from shared.web.asking import Asked, AsKnown, KnownAt, plain_digits
from shared.web.formats import TABLE_TOO, Format, FormatAsked
from shared.web.routing import OperationRouter, PublicReads, Reads

views = OperationRouter(prefix="/v1/risk/bodies/{body}/registers/{register}", tags=["views"])
quarters = OperationRouter(prefix="/v1/risk/bodies/{body}", tags=["views"])

_A_DAY: Final = "A day is as it was known at its end, midnight in London."
Since = Annotated[
    Moment | None,
    Query(alias="from", description=f"Show how current scores moved since then. {_A_DAY}"),
]
_MOST_TOP: Final = 100


class PictureFormat(StrEnum):
    """How a heat map is answered."""

    JSON = "json"
    SVG = "svg"
    PNG = "png"


_PICTURES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {
            SVG: {"schema": {"type": "string"}},
            PNG: {"schema": {"type": "string", "format": "binary"}},
        }
    }
}
_KIND_OF: Final = {
    PictureFormat.JSON: HEAT_MAP,
    PictureFormat.SVG: HEAT_MAP_SVG,
    PictureFormat.PNG: HEAT_MAP_PNG,
}


async def _filters(
    state: Annotated[RiskState | None, Query(description="Only those that stand so.")] = None,
    band: Annotated[
        Line | None, Query(description="Only those whose current score lies in this band.")
    ] = None,
    category: RiskCategory | None = None,
    owner: Annotated[Line | None, Query(description="Only those that this role owns.")] = None,
    indicator: Annotated[
        IndicatorCode | None, Query(description="Only those that it tells of.")
    ] = None,
    *,
    stale: Annotated[bool | None, Query(description="Whether a review is late.")] = None,
    unscored: Annotated[
        bool | None, Query(description="Whether the current score is not known.")
    ] = None,
) -> Filters:
    return Filters(state, band, category, owner, indicator, stale, unscored)


async def _question(
    body: OpenedAt,
    register: RegisterCode,
    caller: RiskReader,
    as_known: KnownAt,
    on: OnAsked = None,
) -> Question:
    return Question(RegisterAddress(body, register), Eyes.of(caller, body), as_known, on)


QuestionAsked = Annotated[Question, Depends(_question)]


@views.get("/view", response_model=RegisterShown, responses=TABLE_TOO)
async def read_register_view(
    chosen: ViewChosen,
    reader: Reads,
    public: PublicReads,
    as_known: KnownAt,
    pages: Asked,
    filters: Annotated[Filters, Depends(_filters)],
    written: FormatAsked,
    response: Response,
    sort: Annotated[
        RowSort,
        Query(
            description="Scores highest first, one of another matrix by its share of that one's "
            "highest; reviews earliest first; unknown ones last."
        ),
    ] = RowSort.REFERENCE,
    on: OnAsked = None,
    since: Since = None,
) -> RegisterShown | Response:
    """Read a register's risks with their scores, movement, reviews, acceptances and warnings.

    As CSV or XLSX it is all of them, unless `limit` or `cursor` asks for a page.
    Who may not read the body, or has no key, reads what is published of it, whole.
    """
    name = f"register-{chosen.at.body}-{chosen.at.register}"
    if chosen.view is RegisterView.PUBLISHED:
        part = await published_part(public, chosen, as_known, REGISTER)
        return await answer_published(
            part.content, part.media_type, written=written, table=register_table, name=name
        )
    after = pages.after_key(_of_sort(sort), str, str)
    seen = await _seen(reader, chosen, as_known, on, since)
    await reader.end()  # many rows take their time, and a workbook of them
    wanted = [(place(row, sort), row) for row in seen.rows if filters.take(row)]
    wanted.sort(key=lambda each: each[0])
    rest = [row for key, row in wanted if after is None or key > after]
    if written.format is Format.JSON or pages.are_asked_for:
        rest = rest[: pages.look_ahead]
        page = pages.page(rest, key=lambda row: place(row, sort), show=lambda row: row)
    else:
        page = Page(items=rest, next_cursor=None)
    register = seen.snapshot.register
    shown = RegisterShown(
        **seen.sight.of(register),
        matrix=register.matrix,
        policy=register.policy,
        items=page.items,
        next_cursor=page.next_cursor,
    )
    return await answer_working(written, shown, table=register_table, name=name, beside=response)


@views.get("/heatmap", response_model=HeatMapShown, responses=_PICTURES)
async def read_heatmap(
    chosen: ViewChosen,
    reader: Reads,
    public: PublicReads,
    as_known: KnownAt,
    written: Annotated[
        PictureFormat, Query(alias="format", description="The same as JSON, or as a picture.")
    ] = PictureFormat.JSON,
    on: OnAsked = None,
    since: Since = None,
) -> HeatMapShown | Response:
    """Read where a register's open risks stand on its matrix, and where they are to be.

    Each square has its risks' count and references. A risk whose score is not known stands beside
    the grid, and in no square; so does one that was assessed on a matrix with other steps. Who may
    not read the body, or has no key, reads what is published of it.
    """
    if chosen.view is RegisterView.PUBLISHED:
        part = await published_part(public, chosen, as_known, _KIND_OF[written])
        return await answer_published(part.content, part.media_type)
    shown = (await _seen(reader, chosen, as_known, on, since)).heat_map
    await reader.end()  # a picture takes its time
    if written is PictureFormat.SVG:
        return Response(await drawn_svg(shown), media_type=SVG)
    if written is PictureFormat.PNG:
        return Response(await drawn_png(shown), media_type=PNG)
    return shown


@views.get("/movement")
async def read_movement(
    body: Opened,
    register: RegisterCode,
    reader: Reads,
    caller: RiskReader,
    begins: Annotated[Moment, Query(alias="from", description=_A_DAY)],
    ends: Annotated[
        Moment | None, Query(alias="to", description=f"Now, if left out. {_A_DAY}")
    ] = None,
) -> Movement:
    """Read what became of a register's risks: new, assessed, closed, reopened, come true; and why.

    Scores are compared only where likelihood and impact had the same steps.
    """
    question = Question(RegisterAddress(body, register), Eyes.of(caller, body))
    return await use_cases.read_movement(reader, question, begins, ends)


@views.get("/top")
async def read_top_risks(
    question: QuestionAsked,
    reader: Reads,
    limit: Annotated[int, Field(ge=1, le=_MOST_TOP), BeforeValidator(plain_digits), Query()] = 10,
) -> TopRisks:
    """Read the open risks with the highest current scores; of equal ones the higher inherent.

    One that was scored on another matrix is ranked by its share of that one's highest score.
    """
    return await use_cases.read_top_risks(reader, question, limit)


@views.get("/overdue")
async def read_overdue(question: QuestionAsked, reader: Reads) -> Overdue:
    """Read what is late on a day: reviews, actions, and acceptances that have expired."""
    return await use_cases.read_overdue(reader, question)


@quarters.get("/quarter")
async def read_risk_quarter(
    body: Opened, period: PeriodText, reader: Reads, caller: RiskReader, as_known: KnownAt
) -> RiskQuarter:
    """Read all that the board's quarterly report needs from a body's registers, pictures included.

    They are as they were known at the quarter's end, or now while it lasts; give `known_at` to see
    what was recorded since.
    """
    eyes = Eyes.of(caller, body)
    return await read_quarter(reader, body, Period.parse(period), eyes, as_known)


async def _seen(
    reader: Reads, chosen: ViewChosen, as_known: AsKnown, on: OnAsked, since: Since
) -> use_cases.Look:
    await as_known.apply(reader)
    eyes = Eyes.of(chosen.caller, chosen.at.body)
    return await use_cases.look(reader, Question(chosen.at, eyes, as_known, on, since))


def _of_sort(sort: RowSort) -> Any:
    """Return what reads the first part of a cursor: a cursor of another order is none of this."""

    def read(text: str) -> str:
        if text != sort:
            message = "the cursor is of another order"
            raise ValueError(message)
        return text

    return read
