"""Officers at work on what nobody outside may know yet, and the canaries that they leave."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from tests.promises import planting_projects, planting_risks
from tests.promises.world import COUNCIL, INDICATOR, PARTNERSHIP, PERIOD, SPARE, YEAR

if TYPE_CHECKING:
    import httpx

    from tests.suite import Suite

CIRCLE: Final = "circle"
"""A partnership of the council and a neighbour, to which a draft is circulated."""
NEIGHBOUR: Final = "E07000134"
ELSEWHERE, STRANGER = "essex", "E07000075"
"""A partnership, and its member, that have nothing to do with any of it."""
LATER, EARLIER = "2019-20-M10", "2019-20-M08"
DEBIT: Final = 999_983
"""A prime, so that no rate of it is a round figure that stands elsewhere too."""
HOUR: Final = "2098-06-01T09:30:00Z"

RESTATED, DRAFTED, HELD, REJECTED, JOINT = 861_737, 877_439, 1_037_297, 893_749, 612_373
"""Numerators: of what was approved and scheduled, drafted, held, rejected, the neighbour's."""
REASON, TARGET, CAUSE, TITLE, TEXT, COMMENT, CALLED_OFF, LEDGER = WORDS = tuple(
    f"{word}-canary"
    for word in ("reason", "target", "cause", "title", "text", "comment", "called-off", "ledger")
)
ALL_WORDS: Final = (
    *WORDS,
    *planting_risks.PART_TWO,
    *planting_risks.WORKING,
    *planting_projects.WORDS,
)


@dataclass(frozen=True)
class Recorded:
    """A write that an officer sent: a stranger may send it again."""

    method: str
    path: str
    content: Any
    headers: dict[str, str]


@dataclass
class Secret:
    """What was planted.

    Attributes:
        releases: The ids of releases that are drafted, circulated, scheduled or cancelled.
        editions: The ids of editions that are scheduled, by service.
        tags: Hashes of what is not public, as somebody might guess them for a precondition.
        canaries: Whatever must not be seen, as it would be written.
        acts: Those that the audit tells to whoever may read it: ids, hashes and the hour.
        writes: How it was planted.
        said_once: What was planted beside these, and is sent again by nobody.
    """

    releases: list[str] = field(default_factory=list)
    submissions: list[str] = field(default_factory=list)
    editions: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    tags: list[str] = field(default_factory=list)
    canaries: list[str] = field(default_factory=list)
    acts: set[str] = field(default_factory=set)
    writes: list[Recorded] = field(default_factory=list)
    said_once: list[Recorded] = field(default_factory=list)

    def seen_in(self, said: str, *, but_for: str = "") -> list[str]:
        """Return the canaries in *said*, less those that whoever asked has said himself."""
        return [c for c in self.canaries if c not in but_for and _stands_in(c, said)]


async def submitter(suite: Suite) -> dict[str, str]:
    """Return the headers of who submits, drafts and sets targets."""
    bodies = [COUNCIL, PARTNERSHIP, CIRCLE]
    return await suite.key(
        holder="submitter", kpi_read=bodies, kpi_submit=bodies, kpi_target=bodies
    )


async def approver(suite: Suite) -> dict[str, str]:
    """Return the headers of who approves."""
    bodies = [COUNCIL, PARTNERSHIP, CIRCLE]
    return await suite.key(holder="approver", kpi_read=bodies, kpi_approve=bodies)


async def publisher(suite: Suite) -> dict[str, str]:
    """Return the headers of who gives a release its hour."""
    bodies = [COUNCIL, PARTNERSHIP, CIRCLE]
    return await suite.key(holder="publisher", kpi_read=bodies, kpi_publish=bodies)


async def insider(suite: Suite) -> dict[str, str]:
    """Return the headers of a client who may see another release before its hour."""
    return await suite.key(holder="insider", kpi_read=[STRANGER])


async def neighbour(suite: Suite) -> dict[str, str]:
    """Return the headers of a member to whom a draft is circulated."""
    own = [NEIGHBOUR]
    return await suite.key(holder="neighbour", kpi_read=own, kpi_submit=own, kpi_approve=own)


