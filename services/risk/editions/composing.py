"""What an edition publishes: Part 1 of its register as known at its instant, and pictures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import TYPE_CHECKING

from services.risk.registers.use_cases import RegisterAddress
from services.risk.risks.parts import NOBODY
from services.risk.views.picturing import PNG, SVG, drawn_png, drawn_svg
from services.risk.views.published import HEAT_MAP, HEAT_MAP_PNG, HEAT_MAP_SVG, REGISTER, TEXT
from services.risk.views.use_cases import Look, Question, look
from shared.calendar.periods import Period
from shared.calendar.working_days import LONDON, day_in_london
from shared.contracts.risk.editions import EditionText
from shared.contracts.risk.views import RegisterShown, RegisterView
from shared.contracts.risk.vocabulary import RiskState
from shared.journal import content_hash
from shared.publication import Document
from shared.web.asking import AsKnown

if TYPE_CHECKING:
    from uuid import UUID

    from services.risk.editions.tables import EditionProposed
    from shared.storage.sessions import Reader


@dataclass(frozen=True, slots=True)
class Words:
    """What an edition says beside its register."""

    title: str
    text: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Content:
    """All that an edition says."""

    seen: Look
    words: Words

    @property
    def hash(self) -> str:
        """The SHA-256 of it all, whatever the edition is called."""
        return content_hash(
            {
                "register": _register(self.seen).model_dump(mode="json"),
                "heatmap": self.seen.heat_map.model_dump(mode="json"),
                "title": self.words.title,
                "text": self.words.text,
                "reason": self.words.reason,
            }
        )


async def composed(
    reader: Reader, at: RegisterAddress, period: str, known_at: datetime, words: Words
) -> Content:
    """Return what an edition would say.

    What is Part 2 today is gone from it, even if it was not by then. Closed risks are no part of
    it; reviews and actions are late as of the quarter's end, or of the instant before it.

    Raises:
        NotFound: If there was no such register at that instant.
    """
    quarter = Period.parse(period)
    on = min(quarter.end, day_in_london(known_at))
    begins = datetime.combine(quarter.start, time.min, LONDON)
    since = begins if begins < known_at else None
    with reader.as_known(known_at):
        seen = await look(reader, Question(at, NOBODY, AsKnown(known_at), on, since))
    sight = replace(seen.sight, view=RegisterView.PUBLISHED, period=period)
    rows = [
        row.model_copy(update={"signals": []})
        for row in seen.rows
        if row.state is not RiskState.CLOSED
    ]
    return Content(replace(seen, sight=sight, rows=rows), words)


async def documents_of(content: Content, proposed: EditionProposed) -> list[Document]:
    """Return what is frozen of an edition: each document names it."""
    named = replace(content.seen, sight=replace(content.seen.sight, edition=proposed.id))
    heat_map = named.heat_map
    key = f"{proposed.register}/{proposed.period}"
    return [
        Document.of(REGISTER, key, _register(named)),
        Document.of(HEAT_MAP, key, heat_map),
        Document(HEAT_MAP_SVG, key, await drawn_svg(heat_map), SVG),
        Document(HEAT_MAP_PNG, key, await drawn_png(heat_map), PNG),
        Document.of(TEXT, key, text_of(proposed, proposed.id)),
    ]


def text_of(proposed: EditionProposed, edition: UUID) -> EditionText:
    """Return what an edition says of itself."""
    return EditionText(
        edition=edition,
        body=proposed.body,
        register_code=proposed.register,
        period=proposed.period,
        number=proposed.number,
        title=proposed.title,
        text=proposed.text,
        supersedes=proposed.supersedes,
        reason=proposed.reason,
    )


def _register(seen: Look) -> RegisterShown:
    register = seen.snapshot.register
    return RegisterShown(
        **seen.sight.of(register),
        matrix=register.matrix,
        policy=register.policy,
        items=list(seen.rows),
        next_cursor=None,
    )
