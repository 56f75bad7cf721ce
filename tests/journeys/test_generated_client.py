"""An integrator generates a client from the suite's document, and does the main job with it."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.promises.operations import DOCUMENT, OPERATIONS
from tests.suite import Suite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

COUNCIL: Final = "E07000132"
PACKAGE: Final = "quarterday_client"
CONFIG: Final = """\
literal_enums: true
content_type_overrides:
  text/csv: application/octet-stream
  application/vnd.openxmlformats-officedocument.spreadsheetml.sheet: application/octet-stream
post_hooks: []
"""
"""The generator knows files only as bytes; `literal_enums` spares its users an enum per word."""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a client generated from the merged document; the generator has no remark."""
    folder = tmp_path_factory.mktemp("generated")
    document, config = folder / "openapi.json", folder / "config.yml"
    document.write_text(json.dumps(DOCUMENT), "utf-8")
    config.write_text(CONFIG)
    said = subprocess.run(
        [
            *(sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning"),
            *("--meta", "none", "--path", document, "--config", config),
            *("--output-path", folder / PACKAGE),
        ],
        check=False,
        capture_output=True,
    )
    assert (said.returncode, said.stderr) == (0, b""), (said.stdout + said.stderr).decode()
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    yield PACKAGE
    sys.path.remove(str(folder))


async def test_every_operation_can_be_imported(package: str) -> None:
    """As `api.<tag>.<operation>`, which is what a user of the client types."""
    for operation in OPERATIONS:
        [tag] = operation.said["tags"]
        module = importlib.import_module(f"{PACKAGE}.api.{tag}.{operation.id}")
        assert callable(module.asyncio_detailed), operation.id


async def test_its_models_have_the_suites_own_names(package: str) -> None:
    names = set(_module("models").__all__)

    assert {"Scorecard", "ScorecardRow", "Batch", "FigureSent", "TargetPage", "Problem"} <= names
    assert [name for name in names if "Input" in name or "Output" in name] == []


async def test_a_generated_client_posts_a_figure_and_reads_the_scorecard(
    suite: Suite, package: str
) -> None:
    await suite.define_indicator()
    await suite.set_target(COUNCIL)
    models = _module("models")
    figure = models.FigureSent(
        indicator="council-tax-in-year",
        period="2019-20-M10",
        numerator=62834112.45,
        denominator=67210000.0,
        status="final",
    )
    batch = models.Batch(body=COUNCIL, source_system="ledger", figures=[figure])
    async with await _client(suite) as client:
        posted = await _call("submissions.submit_figures", client, body=batch)
        read = await _call("performance.read_scorecard", client, COUNCIL, period="2019-20-M10")

    assert posted.status_code == 201
    assert isinstance(posted.parsed, models.BatchResult)
    assert [result.outcome for result in posted.parsed.results] == ["created"]
    assert isinstance(read.parsed, models.Scorecard)
    [row] = read.parsed.rows
    assert row.value == 93.489231  # 100 x 62,834,112.45 / 67,210,000 = 93.48923...
    assert row.profile == 81.7  # 98.0 x 10 / 12, as the suite's target has it
    assert row.target_status == "confirmed"


async def test_a_generated_client_posts_a_csv_file(suite: Suite, package: str) -> None:
    await suite.define_indicator()
    rows = (
        b"body,indicator,period,numerator,denominator,value,status,reason,explanation\r\n"
        b"E07000132,council-tax-in-year,2019-20-M10,62834112.45,67210000.00,,final,,\r\n"
    )
    file = _module("types").File(payload=rows)
    async with await _client(suite) as client:
        posted = await _call("submissions.submit_figures", client, body=file)

    assert [result.outcome for result in posted.parsed.results] == ["created"]
    assert [result.line for result in posted.parsed.results] == [2]


async def test_a_generated_client_is_told_why_it_was_refused(suite: Suite, package: str) -> None:
    async with await _client(suite) as client:
        at = {"body_code": COUNCIL, "indicator": "no-such-indicator", "year": "2019-20"}
        refused = await _call("targets.read_target", client, **at)

    assert refused.status_code == 404
    assert isinstance(refused.parsed, _module("models").Problem)
    assert refused.parsed.code == "not_found"


async def _client(suite: Suite) -> Any:
    headers = await suite.officer(COUNCIL)
    token = headers["Authorization"].removeprefix("Bearer ")
    transport = {"transport": suite.http._transport}
    return _module("client").AuthenticatedClient(
        base_url="http://suite.example", token=token, httpx_args=transport
    )


async def _call(operation: str, client: Any, *args: Any, **more: Any) -> Any:
    module = importlib.import_module(f"{PACKAGE}.api.{operation}")
    return await module.asyncio_detailed(*args, client=client, **more)


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"{PACKAGE}.{name}")
