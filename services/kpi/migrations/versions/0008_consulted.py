"""A former member reads no draft, and no member one that was cancelled; who drafted it is told.

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.storage.tenancy import protect_bodies

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSTANT = postgresql.TIMESTAMP(timezone=True)
DISTRIBUTED = {"citus": ("distributed", "body")}
_READS = "string_to_array(nullif(current_setting('qd.reads', true), ''), ',')"
_OWN = f"body = ANY ({_READS})"
_GIVEN = f"members && {_READS}"
_IS_CONSULTED = """
    CREATE FUNCTION is_consulted(partnership text, period text, councils text[]) RETURNS boolean
    LANGUAGE sql STABLE STRICT RETURN EXISTS (
        WITH now_known AS (
            SELECT members FROM partnership_versions WHERE slug = partnership
            ORDER BY recorded_at DESC LIMIT 1
        ), stays AS (
            SELECT council, daterange(joined, "left", '[]') AS days
            FROM now_known, jsonb_to_recordset(members)
                AS stay (council text, joined date, "left" date)
            WHERE council = ANY (councils)
        ), spells AS (
            SELECT range_agg(days) AS days FROM stays GROUP BY council
        ), months AS (
            SELECT make_date(substr(period, 1, 4)::int, 4, 1) + make_interval(months => number)
                AS first
            FROM generate_series(
                CASE substr(period, 9, 1)
                    WHEN 'M' THEN substr(period, 10)::int - 1
                    WHEN 'Q' THEN substr(period, 10)::int * 3 - 3
                    ELSE 0
                END,
                CASE substr(period, 9, 1)
                    WHEN 'M' THEN substr(period, 10)::int - 1
                    WHEN 'Q' THEN substr(period, 10)::int * 3 - 1
                    ELSE 11
                END
            ) AS number
        )
        SELECT FROM spells, months
        WHERE days @> daterange(first::date, (first + interval '1 month')::date)
    )
"""
"""Whether one of these councils is, as known now, a member throughout a month of the period."""


def upgrade() -> None:
    op.execute(_IS_CONSULTED)
    op.execute("GRANT EXECUTE ON FUNCTION is_consulted TO qd_kpi_runtime")
    add_drafters()
    create_cancelled_drafts()
    stands = (
        "NOT EXISTS (SELECT FROM cancelled_drafts c"
        " WHERE c.body = circulated_drafts.body AND c.release = circulated_drafts.release)"
    )
    consulted = f"is_consulted(body, period, {_READS})"
    op.execute(
        "ALTER POLICY circulated_drafts_read ON circulated_drafts USING"
        f" ({_OWN} OR {_GIVEN} AND (content IS NULL OR {stands}) AND {consulted})"
    )
    op.execute(
        "ALTER POLICY cancelled_drafts_read ON cancelled_drafts USING"
        f" ({_OWN} OR {_GIVEN} AND {consulted})"
    )
    op.create_index("ix_circulated_drafts_release", "circulated_drafts", ["release"])
    op.create_index(
        "ix_circulated_drafts_members", "circulated_drafts", ["members"], postgresql_using="gin"
    )
    op.create_index("ix_releases_body_recorded_at", "releases", ["body", "recorded_at"])
    op.create_index("ix_releases_body_supersedes", "releases", ["body", "supersedes"])


def add_drafters() -> None:
    """Tell with each circulated draft who drafted it; of those there are, by the acts before."""
    op.add_column(
        "circulated_drafts",
        sa.Column("drafters", postgresql.JSONB(), nullable=False, server_default="[]"),
    )
    for table in ("circulated_drafts", "release_acts"):
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(
        """
        UPDATE circulated_drafts d SET drafters = (
            SELECT coalesce(jsonb_agg(DISTINCT
                jsonb_build_object('client', a.client, 'holder', a.holder)), '[]')
            FROM release_acts a
            WHERE a.body = d.body AND a.release = d.release AND a.act = 'drafted'
                AND a.recorded_at <= d.recorded_at
        )
        """
    )
    for table in ("circulated_drafts", "release_acts"):
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def create_cancelled_drafts() -> None:
    op.create_table(
        "cancelled_drafts",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("release", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("members", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("period", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("body", "release", name="pk_cancelled_drafts"),
        info=DISTRIBUTED,
    )
    for table in ("circulated_drafts", "release_acts"):
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(
        """
        INSERT INTO cancelled_drafts
        SELECT a.body, a.release, a.recorded_at, array_agg(DISTINCT m.member), d.period
        FROM release_acts a JOIN circulated_drafts d ON d.body = a.body AND d.release = a.release
        CROSS JOIN LATERAL unnest(d.members) AS m (member)
        WHERE a.act = 'cancelled'
        GROUP BY a.body, a.release, a.recorded_at, d.period
        """
    )
    for table in ("circulated_drafts", "release_acts"):
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for statement in protect_bodies("cancelled_drafts"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_releases_body_supersedes", "releases")
    op.drop_index("ix_releases_body_recorded_at", "releases")
    op.execute(
        f"ALTER POLICY circulated_drafts_read ON circulated_drafts USING ({_OWN} OR {_GIVEN})"
    )
    op.drop_index("ix_circulated_drafts_members", "circulated_drafts")
    op.drop_index("ix_circulated_drafts_release", "circulated_drafts")
    op.drop_table("cancelled_drafts")
    op.drop_column("circulated_drafts", "drafters")
    op.execute("DROP FUNCTION is_consulted")
