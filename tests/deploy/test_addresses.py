"""No file of ours says where packages come from."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from deploy.checks.addresses import faults, files_of_the_repository
from deploy.services import ROOT

# Put together here, so that this file names none.
HOST = "pypi" + ".org"


@pytest.mark.parametrize(
    "line",
    [
        f"https://{HOST}/x",
        "https://mirror.example" + "/simple",
        "https://files.python" + "hosted.org/packages/x.whl",
        "--extra-index" + "-url https://mirror.example/x",
        "index" + '-url = "http://mirror.example"',
        "resolved https://registry.npm" + "js.org/x",
    ],
)
def test_an_address_is_found_with_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "setup.cfg").write_text(f"[x]\n{line}\n")

    (said,) = faults(tmp_path, iter(["setup.cfg"]))

    assert said.startswith("setup.cfg:2: names a package index")


def test_a_word_about_an_index_is_no_address(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Never published to PyPI. --no-emit-index-url is given.\n")

    assert not list(faults(tmp_path, iter(["README.md"])))


def test_a_lock_that_needs_an_address_is_refused_by_its_name(tmp_path: Path) -> None:
    assert list(faults(tmp_path, iter(["clients/uv" + ".lock"])))


def test_files_that_git_would_take_are_looked_at(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)  # noqa: S607 - the git of whoever tests
    (tmp_path / ".gitignore").write_text("kept-out\n")
    (tmp_path / "kept-out").touch()
    (tmp_path / "a name with spaces").touch()

    assert set(files_of_the_repository(tmp_path)) == {".gitignore", "a name with spaces"}


def test_this_repository_names_none() -> None:
    assert list(faults(ROOT, files_of_the_repository(ROOT))) == []
