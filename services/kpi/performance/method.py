"""Which of several defensible ways each number is worked by, said in every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

METHOD: Final[Mapping[str, str]] = {
    "partnership": "Members' numerators and denominators are summed, then divided; never a mean of "
    "rates. Nothing is computed while a member's figure or its components are missing.",
    "membership": "A council counts in a month if it is a member on each of its days. A quarter or "
    "year adds up its months as a member alone, and a member's row tells of no others.",
    "rounding": "Rates are kept to 6 decimals, halves to even; they are shown and compared at the "
    "indicator's decimals, halves away from zero.",
    "quarter_and_year": "The last month of a cumulative figure or snapshot; the sum of counts; "
    "averages pooled over the months.",
    "quarter_profile_of_averages": "The mean of the months' profile values.",
    "ytd_profile_of_averages": "The mean of the profile values from April; a partnership's implied "
    "one weights its members' by their denominators from April.",
    "pounds": "Worked from receipts and debits before any rate is rounded.",
    "year_profile": "The annual target.",
    "joint_target": "A council without a target of its own is compared with its partnership's.",
    "implied_target": "A partnership without a target is compared with its members' targets, "
    "weighted by their denominators of the period; counts are summed. Its tolerance is the "
    "indicator's.",
    "tolerance": "The target's, else the indicator's, else 0.5 percentage points, 1.0 days, and "
    "none for other units.",
    "direction": "As shown. What is counted from April, against the same period of the year "
    "before; all else against the previous period of its type, month 1 against the last month 12.",
    "days": "Calendar days, the first and the last included.",
}
