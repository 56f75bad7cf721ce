"""A plain model of submissions: what becomes of each row, and who may do what with which.

One indicator of one council, of three months, as receipts since April of a debit of 1,000. It is
written from the rules, not from the code, and as plainly as they could be told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

EYES: Final = {"finance": 1, "Finance.": 1, "officer": 2, "representative": 3}
"""Whose eyes look: a role is one pair of them, however it is written."""

WHY: Final = "Refunds after an appeal"
HOLLOW: Final = "It went up."
DEBIT: Final = 1_000


@dataclass(frozen=True)
class Row:
    """A row that is posted: receipts to the end of a month."""

    month: int
    receipts: int
    reason: str | None
    explanation: str | None


@dataclass
class Paper:
    """A submission.

    Attributes:
        number: Which it is, the first is 0.
        made: Months of which it made a version.
        content: Changes whenever its content does.
        decided: `approved`, `rejected`, or nothing yet.
    """

    number: int
    submitter: str
    made: set[int] = field(default_factory=set)
    explainers: list[str] = field(default_factory=list)
    content: int = 0
    decided: str | None = None


@dataclass
class Model:
    """What stands, what waits, and what was submitted.

    Attributes:
        history: Each month's versions, oldest first: receipts, or None for nothing, and the number
            of the submission that they came with.
        waiting: Each month's held receipts, with the number of their submission.
        setter: Who set the target in force.
    """

    papers: list[Paper] = field(default_factory=list)
    history: dict[int, list[tuple[int | None, int]]] = field(default_factory=dict)
    waiting: dict[int, tuple[int, int]] = field(default_factory=dict)
    setter: str | None = None

    def stands(self, month: int) -> int | None:
        """Return the receipts that stand."""
        versions = self.history.get(month)
        return versions[-1][0] if versions else None

    def state(self, paper: Paper) -> str:
        """Return where a submission stands."""
        if paper.decided is not None:
            return paper.decided
        waits = any(number == paper.number for _, number in self.waiting.values())
        return "held" if waits else "ready"

    def post(self, rows: list[Row], by: str) -> list[str]:
        """Take a batch, and return the outcome of each row, in the order of their months."""
        outcomes = {row.month: self._outcome(row) for row in rows}
        coming = {month for month, outcome in outcomes.items() if outcome != "rejected"}
        paper = Paper(len(self.papers), by)
        held = {}
        for row in sorted(rows, key=lambda row: row.month):
            coming.discard(row.month)
            if outcomes[row.month] not in {"created", "restated"}:
                continue
            if row.explanation != WHY and self._is_doubtful(row, coming):
                outcomes[row.month] = "held"
                held[row.month] = row.receipts
            else:
                self._keep(row.month, row.receipts, paper)
        anew = {
            month: receipts
            for month, receipts in held.items()
            if month not in self.waiting or self.waiting[month][0] != receipts
        }
        unchanged = {month for month, outcome in outcomes.items() if outcome == "unchanged"}
        touched = paper.made | anew.keys() | unchanged
        for other in {number for m, (_, number) in self.waiting.items() if m in touched}:
            self.papers[other].content += 1
        self.waiting = {m: waits for m, waits in self.waiting.items() if m not in touched}
        self.waiting |= {month: (receipts, paper.number) for month, receipts in anew.items()}
        if paper.made or anew:
            self.papers.append(paper)
        return [outcomes[month] for month in sorted(outcomes)]

    def _outcome(self, row: Row) -> str:
        stands = self.stands(row.month)
        if stands is None:
            return "created"
        if stands == row.receipts:
            return "unchanged"
        return "rejected" if row.reason is None else "restated"

    def _is_doubtful(self, row: Row, coming: set[int]) -> bool:
        """A rate above 100, less than the last known before, or more than the next known after."""
        known = {month: self.stands(month) for month in self.history}
        there = {month: receipts for month, receipts in known.items() if receipts is not None}
        before = [month for month in there if month < row.month]
        after = [month for month in {*there, *coming} if month > row.month]
        return (
            row.receipts > DEBIT
            or bool(before and row.receipts < there[max(before)])
            or bool(after and min(after) not in coming and row.receipts > there[min(after)])
        )

    def _keep(self, month: int, receipts: int, paper: Paper) -> None:
        self.history.setdefault(month, []).append((receipts, paper.number))
        paper.made.add(month)

    def explain(self, paper: Paper, months: list[int], why: str, by: str) -> int:
        """Explain held months; return the status of the answer."""
        if self.state(paper) != "held":
            return 409
        own = [m for m in months if m in self.waiting and self.waiting[m][1] == paper.number]
        if own != months or why == HOLLOW:
            return 422
        for month in months:
            self._keep(month, self.waiting.pop(month)[0], paper)
        paper.explainers.append(by)
        paper.content += 1
        return 200

    def may_approve(self, paper: Paper, by: str) -> bool:
        """Return whether it is ready, and *by* had no hand in it."""
        hands = [paper.submitter, *paper.explainers]
        if paper.made and self.setter is not None:
            hands.append(self.setter)
        return self.state(paper) == "ready" and EYES[by] not in {EYES[hand] for hand in hands}

    def approve(self, paper: Paper, by: str) -> int:
        """Approve; return the status of the answer."""
        if not self.may_approve(paper, by):
            return 409
        paper.decided = "approved"
        return 200

    def reject(self, paper: Paper) -> int:
        """Reject, so that what stood before stands again; return the status of the answer."""
        if paper.decided is not None:
            return 409
        paper.decided = "rejected"
        self.waiting = {m: w for m, w in self.waiting.items() if w[1] != paper.number}
        for month in paper.made:
            versions = self.history[month]
            if versions[-1][1] != paper.number:
                continue  # restated since
            left = [one for one in versions if self.papers[one[1]].decided != "rejected"]
            versions.append(left[-1] if left else (None, paper.number))
        return 200

    def actions(self, paper: Paper, by: str) -> list[bool]:
        """Return whether *by* may explain, approve and reject it."""
        state = self.state(paper)
        return [state == "held", self.may_approve(paper, by), state in {"held", "ready"}]
