"""What shares a world that is costly to make runs in one worker."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("together")
def test_what_is_grouped_bears_the_name_of_its_group(request: pytest.FixtureRequest) -> None:
    """By it xdist keeps a group together; with pytest 9.2, xdist 3.8 silently drops it."""
    in_groups = getattr(request.config.option, "loadgroup", False)

    assert request.node.nodeid.endswith("@together") == in_groups
