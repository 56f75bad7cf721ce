"""`LifeCycle`: what may become of a thing, as a table of steps.

Each step says from which states it leads to which, which scope it needs, and what else may stand
in its way. One function decides whether a step may be taken; `check` raises its sentence, and
`allowed_actions` shows the same one, so the two cannot differ.

    LIFE = LifeCycle(
        Step("explain", {"held"}, "ready", Scope.KPI_SUBMIT),
        Step("approve", {"ready"}, "approved", Scope.KPI_APPROVE, unless=(own_work,)),
    )
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from shared.contracts.answers import AllowedAction
from shared.refusals import Conflict, Forbidden, Refusal
from shared.security.principal import Principal


class Living(Protocol):
    """A thing with a life: it stands somewhere, and belongs to a body."""

    @property
    def state(self) -> str:
        """Where it stands, derived from its decisions."""

    @property
    def body(self) -> str:
        """Whose it is."""


Subject = TypeVar("Subject", bound=Living)

Objection = Callable[[Subject, Principal], str | None]
"""Returns in a sentence why a step may not be taken by someone; None if it may."""


def own_body(subject: Living) -> Collection[str]:
    """Return the body that a thing belongs to."""
    return (subject.body,)


@dataclass(frozen=True, slots=True)
class Step(Generic[Subject]):
    """One row of the table.

    Attributes:
        name: What a caller does: the verb that ends its address.
        origins: The states that it leads from.
        target: The state that it leads to; None if the thing stays where it is, as when a comment
            is made.
        scope: What whoever takes it must hold, on one of the bodies that *on* names.
        unless: What else may stand in its way, asked in this order.
        words: What it is to take it, before "it", where the name doesn't say so.
        astray: Why the thing stands in another state, where more can be said than that it does.
        on: Bodies of which the scope counts; the subject's own unless told. A release is signed
            off by its members.
    """

    name: str
    origins: Collection[str]
    target: str | None
    scope: str
    unless: tuple[Objection[Subject], ...] = ()
    on: Callable[[Subject], Collection[str]] = own_body
    astray: Objection[Subject] | None = None
    words: str | None = None

    def refusal(self, subject: Subject, by: Principal, words: str | None = None) -> Refusal | None:
        """Return why *by* may not take it now; None if nothing stands in the way.

        Rights come first: who may not act learns nothing of the state.

        Args:
            words: What is done, where the same step is also taken back.
        """
        if by.bodies(self.scope).isdisjoint(self.on(subject)):
            return Forbidden(f"This needs the scope {self.scope} on the body concerned.")
        if subject.state not in self.origins:
            if self.astray is not None and (why := self.astray(subject, by)) is not None:
                return Conflict(why)
            done = words or self.words or _spoken(self.name)
            needed = _either(sorted(self.origins))
            return Conflict(f"It is {subject.state}; to {done} it, it must be {needed}.")
        said = (objection(subject, by) for objection in self.unless)
        return next((Conflict(sentence) for sentence in said if sentence is not None), None)


class LifeCycle(Generic[Subject]):
    """A table of steps.

    Raises:
        ValueError: If two of them have one name.
    """

    def __init__(self, *steps: Step[Subject]) -> None:
        self._steps = {step.name: step for step in steps}
        if len(self._steps) < len(steps):
            message = "two steps of a life cycle have one name"
            raise ValueError(message)

    @property
    def steps(self) -> Collection[Step[Subject]]:
        """The table, in its order."""
        return self._steps.values()

    def check(
        self, name: str, subject: Subject, *, by: Principal, words: str | None = None
    ) -> Step[Subject]:
        """Return the step *name* if *by* may take it now.

        Raises:
            Forbidden: If *by* lacks its scope.
            Conflict: If the state, or an objection, stands in the way; with the sentence that
                `allowed_actions` shows.
        """
        if refusal := self._steps[name].refusal(subject, by, words):
            raise refusal
        return self._steps[name]

    def refusal(self, name: str, subject: Subject, *, by: Principal) -> Refusal | None:
        """Return why *by* may not take the step *name* now; None if nothing stands in the way."""
        return self._steps[name].refusal(subject, by)

    def allowed_actions(self, subject: Subject, *, by: Principal) -> list[AllowedAction]:
        """Return every step, and whether *by* may take it now or why not."""
        return [
            AllowedAction(
                action=step.name,
                allowed=(refusal := step.refusal(subject, by)) is None,
                reason=refusal.detail if refusal else None,
            )
            for step in self.steps
        ]

    def state_after(self, first: str, taken: Iterable[str]) -> str:
        """Return the state to which the steps *taken*, oldest first, have led from *first*.

        Raises:
            ValueError: If one of them does not lead from where the others had led. Decisions are
                checked before they are kept, so then the table or the history has been changed.
        """
        state = first
        for name in taken:
            step = self._steps[name]
            if state not in step.origins:
                message = f"{name} does not lead from {state}"
                raise ValueError(message)
            state = step.target or state
        return state


def _either(states: Sequence[str]) -> str:
    """Return states as a list in words: `approved, draft or held`."""
    *first, last = states
    return f"{', '.join(first)} or {last}" if first else last


def _spoken(name: str) -> str:
    return name.replace("_", " ")
