"""What an edition publishes: Part 1 of its register as known at its instant, and pictures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from services.risk.registers.use_cases import RegisterAddress
from services.risk.risks.ahead import is_told
from services.risk.risks.parts import NOBODY
from services.risk.views.picturing import PNG, SVG, drawn_png, drawn_svg
from services.risk.views.published import HEAT_MAP, HEAT_MAP_PNG, HEAT_MAP_SVG, REGISTER
from services.risk.views.use_cases import Look, Question, look
from shared.calendar.periods import Period
from shared.calendar.working_days import LONDON, day_in_london
from shared.contracts.risk.views import RegisterShown, RegisterView
from shared.publication import Document
from shared.web.asking import AsKnown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from shared.editions import Place
    from shared.storage.sessions import Reader


@dataclass(frozen=True, slots=True)
class ComposedRegister:
    """A register as an edition shows it."""

    seen: Look

    @property
    def said(self) -> Mapping[str, Any]:
        """All of it: its rows, and its heat map."""
        return {
            "register": _register(self.seen).model_dump(mode="json"),
            "heatmap": self.seen.heat_map.model_dump(mode="json"),
        }

    async def documents(self, edition: UUID, key: str) -> Sequence[Document]:
        """Return what is frozen of it; each document names the edition. Here it is drawn."""
        named = replace(self.seen, sight=replace(self.seen.sight, edition=edition))
        heat_map = named.heat_map
        return [
            Document.of(REGISTER, key, _register(named)),
            Document.of(HEAT_MAP, key, heat_map),
            Document(HEAT_MAP_SVG, key, await drawn_svg(heat_map), SVG),
            Document(HEAT_MAP_PNG, key, await drawn_png(heat_map), PNG),
        ]


async def compose_register(reader: Reader, of: Place, known_at: datetime) -> ComposedRegister:
    """Return what an edition would say.

    What is Part 2 today is gone from it, even if it was not by then. Closed risks are no part of
    it; reviews and actions are late as of the quarter's end, or of the instant before it.

    Raises:
        NotFound: If there was no such register at that instant.
    """
    quarter = Period.parse(of.period)
    on = min(quarter.end, day_in_london(known_at))
    begins = datetime.combine(quarter.start, time.min, LONDON)
    since = begins if begins < known_at else None
    at = RegisterAddress(of.body, of.subject)
    with reader.as_known(known_at):
        seen = await look(reader, Question(at, NOBODY, AsKnown(known_at), on, since))
    sight = replace(seen.sight, view=RegisterView.PUBLISHED, period=of.period)
    rows = [row.model_copy(update={"signals": []}) for row in seen.rows if is_told(row)]
    return ComposedRegister(replace(seen, sight=sight, rows=rows))


def _register(seen: Look) -> RegisterShown:
    register = seen.snapshot.register
    return RegisterShown(
        **seen.sight.of(register),
        matrix=register.matrix,
        policy=register.policy,
        items=list(seen.rows),
        next_cursor=None,
    )
