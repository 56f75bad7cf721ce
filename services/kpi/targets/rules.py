"""When a target makes sense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.kpi.formulas.profiles import faults_of_profile
from shared.contracts.answers import Flag
from shared.contracts.kpi.targets import Target, TargetDefinition
from shared.contracts.kpi.vocabulary import TargetStatus
from shared.refusals import Fault

if TYPE_CHECKING:
    from shared.calendar.periods import Period
    from shared.contracts.kpi.indicators import Indicator
    from shared.councils.reference import Council


def flags_of(definition: TargetDefinition, indicator: Indicator) -> list[Flag]:
    """Return where the profile breaks the rule of its indicator's accumulation."""
    if definition.profile is None:
        return []
    faults = faults_of_profile(indicator.accumulation, definition.annual, definition.profile)
    return [Flag(code=fault.code, detail=fault.detail) for fault in faults]


def faults_of_numbers(definition: TargetDefinition, indicator: Indicator) -> list[Fault]:
    """Return where a target is a number that no figure of the indicator may be.

    A count's profile may have fractions: six a year, spread evenly, are half a one a month.
    """
    faults = []
    if definition.annual is not None and not indicator.unit.takes(definition.annual):
        faults.append(Fault("not_a_whole_number", "a count is a whole number", "/annual"))
    numbers = {"/annual": definition.annual}
    numbers |= {f"/profile/{month}": one for month, one in enumerate(definition.profile or ())}
    for pointer, number in numbers.items():
        if number is not None and number < 0 and not indicator.numerator_may_be_negative:
            faults.append(Fault("negative_target", "it cannot be below zero", pointer))
    return faults


def faults_of_target(
    definition: TargetDefinition,
    current: Target | None,
    flags: list[Flag],
    *,
    council: Council | None,
    year: Period,
) -> list[Fault]:
    """Return why a target is refused; empty if it is not.

    A broken profile is refused only if the target is confirmed and asks to be held to its rule
    (`strict`): real councils' profiles break it, and must still load.
    """
    faults = []
    if flags and definition.strict and definition.status is TargetStatus.CONFIRMED:
        faults += [Fault(flag.code, flag.detail, pointer="/profile") for flag in flags]
    if current is not None and definition.rationale is None:
        detail = "is required when a target that exists is changed"
        faults.append(Fault("rationale_missing", detail, pointer="/rationale"))
    elif current is not None and definition.rationale == current.rationale:
        detail = "is that of the target as it stands; say why it changes now"
        faults.append(Fault("rationale_repeated", detail, pointer="/rationale"))
    if council is not None and council.end is not None and council.end < year.start:
        faults.append(Fault("council_abolished", _successor(council), parameter="body"))
    if council is not None and council.start is not None and council.start > year.end:
        detail = f"the council begins on {council.start}"
        faults.append(Fault("council_not_begun", detail, parameter="body"))
    return faults


def definition_of(target: Target) -> TargetDefinition:
    """Return what was said when *target* was set."""
    return TargetDefinition.model_construct(
        **{name: getattr(target, name) for name in TargetDefinition.model_fields}
    )


def _successor(council: Council) -> str:
    return f"the council ended on {council.end}; its successor is {', '.join(council.successors)}"
