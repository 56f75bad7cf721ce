"""Posting the plans: objectives, each plan with its items, and all that its paper tells of them.

Nothing is said that the papers don't say: no confidence, and no date where they give none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from demo.api import as_json
from demo.contents import plans

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from demo.api import Caller
    from demo.contents import Document, PlanPaper
    from demo.keys import Keyring

BELOW_ITEMS: Final = ("milestones", "decisions")
BELOW_PLANS: Final = (
    *("groups", "consultations", "communications"),
    *("savings", "budgets", "staffing"),
)
"""What is kept below an item and below a plan, each under a name of its own."""

_NOT_AN_ITEMS: Final = (*BELOW_ITEMS, "contributions", "positions")


def load_plans(keyring: Keyring) -> None:
    """Post every plan, saying what becomes of it."""
    for paper in plans():
        created = load_plan(keyring.caller("projects:write", paper.body), paper)
        told = f"{sum(created)} documents created, {len(created) - sum(created)} there already"
        print(f"plan {paper.code} of {paper.body}: {told}")


def load_plan(caller: Caller, paper: PlanPaper) -> list[bool]:
    """Keep a plan and what belongs to it; tell of each document whether it is new.

    Of what is there already, nothing is kept anew: somebody may have changed it.
    """
    return list(_Desk(caller, paper).load())


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where a paper is typed in."""

    caller: Caller
    paper: PlanPaper

    @property
    def _body(self) -> str:
        return f"/v1/projects/bodies/{self.paper.body}"

    @property
    def _plan(self) -> str:
        return f"{self._body}/plans/{self.paper.code}"

    def load(self) -> Iterator[bool]:
        """Post the paper, each thing after what it names."""
        said = self.paper.said
        yield from self._keep_all(self._body, "objectives", said)
        yield self._keep(self._plan, said["plan"])
        items = {f"{self._plan}/items/{name}": item for name, item in said["items"].items()}
        for at, item in items.items():
            yield self._keep(at, _without(item, *_NOT_AN_ITEMS))
        for at, item in items.items():
            yield from self._milestones(at, item.get("milestones", {}))
            yield from self._keep_all(at, "decisions", item)
            if "contributions" in item:
                yield self._keep(f"{at}/contributions", item["contributions"])
        yield from self._positions()
        for what in BELOW_PLANS:
            yield from self._keep_all(self._plan, what, said)

    def _keep(self, at: str, document: Document) -> bool:
        source = f"{self.paper.source}, {at.removeprefix(f'{self._body}/')}"
        return self.caller.create(at, document, source=source)

    def _keep_all(self, below: str, what: str, said: Mapping[str, Any]) -> Iterator[bool]:
        for name, document in said.get(what, {}).items():
            yield self._keep(f"{below}/{what}/{name}", document)

    def _milestones(self, item: str, milestones: Document) -> Iterator[bool]:
        """Keep milestones; complete one that its paper says is complete, if nobody has acted."""
        for name, milestone in milestones.items():
            at = f"{item}/milestones/{name}"
            yield self._keep(at, _without(milestone, "completed"))
            if "completed" in milestone:
                there = self.caller.get(at)
                if there["state"] == "open" and there["state_reason"] is None:
                    self.caller.step(f"{at}/complete", self.caller.tag(at), milestone["completed"])

    def _positions(self) -> Iterator[bool]:
        """Draft the positions of items that have none for the period, by whomever."""
        for period in sorted(set(self._by_period())):
            standing = self.caller.get(f"{self._plan}/positions?period={period}")
            silent = {one["item"] for one in standing["items"] if one["missing"]}
            for name, item in self.paper.said["items"].items():
                if statement := item.get("positions", {}).get(period):
                    at = f"{self._plan}/items/{name}/positions"
                    content = as_json({"period": period, "statement": statement})
                    if name in silent:
                        self.caller.post(at, content, source=f"{self.paper.source}, {name}")
                    yield name in silent

    def _by_period(self) -> Iterator[str]:
        for item in self.paper.said["items"].values():
            yield from item.get("positions", {})


def _without(document: Document, *names: str) -> Document:
    return {name: value for name, value in document.items() if name not in names}
