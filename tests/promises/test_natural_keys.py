"""Promise 4: a figure is known by body, indicator and period; the same again makes no version.

A property over sequences of batches (40; with `QD_FULL=1`, 400), against a plain model of what
should be stored after each. No batch carries an idempotency key.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.promises.crowds import PATIENCE_S, sized

if TYPE_CHECKING:
    from tests.promises.world import World

pytestmark = pytest.mark.timeout(PATIENCE_S)

BODIES: Final = ("E07000131", "E07000132")
PERIODS: Final = ("2019-20-M09", "2019-20-M10")

SPELLINGS: Final[dict[str, tuple[dict[str, Any], ...]]] = {
    "850 of 1,000": (
        {"numerator": 850, "denominator": 1_000},
        {"numerator": "850.00", "denominator": 1_000.0, "status": "final"},
    ),
    "85 of 100": ({"numerator": 85, "denominator": 100},),
    "850 of 1,000, provisional": (
        {"numerator": 850.0, "denominator": "1000", "status": "provisional"},
    ),
    "a rate of 85": ({"value": 85}, {"value": "85.000"}, {"value": 85.0000001}),
    "a rate of 85.000001": ({"value": 85.000001}, {"value": 85.0000006}),
    "none": ({"status": "not_available"},),
}
"""What a figure can say, and how it may be written.

A rate is kept to six decimals, so 85.0000001 says 85, and 85.0000006 says 85.000001. The same rate
from other components, or from none, says something else.
"""

TOLD: Final = {
    "850 of 1,000": (850, 1_000, 85, "final"),
    "85 of 100": (85, 100, 85, "final"),
    "850 of 1,000, provisional": (850, 1_000, 85, "provisional"),
    "a rate of 85": (None, None, 85, "final"),
    "a rate of 85.000001": (None, None, 85.000001, "final"),
    "none": (None, None, None, "not_available"),
}
"""How each is read back: numerator, denominator, value (100 x 850 / 1,000 = 85) and status."""

STORED: Final = (
    "SELECT count(*), count(DISTINCT submission) FROM kpi.figure_versions WHERE indicator = $1"
)
COLUMNS: Final = ("body", "period", "numerator", "denominator", "value", "status")

Key = tuple[str, str]


class Row(NamedTuple):
    """A row of a batch: which figure, what it says, how that is written, and why it changes."""

    key: Key
    says: str
    written: dict[str, Any]
    reason: str | None


ROWS: Final = st.builds(
    lambda key, spelt, reason: Row(key, spelt[0], spelt[1], reason),
    st.tuples(st.sampled_from(BODIES), st.sampled_from(PERIODS)),
    st.sampled_from([(says, way) for says, ways in SPELLINGS.items() for way in ways]),
    st.sampled_from([None, "Corrected", "Late receipts"]),
)
BATCHES: Final = st.lists(ROWS, min_size=1, max_size=3, unique_by=lambda row: row.key)


@dataclass
class Model:
    """What should be stored: of each figure every version, oldest first.

    The rate counts from April, so January's that is below December's is held.
    """

    versions: dict[Key, list[str]] = field(default_factory=dict)
    submissions: int = 0

    def take(self, batch: list[Row]) -> list[str]:
        """Return what should become of each row, and remember what should be kept."""
        judged = {row.key: self._outcome(row) for row in batch}
        coming = {key for key, outcome in judged.items() if outcome != "rejected"}
        stands = {key: says[-1] for key, says in self.versions.items()}
        kept = []
        for row in sorted(batch, key=lambda row: row.key):
            changes = judged[row.key] in {"created", "restated"}
            if changes and self._falls(row, stands, coming):
                judged[row.key] = "held"
            elif changes:
                stands[row.key] = row.says
                kept.append(row)
        for row in kept:
            self.versions.setdefault(row.key, []).append(row.says)
        self.submissions += len({row.key[0] for row in kept})
        return [judged[row.key] for row in batch]

    def _outcome(self, row: Row) -> str:
        known = self.versions.get(row.key)
        if known is None:
            return "created"
        if known[-1] == row.says:
            return "unchanged"
        return "rejected" if row.reason is None else "restated"

    @staticmethod
    def _falls(row: Row, stands: dict[Key, str], coming: set[Key]) -> bool:
        """Whether it is below December's, or above a January's that is not sent along."""
        body, period = row.key
        beside = (body, PERIODS[1 - PERIODS.index(period)])
        if beside not in stands or (period == PERIODS[0] and beside in coming):
            return False
        earlier, later = TOLD[row.says], TOLD[stands[beside]]
        if period == PERIODS[1]:
            earlier, later = later, earlier
        both = [(a, b) for a, b in zip(earlier[::2], later[::2], strict=True) if a and b]
        return bool(both) and both[0][1] < both[0][0]

    def told(self, *, history: bool) -> list[tuple[Any, ...]]:
        """Return what a list of the figures should tell, in its order."""
        return [
            (*key, *TOLD[says])
            for key in sorted(self.versions)
            for says in (self.versions[key] if history else self.versions[key][-1:])
        ]


@settings(
    max_examples=sized(40, full=400),
    # Without shrinking, which would take longer than a test may: six batches can be read.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(batches=st.lists(BATCHES, min_size=1, max_size=6))
async def test_a_sequence_of_posts_stores_what_a_plain_model_says(
    world: World, batches: list[list[Row]]
) -> None:
    """Afterwards every instant between two batches is read back as it was then."""
    indicator = f"natural-{world.number()}"
    await world.suite.define_indicator(indicator)
    admin = await world.suite.database.admin.connect()
    model = Model()
    instants: list[tuple[str, list[Any], list[Any]]] = []
    for batch in batches:
        expected = model.take(batch)
        assert await post(world, indicator, batch) == expected
        instant = await admin.fetchval("SELECT clock_timestamp()")
        known_at = f"{instant:%Y-%m-%dT%H:%M:%S.%f}Z"
        instants.append((known_at, model.told(history=True), model.told(history=False)))

    assert await listed(world, indicator) == model.told(history=False)
    for known_at, versions, newest in instants:
        assert await listed(world, indicator, known_at=known_at, history=True) == versions
        assert await listed(world, indicator, known_at=known_at) == newest
    stored = await admin.fetchrow(STORED, indicator)
    await admin.close()
    assert tuple(stored) == (sum(map(len, model.versions.values())), model.submissions)


async def post(world: World, indicator: str, batch: list[Row]) -> list[str]:
    """Post a batch, and return what became of each row."""
    figures = [
        {"body": body, "indicator": indicator, "period": period, **row.written}
        | ({} if row.reason is None else {"reason": row.reason})
        for row in batch
        for body, period in [row.key]
    ]
    officer = await world.suite.officer(*BODIES)
    answer = await world.suite.submit({"figures": figures}, officer)
    outcomes = [str(result["outcome"]) for result in answer.json()["results"]]
    nothing_holds = set(outcomes) == {"rejected"}
    assert answer.status_code == (422 if nothing_holds else 201), answer.text
    return outcomes


async def listed(world: World, indicator: str, **query: Any) -> list[tuple[Any, ...]]:
    """Return what the lists of both bodies' figures tell, as told by a model."""
    told = []
    for body in BODIES:
        answer = await world.suite.http.get(
            f"/v1/kpi/bodies/{body}/figures",
            params={"indicator": indicator, **query},
            headers=await world.suite.officer(*BODIES),
        )
        assert answer.status_code == 200, answer.text
        assert "next" not in answer.links
        told += [tuple(item[name] for name in COLUMNS) for item in answer.json()["items"]]
    return told
