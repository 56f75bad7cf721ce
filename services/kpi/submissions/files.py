"""A file of figures: gathered by body, and kept body by body.

Up to 100,000 rows are one transaction, and each row is told its outcome. Beyond, it is kept in
chunks, each by itself: what is committed stays, and the same file posted again finds it there.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Final

from services.kpi.submissions.checks import judge
from services.kpi.submissions.drafts import in_turns
from services.kpi.submissions.parts import NOBODY, Bodies, Part, parts_of, steps, together
from services.kpi.submissions.plain import PlainFigure, PlainReader
from services.kpi.submissions.reading import draft_of_row
from services.kpi.submissions.taking import Batch, Taken, take
from services.kpi.submissions.use_cases import answer, nothing_granted
from services.kpi.submissions.worlds import world_of
from shared.contracts.kpi.submissions import Mode
from shared.refusals import Invalid, TooLargeToBeAtomic
from shared.security.scopes import Scope
from shared.sheets.gathering import Gathering
from shared.storage.columns import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.kpi.submissions.keeping import Source
    from services.kpi.submissions.use_cases import Terms
    from shared.contracts.kpi.submissions import BatchResult, RowResult
    from shared.security.principal import Principal
    from shared.sheets.reading import Sheet, SheetLine
    from shared.storage.sessions import Transaction
    from shared.web.chunks import Chunks

MOST_ROWS: Final = 100_000
"""Rows of a batch that is kept as a whole."""

CHUNK: Final = 10_000
"""Rows of a chunk, about."""

MOST_TOLD: Final = 10_000
"""Rejected and held rows of a chunked file that are told one by one; `counts` has them all."""


async def submit_file(
    tx: Transaction, sheet: Sheet, source: Source, terms: Terms, chunks: Chunks, *, by: Principal
) -> BatchResult:
    """Judge a file row by row and keep what holds, as one submission per body, or per chunk of it.

    Raises:
        Malformed: If the file cannot be read to its end; nothing is kept then.
        Forbidden: If the caller may write none of the bodies that the rows name.
        TooLargeToBeAtomic: If it is to be kept whole, and has more than 100,000 rows.
        PartlyKept: If a chunk failed after others were committed.
        NothingAccepted, BatchRejected, Invalid: As `submit_figures`.
    """
    bodies = Bodies(sheet, by.bodies(Scope.KPI_SUBMIT))
    with Gathering(bodies.of) as gathering:
        await chunks.prepare()
        async for rows in steps(gathering, sheet.lines()):
            if rows > MOST_ROWS and terms.atomic:
                raise TooLargeToBeAtomic
        if not gathering.total:
            message = "The batch has no figures."
            raise Invalid(message)
        if bodies.are_named and not gathering.counts.keys() - {NOBODY}:
            raise nothing_granted()
        world = await world_of(tx, bodies.granted, bodies=gathering.counts.keys())
        if gathering.total <= MOST_ROWS:
            chunks.keep_whole()
            batch = Batch(new_id(), source, by, world)
            parts = [part async for part in parts_of(gathering, sheet, at_most=MOST_ROWS)]
            return answer(batch, terms, await _take_each(tx, sheet, parts, batch))
        batch = Batch(new_id(), source, by, world, tells_all=False)
        told = _Told()

        async def keep(own: Transaction, chunk: Iterable[Part]) -> list[Taken]:
            return told.shortened(await _take_each(own, sheet, chunk, batch))

        kept = await chunks.keep_each(
            together(parts_of(gathering, sheet, at_most=CHUNK), CHUNK),
            keep,
            rehearse=terms.mode is Mode.VALIDATE,
        )
        return answer(batch, terms, [*chain.from_iterable(kept), told.in_short])


async def _take_each(
    tx: Transaction, sheet: Sheet, parts: Iterable[Part], batch: Batch
) -> list[Taken]:
    return [await _take(tx, sheet, part, batch) for part in parts]


async def _take(tx: Transaction, sheet: Sheet, part: Part, batch: Batch) -> Taken:
    plain: list[PlainFigure] = []
    others: Sequence[SheetLine] = part.lines
    if part.body != NOBODY:
        reader = PlainReader(sheet, part.body, batch.world)
        plain, others = await asyncio.to_thread(reader.read, part.lines)
    drafts = [
        judge(draft, batch.world)
        async for draft in in_turns(draft_of_row(sheet.named(line)) for line in others)
    ]
    return await take(tx, part.body, drafts, plain, batch)


class _Told:
    """The first rejected or held rows of a file; a million of them would fill the memory."""

    def __init__(self) -> None:
        self._first: list[RowResult] = []

    @property
    def in_short(self) -> Taken:
        """What is told of them; `counts` are told elsewhere."""
        return Taken(Counter(), self._first)

    def shortened(self, taken: Iterable[Taken]) -> list[Taken]:
        """Take the results of some rows in, and return the rest of what became of them."""
        left = []
        for part in taken:
            if part.results:
                both = sorted([*self._first, *part.results], key=lambda result: result.row)
                self._first = both[:MOST_TOLD]
            left.append(part._replace(results=[]))
        return left
