"""The statements of a one-figure POST, in their order within its transaction.

Written by `python -m tests.bench.statements --write`, from what PostgreSQL was seen to be sent;
tests/bench/test_statements.py compares the two.
"""

from __future__ import annotations

from typing import NamedTuple


class Statement(NamedTuple):
    """What is sent in one round trip.

    Attributes:
        name: For a reader.
        text: A name in angle brackets stands for a value that differs from post to post.
        given: The parameters, as PostgreSQL writes them; None for the simple protocol, which takes
            none and where several statements may share a round trip.
    """

    name: str
    text: str
    given: tuple[str | None, ...] | None = None


ONE_FIGURE: tuple[Statement, ...] = (
    Statement(
        name="1 begin;set",
        text="BEGIN;SET LOCAL qd.client = '<client>';SET LOCAL qd.reads = '<body>';SET LOCAL qd.writes = '<body>';SET LOCAL qd.inherits = ''",
        given=None,
    ),
    Statement(
        name="2 select indicator_versions",
        text="SELECT DISTINCT ON (indicator_versions.code) indicator_versions.code, indicator_versions.recorded_at, CAST(indicator_versions.definition AS TEXT) AS definition FROM indicator_versions WHERE indicator_versions.recorded_at <= $1::TIMESTAMP WITH TIME ZONE AND indicator_versions.code = ANY ($2::TEXT[]) ORDER BY indicator_versions.code, indicator_versions.recorded_at DESC",
        given=("9999-01-01 00:00:00+00", "{<indicator>}"),
    ),
    Statement(name="3 select", text="SELECT clock_timestamp()", given=()),
    Statement(
        name="4 select chain_heads",
        text="SELECT anon_1.sequence, anon_1.hash, greatest(clock_timestamp(), anon_1.recorded_at + interval '1 microsecond') AS recorded_at FROM (SELECT chain_heads.sequence AS sequence, chain_heads.hash AS hash, chain_heads.recorded_at AS recorded_at FROM chain_heads WHERE chain_heads.body = $1::VARCHAR FOR UPDATE) AS anon_1",
        given=("<body>",),
    ),
    Statement(
        name="5 select figure_versions",
        text='SELECT DISTINCT ON (figure_versions.body, figure_versions.indicator, figure_versions.period) figure_versions.indicator, figure_versions.period, figure_versions.numerator, figure_versions.denominator, figure_versions.value, figure_versions.status, figure_versions.explanation FROM figure_versions WHERE figure_versions.recorded_at <= $1::TIMESTAMP WITH TIME ZONE AND figure_versions.body = $2::VARCHAR AND figure_versions.indicator = ANY ($3::TEXT[]) AND figure_versions.period = ANY ($4::TEXT[] COLLATE "C") ORDER BY figure_versions.body, figure_versions.indicator, figure_versions.period, figure_versions.recorded_at DESC',
        given=("9999-01-01 00:00:00+00", "<body>", "{<indicator>}", "{<period>}"),
    ),
    Statement(
        name="6 select held_versions",
        text='SELECT DISTINCT ON (held_versions.body, held_versions.indicator, held_versions.period) held_versions.body, held_versions.indicator, held_versions.period, held_versions.recorded_at, held_versions.submission, held_versions.fate, held_versions.row, held_versions.numerator, held_versions.denominator, held_versions.value, held_versions.basis, held_versions.status, held_versions.reason, held_versions.explanation, held_versions.problems FROM held_versions WHERE held_versions.recorded_at <= $1::TIMESTAMP WITH TIME ZONE AND held_versions.body = $2::VARCHAR AND held_versions.indicator = ANY ($3::TEXT[]) AND held_versions.period = ANY ($4::TEXT[] COLLATE "C") ORDER BY held_versions.body, held_versions.indicator, held_versions.period, held_versions.recorded_at DESC',
        given=("9999-01-01 00:00:00+00", "<body>", "{<indicator>}", "{<period>}"),
    ),
    Statement(
        name="7 insert submissions",
        text="INSERT INTO submissions (body, id, batch, recorded_at, client, holder, source_system, source_revision, extracted_at, content_hash, counts, results) VALUES ($1::VARCHAR, $2::UUID, $3::UUID, $4::TIMESTAMP WITH TIME ZONE, $5::VARCHAR, $6::VARCHAR, $7::VARCHAR, $8::VARCHAR, $9::TIMESTAMP WITH TIME ZONE, $10::VARCHAR, $11::JSONB, CAST($12::VARCHAR AS JSONB))",
        given=(
            "<body>",
            "<submission>",
            "<batch>",
            "<recorded_at>",
            "<client>",
            "tester",
            "bench",
            None,
            None,
            "<content_hash>",
            '{"held": 0, "created": 1, "rejected": 0, "restated": 0, "unchanged": 0}',
            '[{"row":1,"line":null,"body":"<body>","indicator":"<indicator>","period":"<period>","outcome":"created","value":80.82294,"problems":[]}]',
        ),
    ),
    Statement(
        name="8 insert figure_versions",
        text='INSERT INTO figure_versions (body, indicator, period, recorded_at, numerator, denominator, value, basis, status, reason, explanation, source_system, source_revision, extracted_at, submission) VALUES ($1::VARCHAR, $2::VARCHAR, $3::VARCHAR COLLATE "C", $4::TIMESTAMP WITH TIME ZONE, $5::NUMERIC, $6::NUMERIC, $7::NUMERIC, $8::VARCHAR, $9::VARCHAR, $10::VARCHAR, $11::VARCHAR, $12::VARCHAR, $13::VARCHAR, $14::TIMESTAMP WITH TIME ZONE, $15::UUID)',
        given=(
            "<body>",
            "<indicator>",
            "<period>",
            "<recorded_at>",
            "<numerator>",
            "67210000.5",
            "<value>",
            "components",
            "final",
            "late receipts",
            None,
            "bench",
            None,
            None,
            "<submission>",
        ),
    ),
    Statement(
        name="9 update chain_heads",
        text="UPDATE chain_heads SET sequence=$1::INTEGER, hash=$2::VARCHAR, recorded_at=$3::TIMESTAMP WITH TIME ZONE WHERE chain_heads.body = $4::VARCHAR",
        given=("<sequence>", "<hash>", "<recorded_at>", "<body>"),
    ),
    Statement(
        name="10 insert audit_entries",
        text="INSERT INTO audit_entries (body, sequence, recorded_at, act, subject, client, holder, content_hash, details, previous_hash, hash) VALUES ($1::VARCHAR, $2::INTEGER, $3::TIMESTAMP WITH TIME ZONE, $4::VARCHAR, $5::VARCHAR, $6::VARCHAR, $7::VARCHAR, $8::VARCHAR, $9::JSONB, $10::VARCHAR, $11::VARCHAR)",
        given=(
            "<body>",
            "<sequence>",
            "<recorded_at>",
            "submission.received",
            "submissions/<submission>",
            "<client>",
            "tester",
            "<content_hash>",
            '{"held": 0, "created": 1, "rejected": 0, "restated": 0, "unchanged": 0}',
            "<previous_hash>",
            "<hash>",
        ),
    ),
    Statement(name="11 commit", text="COMMIT", given=None),
)
