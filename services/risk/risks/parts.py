"""Part 1 and Part 2: who is shown what, and who may change it.

What is Part 2 is null to whoever lacks `risk:confidential`, whether or not something stands there;
so nobody learns from a null. A field that is Part 2 in a version is so in all before it, for good:
also once it is Part 1 again, with another text. A text of an act that becomes Part 2 stays so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from shared.contracts.risk.mitigations import Mitigation, MitigationDefinition
from shared.contracts.risk.risks import RiskContent, RiskDefinition
from shared.refusals import Fault, Invalid
from shared.security.scopes import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from shared.security.principal import Principal

Content = TypeVar("Content", RiskContent, Mitigation)
Definition = TypeVar("Definition", RiskDefinition, MitigationDefinition)


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who looks at a body's risks.

    Attributes:
        see_all: Whether Part 2 is shown to them.
    """

    see_all: bool

    @classmethod
    def of(cls, caller: Principal, body: str) -> Eyes:
        """Return what a caller may see of a body's risks."""
        return cls(caller.may(Scope.RISK_CONFIDENTIAL, body))

    def shown(self, content: Content, hidden_now: Mapping[str, datetime] | None = None) -> Content:
        """Return a risk, or what is against it, as it is shown to them.

        Args:
            content: A version of it, Part 2 and all.
            hidden_now: When the newest version was recorded in which each field is Part 2; None if
                *content* is the newest that there is.
        """
        hidden: set[str] = {*content.confidential}
        for name, last in (hidden_now or {}).items():
            if content.recorded_at <= last:
                hidden.add(name)
        changes: dict[str, object] = {"confidential": sorted(hidden)}
        if not self.see_all:
            changes |= dict.fromkeys(hidden)
        if isinstance(content, RiskContent):
            is_hidden = content.state_reason_is_confidential
            changes["state_reason"] = self.text(content.state_reason, is_hidden=is_hidden)
        return content.model_copy(update=changes)

    def text(self, said: str | None, *, is_hidden: bool) -> str | None:
        """Return what was said, if they may see it."""
        return said if self.see_all or not is_hidden else None


NOBODY: Eyes = Eyes(see_all=False)
"""Of an answer that is kept with an idempotency key, and of what is published: Part 1 alone."""


def only_hides(sent: Definition, current: RiskContent | Mitigation) -> bool:
    """Return whether a definition leaves all as it is, but that more becomes Part 2.

    Args:
        sent: As it was sent.
        current: What stands, as it is shown to the sender.
    """
    said: dict[str, Any] = sent.model_dump(mode="json")
    stands: dict[str, Any] = current.model_dump(mode="json", include={*said})
    hides, hidden = {*said.pop("confidential")}, {*stands.pop("confidential")}
    return said == stands and hides > hidden


def completed(sent: Definition, current: RiskContent | Mitigation | None, eyes: Eyes) -> Definition:
    """Return what is to be kept of a definition: hidden fields stay as they are for who can't see.

    Raises:
        Invalid: If someone who is not shown Part 2 writes there, or makes something Part 1.
    """
    if current is None or eyes.see_all:
        return sent
    faults = [
        Fault("confidential", "only holders of risk:confidential write here", pointer=f"/{name}")
        for name in current.confidential
        if getattr(sent, name) is not None
    ]
    if not set(current.confidential) <= set(sent.confidential):
        told = "only holders of risk:confidential make something Part 1"
        faults.append(Fault("confidential", told, pointer="/confidential"))
    if faults:
        raise Invalid(errors=faults)
    kept = {str(name): getattr(current, name) for name in current.confidential}
    return sent.model_copy(update=kept)
