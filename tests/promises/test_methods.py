"""An address that does not take a method says which it takes (RFC 9110, section 15.5.6)."""

from __future__ import annotations

from collections import defaultdict

from tests.promises.operations import OPERATIONS
from tests.promises.world import World


async def test_every_address_names_all_its_methods(world: World) -> None:
    methods: dict[str, set[str]] = defaultdict(set)
    for operation in OPERATIONS:
        methods[operation.path].add(operation.method.upper())
    assert any(len(taken) > 1 for taken in methods.values())
    for path, taken in methods.items():
        address = path.replace("{", "").replace("}", "")
        answer = await world.suite.http.request("DELETE", address, headers=world.suite.admin)
        expected = taken | {"HEAD"} if "GET" in taken else taken
        assert answer.status_code == 405, path
        assert set(answer.headers["allow"].split(", ")) == expected, path
