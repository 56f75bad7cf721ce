"""What the documents say of the code, held against the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from deploy.local.settings import read_settings
from deploy.services import GATEWAY, LISTENERS, ROOT, SERVICES
from services.gateway.reference.problem_pages import problem_types
from services.gateway.settings import GatewaySettings
from services.kpi.performance.remarks import SENTENCES
from services.kpi.submissions import reading
from shared.contracts.kpi.submissions import FigureSent

OF_ONE_SERVICE = {
    "database_url",
    "public_database_url",
    "trusted_services",
    "service_key",
    "listeners",
}
GUIDES = ROOT / "docs" / "guides"
DOCUMENTS = sorted(
    path for pattern in ("*.md", "docs/**/*.md", "demo/**/*.md") for path in ROOT.glob(pattern)
)
CODE = re.compile(r"`([a-z][a-z0-9_]*)`")


class Environment(dict[str, str]):
    """An empty environment that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        """Remember *name*, and have nothing of it."""
        self.asked.add(name)
        return default


def settings_in_code() -> Mapping[str, str]:
    """Return each setting with its default, as an operator would write it; "" for none."""
    environment = Environment()
    plain = read_settings(environment, [])
    known = {
        "PORT": str(plain.port),
        "QD_HOST": plain.host,
        "QD_DATA_DIR": str(plain.data.relative_to(ROOT)),
    }
    settings = {name: known.get(name, "") for name in environment.asked}
    upstreams = {
        f"upstream_{name}": plain.url(name) for name in SERVICES if name != GATEWAY
    }  # the supervisor sets them, by these same addresses
    for name, field in GatewaySettings.model_fields.items():
        if name in OF_ONE_SERVICE:
            continue  # each service has its own, which the supervisor's settings name
        default = "" if field.is_required() else f"{field.default:g}"
        settings[f"QD_{name.upper()}"] = upstreams.get(name, default)
    for teller, listeners in LISTENERS.items():
        told = ",".join(f"{each}={plain.url(each)}" for each in listeners)
        settings[f"QD_{teller.upper()}_LISTENERS"] = told  # by these same addresses
        settings[f"QD_{teller.upper()}_SIGNING_KEY"] = ""
        settings |= {f"QD_{each.upper()}_TRUSTED_SERVICES": "" for each in listeners}
    return settings


def table(document: Path, heading: str) -> Iterator[list[str]]:
    """Yield the cells of each row of the first table under a heading."""
    section = re.split(rf"^## {heading}$", document.read_text(), flags=re.MULTILINE)[1]
    section = re.split(r"^## ", section, flags=re.MULTILINE)[0]
    [first, *_] = re.findall(r"(?:^\|.*\n)+", section, re.MULTILINE)
    for row in first.splitlines()[2:]:
        yield [cell.strip() for cell in row.strip("|").split("|")]


def settings_of_table(document: Path) -> Mapping[str, str]:
    settings: dict[str, str] = {}
    for names, defaults, _ in table(document, "Settings"):
        named = re.findall(r"`([^`]+)`", names)
        given = re.findall(r"`([^`]+)`", defaults) or [""] * len(named)
        settings |= dict(zip(named, given, strict=True))
    return settings


@pytest.mark.parametrize("document", [ROOT / "README.md", GUIDES / "operators.md"])
def test_a_table_of_settings_names_those_in_the_code_with_their_defaults(document: Path) -> None:
    assert settings_of_table(document) == settings_in_code()


def test_the_example_of_an_env_file_does_too() -> None:
    lines = (ROOT / ".env.example").read_text()
    example = dict(re.findall(r"^#([A-Z_]+)=(.*)$", lines, re.MULTILINE))

    assert example == settings_in_code()


def codes_of_rows() -> tuple[set[str], list[set[str]]]:
    """Return the codes that a row's problem may have, as the code of submissions spells them.

    Returns:
        Those that stand there whole; and for each that is put together from a column's name (as
        `f"{name}_missing"`), what it may be.
    """
    whole: set[str] = set(reading._CODES.values())
    composed: list[set[str]] = []
    rooms = [f"services/kpi/submissions/{name}" for name in ("checks", "reading", "outcomes")]
    for room in (*rooms, "services/kpi/submissions/plausibility", "shared/sheets/problems"):
        tree = ast.parse((ROOT / f"{room}.py").read_text())
        for node in _codes_in(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [
                    part.value if isinstance(part, ast.Constant) else "{}" for part in node.values
                ]
                shape = "".join(str(part) for part in parts)
                composed.append({shape.format(column) for column in FigureSent.model_fields})
    return whole, composed


def _codes_in(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield what stands as a code.

    That is the second argument of `error`, the first of `Doubt`, or a value called `code`, as a
    `RowProblem` has one.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "error":
                yield node.args[1]
            elif node.func.id == "Doubt":
                yield node.args[0]
            elif node.func.id == "RowProblem":
                yield from (one.value for one in node.keywords if one.arg == "code")
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "code":
            yield node.value
            if isinstance(node.value, ast.Call):  # _CODES.get(column, "invalid")
                yield node.value.args[-1]


def test_the_codes_of_rejected_rows_are_those_in_the_code() -> None:
    rows = table(GUIDES / "finance-systems.md", "When a row is rejected")
    told = {code for cells in rows for code in CODE.findall(cells[0])}
    whole, composed = codes_of_rows()

    assert len(whole) > 20
    assert whole <= told
    assert told <= whole.union(*composed)
    assert all(told & possible for possible in composed)


def test_the_codes_in_missing_and_flags_are_those_in_the_code() -> None:
    guide = GUIDES / "dashboards.md"
    told = {
        code
        for heading in ("Null is not zero", "Flags")
        for cells in table(guide, heading)
        for code in CODE.findall(cells[0])
    }

    # A profile of another length than twelve is refused before it could be flagged.
    assert told == {*SENTENCES, *_flags_in_code()} - {"profile_length"}


def _flags_in_code() -> Iterator[str]:
    for file in (ROOT / "services/kpi").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) not in {
                "Flag",
                "ProfileFault",
            }:
                continue
            codes = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            for code in codes or node.args[:1]:
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value


def test_the_statuses_and_codes_of_problems_are_those_in_the_code() -> None:
    rows = table(GUIDES / "integrators.md", "When something is wrong")
    told = [(re.findall(r"\d{3}", cells[0]), CODE.findall(cells[1])) for cells in rows]
    kinds = problem_types()

    assert sorted(code for _, codes in told for code in codes) == sorted(kinds)
    for statuses, codes in told:
        assert {str(kinds[code].status) for code in codes} == set(statuses)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_within_the_repository_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", document.read_text())
    targets = [link.partition("#")[0] for link in links if "://" not in link]

    assert [link for link in targets if link and not (document.parent / link).exists()] == []


def test_there_are_documents_whose_links_are_looked_at() -> None:
    assert {ROOT / "README.md", GUIDES / "operators.md"} <= set(DOCUMENTS)


def test_the_changelog_has_a_place_for_what_comes_next() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text()

    assert re.search(r"^## \[(Unreleased|0\.1\.0)\]", changelog, re.MULTILINE)
