"""Budgets are added up as by hand: the printed table of seed 002, and any other."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.projects.money.sums import flags, totals
from shared.contracts.projects.budgets import BudgetDefinition, BudgetTotal

MEDIUM_TERM_PLAN = {
    "title": "Summary from Medium Term Service & Resource Plan",
    "unit": "£000",
    "columns": [
        {"label": "2011/12 (for comparison)", "year": "2011-12"},
        {"label": "2012/13", "year": "2012-13"},
        {"label": "2013/14", "year": "2013-14"},
        {"label": "2014/15", "year": "2014-15"},
    ],
    "lines": [
        {"label": label, "kind": kind, "amounts": amounts}
        for label, kind, amounts in (
            ("Opening Budget", "opening", [3013, 2657, 2570, 2508]),
            ("Removal of one-offs", "line", [0, -3, None, None]),
            ("Service Proposed Base Reductions", "line", [-230, -164, -110, -105]),
            ("Service Proposed Growth", "line", [70, 77, 48, 33]),
            ("Proposed Base Budget", "total", [2853, 2570, 2508, None]),
            ("Target Budget", "memo", [2666, None, None, None]),
            ("Deficit / (Surplus)", "memo", [187, None, None, None]),
            ("Additional Stretch Reductions", "line", [-111, None, None, None]),
            ("In Year Adjustments", "line", [-82, None, None, None]),
            ("Proposed Overall Budget", "total", [2657, 2570, 2508, 2436]),
        )
    ],
}
"""The table as it is printed."""


def budget(*lines: tuple[str, str | None]) -> BudgetDefinition:
    """Return a budget of one column."""
    told = [{"label": kind, "kind": kind, "amounts": [amount]} for kind, amount in lines]
    return BudgetDefinition.model_validate(
        {"title": "Budget", "unit": "£", "columns": [{"label": "2012/13"}], "lines": told}
    )


def told(total: BudgetTotal) -> tuple[Any, ...]:
    return total.line, total.column, total.stated, total.computed, total.difference, total.empty


def test_the_seeds_table_has_two_differences() -> None:
    """Worked by hand.

    2011/12: 3013 + 0 - 230 + 70 = 2853, as stated; 2853 - 111 - 82 = 2660, stated 2657.
    2012/13: 2657 - 3 - 164 + 77 = 2567, stated 2570; nothing more, 2570.
    2013/14: 2570 - 110 + 48 = 2508, as stated; nothing more, 2508.
    2014/15: 2508 - 105 + 33 = 2436; its base budget is not stated, the overall one is 2436.
    """
    checked = totals(BudgetDefinition.model_validate(MEDIUM_TERM_PLAN))

    assert [told(total) for total in checked] == [
        (5, 1, 2853, 2853, 0, 0),
        (5, 2, 2570, 2567, 3, 0),
        (5, 3, 2508, 2508, 0, 1),
        (10, 1, 2657, 2660, -3, 0),
        (10, 2, 2570, 2570, 0, 2),
        (10, 3, 2508, 2508, 0, 2),
        (10, 4, 2436, 2436, 0, 3),
    ]
    assert [flag.detail for flag in flags(checked)] == [
        "Proposed Base Budget, 2012/13: 2570 is stated, and the lines come to 2567.",
        (
            "Proposed Overall Budget, 2011/12 (for comparison): 2657 is stated, and the lines "
            "come to 2660."
        ),
    ]


def test_a_slip_is_found_where_it_was_made_and_not_below() -> None:
    """10 + 5 is 15, stated as 16; 16 + 1 is 17."""
    checked = totals(
        budget(("opening", "10"), ("line", "5"), ("total", "16"), ("line", "1"), ("total", "17"))
    )

    assert [total.difference for total in checked] == [1, 0]


def test_pence_are_added_exactly() -> None:
    """In doubles 0.1 + 0.2 is not 0.3."""
    [total] = totals(budget(("line", "0.10"), ("line", "0.20"), ("total", "0.30")))

    assert total.difference == 0


def test_an_amount_is_told_in_full() -> None:
    """1,000 is not 1E+3."""
    [flag] = flags(totals(budget(("line", "900.50"), ("total", "1000"))))

    assert flag.detail == "total, 2012/13: 1000 is stated, and the lines come to 900.5."


AMOUNTS = st.decimals(-(10**10), 10**10, places=2)
LINES = st.lists(st.one_of(st.none(), AMOUNTS), max_size=20)


@given(AMOUNTS, LINES, AMOUNTS, st.lists(AMOUNTS, max_size=3))
def test_a_computed_total_is_the_opening_and_its_lines_and_nothing_else(
    opening: Decimal, lines: list[Decimal | None], stated: Decimal, beside: list[Decimal]
) -> None:
    """In whole pence, which Python adds exactly without decimals."""
    table = [
        ("opening", str(opening)),
        *(("line", None if amount is None else str(amount)) for amount in lines),
        *(("memo", str(amount)) for amount in beside),
        ("total", str(stated)),
    ]

    [total] = totals(budget(*table))

    pence = [int(amount.scaleb(2)) for amount in (opening, *lines) if amount is not None]
    assert total.computed.scaleb(2) == sum(pence)
    assert total.difference == stated - total.computed
    assert total.empty == lines.count(None)
    assert bool(list(flags([total]))) is (stated != total.computed)
    assert BudgetTotal.model_validate_json(total.model_dump_json()) == total
