"""All that the board's quarterly report needs from a body's registers, in one answer."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Final

from services.risk.registers.queries import registers
from services.risk.registers.use_cases import RegisterAddress
from services.risk.views.moments import A_MOMENT, end_of
from services.risk.views.picturing import drawn_svg
from services.risk.views.ranking import late_things, top_risks, unscored
from services.risk.views.use_cases import Question, look, movement_between
from shared.calendar.periods import Period, PeriodType
from shared.calendar.working_days import LONDON, day_in_london
from shared.contracts.risk.views import RegisterQuarter, RiskQuarter
from shared.refusals import Fault, Invalid, NotFound
from shared.web.asking import AsKnown

if TYPE_CHECKING:
    from services.risk.risks.parts import Eyes
    from services.risk.views.use_cases import Look
    from shared.contracts.risk.views import Movement
    from shared.storage.sessions import Reader

_TOP: Final = 10


async def read_quarter(
    reader: Reader, body: str, period: Period, eyes: Eyes, as_known: AsKnown
) -> RiskQuarter:
    """Return how a body's registers stood at the end of a quarter, and what moved in it.

    What was recorded after the quarter is no part of it, unless *as_known* asks for a later
    instant; a quarter that has not ended is told until now.

    Raises:
        NotFound: If the body keeps no register.
        Invalid: If it is no quarter, or has not begun by the instant asked for.
        FutureInstant: If that lies ahead.
    """
    if period.type is not PeriodType.QUARTER:
        raise _refused("wrong_period_type", "must be a quarter, as 2019-20-Q3")
    now = await reader.now()
    there_now = await registers(reader, body)
    if not there_now:
        message = "The body keeps no register."
        raise NotFound(message)
    begins, ends = datetime.combine(period.start, time.min, LONDON), end_of(period.end)
    until = AsKnown(as_known.known_at or (ends if ends <= now else None))
    instant = until.known_at or now
    if instant <= begins:
        raise _refused("period_not_begun", "had not begun by then")
    await until.apply(reader)
    there = await registers(reader, body)
    on = min(period.end, day_in_london(instant - A_MOMENT))
    told = []
    for code in sorted(there):
        question = Question(RegisterAddress(body, code), eyes, until, on, begins)
        told.append(await _read(reader, question))
    await reader.end()  # pictures take their time
    return RiskQuarter(
        body=body,
        period=str(period),
        period_start=period.start,
        period_end=period.end,
        on=on,
        known_at=until.known_at,
        settled=until.settled,
        registers=[await _told(*each) for each in told],
        registers_since=sorted(there_now.keys() - there.keys()),
    )


async def _read(reader: Reader, question: Question) -> tuple[Look, Movement]:
    seen = await look(reader, question)
    assert seen.earlier is not None  # noqa: S101 - it was asked for
    until = question.as_known
    return seen, await movement_between(reader, question, seen.earlier, seen.snapshot, until)


async def _told(seen: Look, movement: Movement) -> RegisterQuarter:
    register, heat_map = seen.snapshot.register, seen.heat_map
    return RegisterQuarter(
        register_code=register.register_code,
        title=register.title,
        policy=register.policy,
        open_risks=len(seen.snapshot.open_entries),
        unscored=unscored(seen.rows),
        top=top_risks(seen.rows, _TOP),
        movement=movement,
        overdue=late_things(seen.rows, seen.sight.on),
        heatmap=heat_map,
        picture=(await drawn_svg(heat_map)).decode(),
    )


def _refused(code: str, detail: str) -> Invalid:
    return Invalid(errors=[Fault(code, detail, parameter="period")])