@dataclass
class Planter:
    """Officers at work, by the API alone."""

    suite: Suite
    secret: Secret

    async def plant(self) -> None:
        """Approve and schedule one figure, draft and hold others, consult on a third."""
        await self.approve_all(COUNCIL)
        await self.submit(PERIOD, RESTATED, reason=REASON)
        await self._say(f"targets/{YEAR}/{INDICATOR}", {"annual": 98.5, "rationale": TARGET})
        await self._say(f"commentary/{PERIOD}/{INDICATOR}", {"cause": CAUSE})
        await self.approve_all(COUNCIL)
        await self.schedule(await self.draft(COUNCIL), HOUR)
        await self.cancel(await self.schedule(await self.draft(COUNCIL, EARLIER), HOUR))
        await self.submit(PERIOD, DRAFTED, reason=REASON)
        await self.submit(LATER, DRAFTED + 1)
        await self.submit("2019-20-M11", HELD)
        await self._reject()
        await self._circulate()
        await self.draft(PARTNERSHIP)
        await planting_risks.plant(self, HOUR)
        await planting_projects.plant(self, HOUR)

    async def write(
        self,
        who: dict[str, str],
        method: str,
        path: str,
        content: Any,
        *,
        is_sent_again: bool = True,
        **headers: str,
    ) -> httpx.Response:
        """Send a write as an officer, and remember it: for others to send again, unless told."""
        said = {name.replace("_", "-").title(): value for name, value in headers.items()}
        if method == "POST":
            said["Idempotency-Key"] = str(uuid4())
        kept = self.secret.writes if is_sent_again else self.secret.said_once
        kept.append(Recorded(method, path, content, said))
        answer = await self.suite.http.request(method, path, json=content, headers=who | said)
        assert answer.is_success, (path, answer.text)
        return answer

    async def submit(
        self, period: str, numerator: int, *, code: str = INDICATOR, **more: Any
    ) -> Any:
        """Post a figure of the council's, and return its submission."""
        figure = {"indicator": code, "period": period, "numerator": numerator}
        batch = {
            "body": COUNCIL,
            "source_system": LEDGER,
            "figures": [figure | {"denominator": DEBIT} | more],
        }
        officer = await submitter(self.suite)
        answer = (await self.write(officer, "POST", "/v1/kpi/submissions", batch)).json()
        [made] = [s for s in answer["submissions"] if s["body"] == COUNCIL][:1]
        self.secret.submissions.append(made["id"])
        self.secret.tags.append(made["content_hash"])
        self.secret.canaries += [made["id"], made["content_hash"]]
        return made

    async def approve_all(self, body: str) -> None:
        """Approve whatever of a body is ready for it."""
        at, by = f"/v1/kpi/bodies/{body}/submissions", await approver(self.suite)
        listed = (await self.suite.http.get(at, headers=by)).json()["items"]
        for submission in listed:
            if submission["state"] == "ready":
                tag = f'"{submission["content_hash"]}"'
                await self.write(by, "POST", f"{at}/{submission['id']}/approve", None, if_match=tag)

    async def _reject(self) -> None:
        made = await self.submit(LATER, REJECTED, code=SPARE)
        at = f"/v1/kpi/bodies/{COUNCIL}/submissions/{made['id']}/reject"
        tag = f'"{made["content_hash"]}"'
        await self.write(await approver(self.suite), "POST", at, {"reason": REASON}, if_match=tag)

    async def _say(self, path: str, content: dict[str, Any]) -> None:
        """Change what stands at *path*."""
        by, at = await submitter(self.suite), f"/v1/kpi/bodies/{COUNCIL}/{path}"
        tag = (await self.suite.http.get(at, headers=by)).headers["etag"]
        await self.write(by, "PUT", at, content, if_match=tag)

    async def draft(self, body: str, period: str = PERIOD) -> Any:
        """Begin a release."""
        at = f"/v1/kpi/bodies/{body}/releases"
        said = {"period": period, "title": TITLE, "text": TEXT}
        made = (await self.write(await submitter(self.suite), "POST", at, said)).json()
        self._note(made)
        return made

    async def step(self, who: dict[str, str], release: Any, step: str, content: Any = None) -> Any:
        """Take a step of a release, and return what it is then."""
        at = f"/v1/kpi/bodies/{release['body']}/releases/{release['id']}/{step}"
        tag = f'"{release["content_hash"]}"'
        answer = (await self.write(who, "POST", at, content, if_match=tag)).json()
        if "content_hash" in answer:
            self._note(answer)
            return answer
        return release

    def _note(self, release: Any) -> None:
        self.secret.releases.append(release["id"])
        self.secret.canaries += [release["id"], release["content_hash"]]
        self.secret.tags.append(release["content_hash"])

    async def schedule(self, release: Any, hour: str) -> Any:
        """Approve a release and give it its hour."""
        release = await self.step(await approver(self.suite), release, "approve")
        by = await publisher(self.suite)
        return await self.step(by, release, "schedule", {"publish_at": hour})

    async def let_in(self, release: Any, client: str) -> None:
        """Let a client see a release before its hour."""
        said = {"client": client, "justification": "Answers on the day"}
        await self.step(await publisher(self.suite), release, "early-access", said)

    async def cancel(self, release: Any) -> None:
        """Keep a release from being published."""
        by = await publisher(self.suite)
        await self.step(by, release, "cancel", {"reason": CALLED_OFF})

    async def correct(self, release: Any) -> Any:
        """Begin the correction of a release that is public."""
        made = await self.step(await submitter(self.suite), release, "correct", {"reason": REASON})
        assert made["supersedes"] == release["id"]
        return made

    async def schedule_edition(
        self,
        at: str,
        said: dict[str, str],
        by: dict[str, str],
        approver: dict[str, str],
        hour: str,
    ) -> None:
        """Propose an edition as one, and as another approve it and give it its hour."""
        edition = (await self.write(by, "POST", at, said)).json()
        tag = f'"{edition["content_hash"]}"'
        for step, sent in (("approve", None), ("schedule", {"publish_at": hour})):
            to = f"{at}/{edition['id']}/{step}"
            edition = (await self.write(approver, "POST", to, sent, if_match=tag)).json()
        self.secret.editions[at.split("/")[2]].append(edition["id"])
        hashes = [edition["content_hash"], edition["manifest_hash"]]
        self.secret.tags += hashes
        self.secret.canaries += [edition["id"], *hashes]

    async def _circulate(self) -> None:
        member = await neighbour(self.suite)
        figure = {
            "indicator": INDICATOR,
            "period": PERIOD,
            "numerator": JOINT,
            "denominator": DEBIT,
        }
        batch = {"body": NEIGHBOUR, "figures": [figure]}
        await self.write(member, "POST", "/v1/kpi/submissions", batch)
        release = await self.draft(CIRCLE)
        release = await self.step(await submitter(self.suite), release, "circulate")
        at = f"/v1/kpi/bodies/{NEIGHBOUR}/consultations/{release['id']}/comment"
        tag = f'"{release["content_hash"]}"'
        await self.write(member, "POST", at, {"text": COMMENT}, if_match=tag)


def _stands_in(canary: str, said: str) -> bool:
    """Return whether *canary* stands there as such, and not inside a longer number or hash."""
    return canary in said and bool(
        re.search(rf"(?<![0-9a-f.]){re.escape(canary)}(?![0-9a-f])", said)
    )
