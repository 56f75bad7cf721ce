"""A file of figures: gathered by body, and kept body by body.

Up to 100,000 rows are one transaction, and each row is told its outcome. Beyond, it is kept in
chunks, each by itself: what is committed stays, and the same file posted again finds it there.
Either way its rows are read from where they were gathered some at a time.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Final

from services.kpi.submissions.checks import judge
from services.kpi.submissions.drafts import in_turns
from services.kpi.submissions.parts import NOBODY, Bodies, Part, aside, parts_of, together
from services.kpi.submissions.plain import PlainFigure, PlainReader
from services.kpi.submissions.reading import draft_of_row
from services.kpi.submissions.taking import Intake, Taken, take
from services.kpi.submissions.use_cases import answer, nothing_granted
from services.kpi.submissions.worlds import world_of
from shared.contracts.kpi.submissions import Mode
from shared.refusals import Invalid, TooLargeToBeAtomic
from shared.security.scopes import Scope
from shared.sheets.gathering import Extent, Gathering
from shared.storage.columns import new_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from services.kpi.submissions.drafts import Draft
    from services.kpi.submissions.keeping import Source
    from services.kpi.submissions.use_cases import Terms
    from shared.contracts.kpi.submissions import BatchResult, RowResult
    from shared.security.principal import Principal
    from shared.sheets.reading import Sheet, SheetLine
    from shared.storage.sessions import Transaction
    from shared.web.chunks import Chunks

MOST_ROWS: Final = 100_000
"""Rows of a batch that is kept as a whole."""

MOST_ROWS_OF_ALL: Final = 10_000_000
"""Rows of a file. 256 MB don't hold so many that say anything: the shortest has 28 bytes."""

CHUNK: Final = Extent(10_000, 4_000_000)
"""What a chunk has, about."""

MOST_TOLD: Final = 10_000
"""Rejected and held rows of a chunked file that are told one by one; `counts` has them all."""


async def submit_file(
    tx: Transaction, sheet: Sheet, source: Source, terms: Terms, chunks: Chunks, *, by: Principal
) -> BatchResult:
    """Judge a file row by row and keep what holds, as one submission per body, or per chunk of it.

    Raises:
        Malformed: If the file cannot be read to its end; nothing is kept then.
        Unavailable: If it doesn't fit into memory, and too many such files are under way.
        Forbidden: If the caller may write none of the bodies that the rows name.
        TooLargeToBeAtomic: If it is to be kept whole, and has more than 100,000 rows.
        PartlyKept: If a chunk failed after others were committed.
        NothingAccepted, BatchRejected: As `submit_figures`.
        Invalid: If it has no rows, or more than ten million.
    """
    bodies = Bodies(sheet, by.bodies(Scope.KPI_SUBMIT))
    with Gathering(bodies.of) as gathering:
        await chunks.prepare()
        async for rows in aside(gathering.steps(sheet.blocks())):
            if rows > MOST_ROWS and terms.atomic:
                raise TooLargeToBeAtomic
            if rows > MOST_ROWS_OF_ALL:
                raise _too_many()
            if gathering.is_spooled:
                await chunks.take_place()
        if not gathering.total:
            message = "The batch has no figures."
            raise Invalid(message)
        if bodies.are_named and not gathering.counts.keys() - {NOBODY}:
            raise nothing_granted()
        world = await world_of(tx, bodies.granted, bodies=gathering.counts.keys())
        if gathering.total <= MOST_ROWS:
            chunks.keep_whole()
            batch = Intake(new_id(), source, by, world)
            taken = [
                await _take(tx, sheet, body, gathering.of(body), batch)
                for body in sorted(gathering.counts)
            ]
            return answer(batch, terms, taken)
        batch = Intake(new_id(), source, by, world, tells_all=False)
        told = _Told()

        async def keep(own: Transaction, chunk: Collection[Part]) -> list[Taken]:
            await own.keep_to(part.body for part in chunk)
            taken = [await _take(own, sheet, part.body, [part.lines], batch) for part in chunk]
            return told.shortened(taken)

        kept = await chunks.keep_each(
            together(parts_of(gathering, sheet, at_most=CHUNK), CHUNK),
            keep,
            rehearse=terms.mode is Mode.VALIDATE,
        )
        return answer(batch, terms, [*chain.from_iterable(kept), told.in_short])


def _too_many() -> Invalid:
    message = f"A file has at most {MOST_ROWS_OF_ALL:,} rows; send it in parts."
    return Invalid(message)


async def _take(
    tx: Transaction, sheet: Sheet, body: str, blocks: Iterable[list[SheetLine]], batch: Intake
) -> Taken:
    """Take a body's rows, block by block; of a wrong one only what is wrong stays in memory."""
    plain: list[PlainFigure] = []
    drafts: list[Draft] = []
    async for right, others in aside(_read(sheet, body, blocks, batch)):
        plain += right
        with_care = (draft_of_row(sheet.named(line)) for line in others)
        drafts += [judge(draft, batch.world) async for draft in in_turns(with_care)]
    return await take(tx, body, drafts, plain, batch)


def _read(
    sheet: Sheet, body: str, blocks: Iterable[list[SheetLine]], batch: Intake
) -> Iterator[tuple[list[PlainFigure], list[SheetLine]]]:
    """Yield of each block what is plainly right, and the rows that are to be read with care."""
    if body == NOBODY:
        yield from (([], block) for block in blocks)
    else:
        yield from map(PlainReader(sheet, body, batch.world).read, blocks)


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
                # By row: a chunk that is tried again tells them again.
                told = {result.row: result for result in (*self._first, *part.results)}
                self._first = [told[row] for row in sorted(told)[:MOST_TOLD]]
            left.append(part._replace(results=[]))
        return left
