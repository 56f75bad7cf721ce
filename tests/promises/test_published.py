"""Promise 8, by catalogue: what is published waits for its hour, whatever a statement says."""

from __future__ import annotations

import pytest

from deploy.services import PUBLISHING, role
from tests.database import Database
from tests.promises.shut import PUBLISHED, SHUT, Shut


def test_every_service_that_publishes_has_its_tables_here() -> None:
    found = {(shut.service, shut.table.name) for shut in SHUT if shut.is_published}
    assert found == {(service, name) for service in PUBLISHING for name in PUBLISHED}


@pytest.mark.parametrize("shut", [shut for shut in SHUT if shut.is_published], ids=str)
async def test_what_is_published_waits_for_its_hour_and_takes_nothing_after_it(
    database: Database, shut: Shut
) -> None:
    admin = await database.admin.connect()
    found = await admin.fetch(
        "SELECT cmd, permissive, roles::text AS roles, qual, with_check FROM pg_policies"
        " WHERE schemaname = $1 AND tablename = $2"
        " AND (permissive = 'RESTRICTIVE' OR roles = ARRAY[$3::name]) ORDER BY cmd, permissive",
        shut.service,
        shut.table.name,
        role(shut.service, "public"),
    )
    await admin.close()
    adding, looking, *quoting = found
    quotes = "quotes" in shut.table.columns
    assert [(one["cmd"], one["permissive"]) for one in quoting] == (
        [("SELECT", "RESTRICTIVE")] if quotes else []
    )
    assert (adding["cmd"], adding["permissive"]) == ("INSERT", "RESTRICTIVE")
    assert "publish_at > statement_timestamp()" in adding["with_check"]
    assert (looking["cmd"], looking["permissive"]) == ("SELECT", "PERMISSIVE")
    assert looking["qual"].lstrip("(").startswith("publish_at <= statement_timestamp()")
    assert " OR " not in looking["qual"].split(" AND ", 1)[0]
    assert "qd." not in looking["qual"]  # no setting widens what is public
