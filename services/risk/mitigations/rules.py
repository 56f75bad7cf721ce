"""Which states a control or an action has, and when an action is late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shared.calendar.working_days import working_days_between
from shared.contracts.risk.standings import OverdueAction
from shared.contracts.risk.vocabulary import MitigationKind, MitigationState
from shared.refusals import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from shared.contracts.risk.mitigations import Mitigation, MitigationDefinition

_OF_CONTROLS: Final = {MitigationState.IN_PLACE, MitigationState.NOT_IN_PLACE}
_OVER: Final = {MitigationState.DONE, MitigationState.ABANDONED}


def why_not_so(definition: MitigationDefinition) -> Iterator[Fault]:
    """Yield what is wrong with the state that a control or an action is said to have."""
    is_control = definition.kind is MitigationKind.CONTROL
    if definition.state is not None and (definition.state in _OF_CONTROLS) is not is_control:
        message = (
            "a control is in_place or not_in_place; "
            "an action is planned, in_progress, done or abandoned"
        )
        yield Fault("state_of_another_kind", message, pointer="/state")
    if definition.state is MitigationState.DONE and definition.evidence is None:
        yield Fault("evidence_missing", "say what shows that it is done", pointer="/evidence")


def overdue(mitigation: Mitigation, on: date) -> OverdueAction | None:
    """Return how late an action is on a day; None if it is not.

    It is late once the last day has passed that its due date can mean (*our choice*): one due in
    `2019-11` is late from 1 December. One whose state is not known is not known to be done.
    """
    if mitigation.kind is MitigationKind.CONTROL or mitigation.state in _OVER:
        return None
    if mitigation.due is None or mitigation.due.date.last_day >= on:
        return None
    return OverdueAction(
        mitigation=mitigation.mitigation,
        due=mitigation.due,
        working_days=working_days_between(mitigation.due.date.last_day, on),
    )
