"""Releasing the demo's quarters, each step by the hand whose step it is.

Where a release stands is looked at first, and only what is left is done: so a killed run is taken
up by the next. What somebody took further, drafted anew or cancelled stays as it is.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from demo.api import NotLoaded, Refused, as_json
from demo.contents import ILLUSTRATION, SOURCES, Posting, quarters, short
from demo.loading import load_figures

if TYPE_CHECKING:
    from collections.abc import Callable

    from demo.api import Caller
    from demo.contents import Document, Quarter
    from demo.keys import Keyring

LEADS: Final = (2, 8, 32)
"""Seconds from scheduling to the hour; the next one if it was past before the answer came."""
PATIENCE: Final = timedelta(seconds=60)
"""How much later than its hour a release may be public: the suite's clock is not ours."""
BETWEEN_LOOKS: Final = 0.1


def load_releases(keyring: Keyring) -> None:
    """Bring each quarter's release to where it should stand, and wait until it is public."""
    planned = list(quarters())
    for body in sorted({member for quarter in planned for member in quarter.members}):
        approve_figures(keyring.caller("kpi:approve", body), body)
    reached = []
    for quarter in planned:
        desk = _Desk(keyring, quarter)
        release = desk.release()
        reached.append((desk, release))
        if "correction" in quarter.said and (correction := desk.correction(release)):
            reached.append((desk, correction))
    for desk, release in reached:
        ended = desk.wait(release)
        what = "correction" if ended["supersedes"] else "release"
        print(f"{what} of {desk.quarter.period} by {desk.quarter.partnership}: {ended['state']}")


def approve_figures(approver: Caller, body: str) -> None:
    """Approve what the demo submitted for a body, and nothing that anybody else did."""
    path = f"/v1/kpi/bodies/{body}/submissions"
    ready = [one for one in approver.items(path) if one["state"] == "ready"]
    whole = [approver.get(f"{path}/{one['id']}") for one in reversed(ready)]
    ours = [one for one in whole if one["source_system"] in SOURCES]
    for one in ours:
        approver.step(f"{path}/{one['id']}/approve", one["content_hash"])
    print(f"submissions of {body}: {len(ours)} approved")


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where a partnership's people work on the release of a quarter."""

    keyring: Keyring
    quarter: Quarter

    @property
    def _releases(self) -> str:
        return f"/v1/kpi/bodies/{self.quarter.partnership}/releases"

    @property
    def _source(self) -> str:
        return f"{short(self.quarter.source)}, {self.quarter.period}"

    def _who(self, scope: str) -> Caller:
        return self.keyring.caller(scope, self.quarter.partnership)

    def release(self) -> Document:
        """Begin the quarter's release if it has none, and take it as far as it should go."""
        body, period, said = self.quarter.partnership, self.quarter.period, self.quarter.said
        drafter = self._who("kpi:submit")
        for indicator, text in said["commentary"].items():
            path = f"/v1/kpi/bodies/{body}/commentary/{period}/{indicator}"
            drafter.create(path, text, source=f"{self._source}, {indicator}")
        if (first := self._first(lambda one: one["supersedes"] is None)) is not None:
            return self._go_on(self._look(first["id"]))
        sent = {"period": period, "title": said["title"], "text": said["text"]}
        answered = drafter.post(self._releases, as_json(sent), source=self._source)
        return self._go_on(answered.document)

    def correction(self, corrected: Document) -> Document | None:
        """Correct a published release, once: restate, approve, and publish what that changes."""
        said = self.quarter.said["correction"]
        known = self._first(lambda one: one["supersedes"] == corrected["id"])
        if known is not None:
            return self._go_on(self._look(known["id"]))
        if self.wait(corrected)["state"] != "published":
            return None  # withdrawn since, or never published
        body = said["body"]
        batch = {"body": body, "source_system": ILLUSTRATION, "figures": said["figures"]}
        told = f"restated figures of {body}"
        restated = Posting(body, told, self.quarter.source, as_json(batch), "application/json")
        load_figures(self.keyring.caller("kpi:submit", body), restated)
        approve_figures(self.keyring.caller("kpi:approve", body), body)
        begun = self._who("kpi:submit").step(
            f"{self._releases}/{corrected['id']}/correct",
            corrected["content_hash"],
            {"reason": said["reason"]},
        )
        return self._go_on(begun)

    def wait(self, release: Document) -> Document:
        """Return a release once the hour that it is scheduled for, if any, has made it public."""
        while release["state"] == "scheduled":
            ahead = datetime.fromisoformat(release["publish_at"]) - datetime.now(UTC)
            if -ahead > PATIENCE:
                raise NotLoaded(f"{self._source}: its hour has come, and it is not public.")
            time.sleep(max(ahead.total_seconds(), BETWEEN_LOOKS))
            release = self._look(release["id"])
        return release

    def _go_on(self, release: Document) -> Document:
        """Take the steps that are left, until the hour is set; or, of some, until comments."""
        address = f"{self._releases}/{release['id']}"
        if release["state"] == "draft" and release["draft"] == 1:
            release = self._who("kpi:submit").step(f"{address}/circulate", release["content_hash"])
        if release["state"] == "consultation" and self.quarter.said["until"] == "consultation":
            self._comment(release)
        elif release["state"] == "consultation" and release["draft"] == 1:
            self._sign(release)
            release = self._who("kpi:approve").step(f"{address}/approve", release["content_hash"])
        if release["state"] == "approved" and release["draft"] == 1:
            release = self._schedule(release)
        return release

    def _comment(self, release: Document) -> None:
        said = {(voice["body"], voice["text"]) for voice in release["voices"]}
        for member, text in self.quarter.said["comments"].items():
            if (member, text) not in said:
                address = f"/v1/kpi/bodies/{member}/consultations/{release['id']}/comment"
                commenter = self.keyring.commenter(member)
                commenter.step(address, release["content_hash"], {"text": text})

    def _sign(self, release: Document) -> None:
        for member in release["members"]:
            if not member["has_signed"]:
                at = f"/v1/kpi/bodies/{member['body']}/consultations/{release['id']}/sign"
                signer = self.keyring.caller("kpi:approve", member["body"])
                signer.step(at, release["content_hash"])

    def _schedule(self, release: Document) -> Document:
        address = f"{self._releases}/{release['id']}/schedule"
        for lead in LEADS:
            publish_at = (datetime.now(UTC) + timedelta(seconds=lead)).isoformat()
            try:
                return self._who("kpi:publish").step(
                    address, release["content_hash"], {"publish_at": publish_at}
                )
            except Refused as refused:
                if lead == LEADS[-1] or refused.problem.get("code") != "conflict":
                    raise
        raise AssertionError  # the last lead returns or raises

    def _look(self, release: str) -> Document:
        return self._who("kpi:approve").get(f"{self._releases}/{release}")

    def _first(self, is_meant: Callable[[Document], bool]) -> Document | None:
        """Return the oldest release of the quarter that is meant, cancelled or not."""
        every = self._who("kpi:approve").items(self._releases)
        found = [one for one in every if one["period"] == self.quarter.period and is_meant(one)]
        return found[-1] if found else None
