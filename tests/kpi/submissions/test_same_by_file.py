"""The same rows by CSV, by JSON and in chunks: one set of rules, so one outcome.

Three councils begin with nothing; each is sent the same batches, in its own way (14 sequences; with
`QD_FULL=1`, 80). The file is kept by COPY even where it is short.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from services.kpi.figures import queries
from services.kpi.submissions import files
from services.kpi.submissions.reading import COLUMNS
from shared.calendar.periods import Period
from shared.councils.reference import all_councils
from shared.sheets import gathering, splitting
from shared.sheets.gathering import Extent
from tests.kpi.submissions.cells import ENDED, MINE, ROWS, Cells, as_csv, as_json, of_body
from tests.kpi.submissions.rows import INDICATORS
from tests.promises.crowds import PATIENCE_S, sized

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.suite import Suite

pytestmark = pytest.mark.timeout(PATIENCE_S)

COUNCILS: Final = sorted(each.code for each in all_councils() if not (each.start or each.end))
NEVER_THERE: Final = "E06000022"
STORED: Final = (
    "SELECT indicator, period, numerator, denominator, value, basis, status, reason, explanation"
    " FROM kpi.figure_versions WHERE body = $1 ORDER BY indicator, period, recorded_at"
)

BATCHES: Final = st.lists(
    st.lists(
        ROWS,
        min_size=4,
        max_size=12,
        unique_by=lambda row: (row["body"], row["indicator"], row["period"]),
    ),
    min_size=2,
    max_size=6,
)
"""A figure may still stand twice: 2019/20 M10 is 2019-20-M10."""


def _days(*codes: str, period: str = "2019-20-M09", **different: str) -> list[Cells]:
    nothing = dict.fromkeys(COLUMNS, "")
    numbers = {"numerator": "3", "denominator": "4"}
    row = nothing | {"body": MINE, "period": period} | numbers | different
    return [row | {"indicator": code} for code in codes]


POOLED: Final = [
    _days("combined-days", "new-claims-days", "changes-days"),  # parts in the same file
    _days("combined-days", reason="Again"),  # parts that stand
    _days("combined-days", "new-claims-days", period="2019-20-M10"),  # one part alone
    _days("changes-days", period="2019-20-M10", numerator="", denominator="", value="4"),  # a rate
    _days("combined-days", period="2019-20-M10", numerator="5", reason="Still no components"),
    _days("changes-days", "combined-days", period="2019-20-M10", reason="Now with components"),
]


RISING: Final = [
    _days("council-tax-in-year", period="2019-20-M10"),
    [  # above the M10 that stands, and below the M10 that comes with it
        *_days("council-tax-in-year", numerator="3.4"),
        *_days("council-tax-in-year", period="2019-20-M10", numerator="3.6", reason="Again"),
    ],
]


COUNTED: Final = [
    [
        *_days("fraud-sanctions", numerator="2.5", denominator=""),
        *_days("fraud-sanctions", period="2019-20-M10", numerator="2.0", denominator=""),
        *_days("receipts", period="2019-20-Q3", numerator="2.5", denominator=""),
    ]
]
"""A count is whole; pounds have pennies."""


@pytest.fixture
async def officer(suite: Suite) -> dict[str, str]:
    """Who may submit for every council but one; and the indicators that they submit."""
    for code, one in INDICATORS.items():
        said = one.model_dump(mode="json", exclude={"code", "recorded_at"})
        await suite.define_indicator(code, **said)
    granted = [code for code in COUNCILS if code != NEVER_THERE]
    return await suite.key(kpi_submit=[*granted, ENDED])


@pytest.fixture
def seen() -> Iterator[Counter[str]]:
    """What became of all rows: those that were all rejected would agree for ever."""
    seen: Counter[str] = Counter()
    yield seen
    if seen["sequences"] < 10:
        return  # the test failed, and says so itself
    usual = {"created", "restated", "unchanged", "duplicate_in_batch", "derived_from_parts"}
    assert usual | {"not_a_whole_number"} <= seen.keys(), seen


@pytest.fixture
def fresh() -> Iterator[str]:
    """Councils of which nothing is known yet."""
    return (code for code in COUNCILS if code != NEVER_THERE)


@settings(
    max_examples=sized(14, full=80),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(batches=BATCHES)
@example(batches=POOLED)
@example(batches=RISING)
@example(batches=COUNTED)
async def test_the_same_rows_come_to_the_same_by_csv_by_json_and_in_chunks(
    suite: Suite,
    officer: dict[str, str],
    fresh: Iterator[str],
    seen: Counter[str],
    batches: list[list[Cells]],
) -> None:
    by_json, by_csv, in_chunks = next(fresh), next(fresh), next(fresh)
    for batch in batches:
        said = await suite.submit({"figures": as_json(of_body(batch, by_json))}, officer)
        filed = await _post(suite, officer, of_body(batch, by_csv), most_rows=100_000)
        parted = await _post(
            suite, officer, of_body(batch, in_chunks), most_rows=0, chunk=_most_of_one_year(batch)
        )

        assert filed.status_code == parted.status_code == said.status_code
        assert filed.json().get("code") == parted.json().get("code") == said.json().get("code")
        if said.status_code == 403:  # nobody's rows alone
            continue
        told = _told(said, by_json)
        seen.update(row[4] for row in told)
        seen.update(problem[0] for row in told for problem in row[6])
        assert _told(filed, by_csv) == told
        assert _told(parted, in_chunks) == [row for row in told if row[4] in {"rejected", "held"}]
        counts = said.json()["counts"]
        assert counts == filed.json()["counts"] == parted.json()["counts"]
        assert sum(counts.values()) == len(batch)
        if said.status_code == 201:
            assert _hashes(filed) == _hashes(said)
            assert _changed(parted) == _changed(said)
    stored = await _stored(suite, by_json)
    assert await _stored(suite, by_csv) == stored
    assert await _stored(suite, in_chunks) == stored
    seen["sequences"] += 1


async def _post(
    suite: Suite, officer: dict[str, str], cells: list[Cells], *, most_rows: int, chunk: int = 1
) -> httpx.Response:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(files, "MOST_ROWS", most_rows)
        patched.setattr(files, "CHUNK", Extent(chunk, 4_000_000))
        patched.setattr(gathering, "_HELD", Extent(3, 4_000_000))
        patched.setattr(splitting, "_AT_ONCE", 60)  # a row or some
        patched.setattr(queries, "_COPIED_FROM", 1)
        return await suite.http.post(
            "/v1/kpi/submissions",
            content=as_csv(cells),
            headers=officer | {"Content-Type": "text/csv"},
        )


def _most_of_one_year(batch: list[Cells]) -> int:
    times = Counter((row["body"], at.first_year) for row in batch if (at := _period(row)))
    return max(times.values(), default=1)


def _period(row: Cells) -> Period | None:
    try:
        return Period.parse(row["period"])
    except ValueError:
        return None


def _told(answer: httpx.Response, body: str) -> list[tuple[Any, ...]]:
    """Return what each row was told, but for the places that JSON and CSV name differently."""
    told = []
    for row in answer.json()["results"]:
        problems = [
            (p["code"], p["severity"], p["detail"], p["column"], p["expected"], p["found"])
            for p in row["problems"]
        ]
        whose = "mine" if row["body"] == body else row["body"]
        named = (row[column] for column in ("indicator", "period", "outcome", "value"))
        told.append((row["row"], whose, *named, problems))
    return told


def _hashes(answer: httpx.Response) -> list[tuple[str, Any]]:
    return [(one["content_hash"], one["counts"]) for one in answer.json()["submissions"]]


def _changed(answer: httpx.Response) -> tuple[int, int]:
    """Return how many figures the submissions of an answer made and changed."""
    counts = [one["counts"] for one in answer.json()["submissions"]]
    return sum(c["created"] for c in counts), sum(c["restated"] for c in counts)


async def _stored(suite: Suite, body: str) -> Sequence[Any]:
    admin = await suite.database.admin.connect()
    try:
        return [tuple(row) for row in await admin.fetch(STORED, body)]
    finally:
        await admin.close()
