"""Risk officers at work on what is Part 2, and on an edition that is not public yet.

All that can be Part 2 is planted, each word of the vocabulary with a phrase of its own: so whoever
adds one has to say here how it is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from shared.contracts.risk.vocabulary import HiddenField, HiddenPart, HiddenText
from tests.promises.world import COUNCIL, INDICATOR, PARTNERSHIP
from tests.signalling import signal

if TYPE_CHECKING:
    from tests.promises.planting import Planter
    from tests.suite import Suite

REFERENCE: Final = "R77"
REGISTER: Final = "operational"
HIDDEN: Final = {
    str(text): f"part-two-{text}-canary" for text in (*HiddenField, *HiddenPart, *HiddenText)
}
LATER: Final = {str(text): f"part-two-later-{text}-canary" for text in HiddenText}
"""What was entered as Part 1, and became Part 2 since."""

PART_TWO: Final = (*HIDDEN.values(), *LATER.values())
"""What is shown to holders of `risk:confidential` alone."""

RISK, EDITION = WORKING = ("risk-title-canary", "edition-title-canary")
"""What the body's readers see, and nobody else."""

_AT: Final = f"/v1/risk/bodies/{COUNCIL}"
_RISK: Final = f"{_AT}/risks/{REFERENCE}"


async def writer(suite: Suite) -> dict[str, str]:
    """Return the headers of who keeps risks, and sees Part 2."""
    scopes = ("risk_read", "risk_write", "risk_confidential")
    return await suite.key(holder="risk officer", **{scope: [COUNCIL] for scope in scopes})


async def approver(suite: Suite) -> dict[str, str]:
    """Return the headers of who approves editions."""
    return await suite.key(holder="risk approver", risk_read=[COUNCIL], risk_approve=[COUNCIL])


async def reader(suite: Suite) -> dict[str, str]:
    """Return the headers of who may do all there is to do to risks, but see Part 2."""
    bodies = [COUNCIL, PARTNERSHIP]
    return await suite.key(
        holder="risk reader", risk_read=bodies, risk_write=bodies, risk_approve=bodies
    )


async def plant(planter: Planter, hour: str) -> None:
    """Write Part 2 wherever it can stand, and schedule an edition of it all."""
    by = await writer(planter.suite)
    fields = {str(field): HIDDEN[field] for field in HiddenField}
    imported = {"treatment": fields.pop("treatment")}
    definition = {"register_code": REGISTER, "title": RISK, "indicators": [INDICATOR]} | fields
    hidden = definition | {"confidential": list(HiddenField)}
    await planter.write(by, "PUT", _RISK, hidden, if_none_match="*")
    rows = {"items": [{"reference": REFERENCE} | imported]}
    await planter.write(by, "POST", f"{_AT}/registers/{REGISTER}/risks", rows)
    action = {"kind": "action", "title": "Act", "confidential": list(HiddenPart)}
    parts = {str(part): HIDDEN[part] for part in HiddenPart}
    await planter.write(by, "PUT", f"{_RISK}/mitigations/A1", action | parts, if_none_match="*")
    for speaker in (Speaker(planter, LATER, is_part_2=False), Speaker(planter, HIDDEN)):
        for text in HiddenText:
            recorded_at = await speaker.say(text)
            if not speaker.is_part_2:
                sent = {"text": text, "recorded_at": recorded_at}
                await planter.write(by, "POST", f"{_RISK}/hide", sent)
    await _schedule(planter, by, hour)


@dataclass
class Speaker:
    """Who says each text of an act once: as Part 2, or for others to make so.

    Attributes:
        words: What is said, by text.
    """

    planter: Planter
    words: dict[str, str]
    is_part_2: bool = True

    async def say(self, text: HiddenText) -> str:
        """Say a text, and return when it was recorded."""
        by = await writer(self.planter.suite)
        if text is HiddenText.STATE_REASON:
            await self._step(by, "close", text)
            return str((await self._step(by, "reopen", text))["recorded_at"])
        if text is HiddenText.REVIEW_COMMENT:
            comment = self._said("comment", text)
            return await self._write(by, "reviews", {"reviewed": "2020-01-31"} | comment)
        if text is HiddenText.DISMISSAL_REASON:
            heard = await signal(self.planter.suite.database, COUNCIL, INDICATOR, "2019-20-M12")
            at = f"signals/{heard}/dismiss"
            return await self._write(by, at, self._said("reason", text), "dismissal")
        if text is HiddenText.ACCEPTANCE_REASON:
            accepted = {"score": 12 if self.is_part_2 else 8, "expires": "2199-12-31"}
            said = accepted | self._said("reason", text)
            return await self._decide("acceptances", said, "acceptance")
        if text is HiddenText.REVOCATION_REASON:
            said = self._said("reason", text)
            return await self._decide("acceptance/revoke", said, "acceptance", "revocation")
        steps = {"likelihood": 3 if self.is_part_2 else 2, "impact": 4}
        assessed = {"kind": text.removesuffix("_reason")} | steps
        return await self._write(by, "assessments", assessed | self._said("reason", text))

    def _said(self, name: str, text: HiddenText) -> dict[str, Any]:
        return {name: self.words[text], f"{name}_is_confidential": self.is_part_2}

    async def _step(self, by: dict[str, str], step: str, text: HiddenText) -> Any:
        seen = await self._seen(by, _RISK)
        said = self._said("reason", text)
        return await self._sent(by, step, said, if_match=seen)

    async def _decide(self, at: str, said: dict[str, Any], *within: str) -> str:
        by = await approver(self.planter.suite)
        seen = await self._seen(by, f"{_RISK}/acceptance")
        return await self._write(by, at, said, *within, if_match=seen)

    async def _seen(self, by: dict[str, str], at: str) -> str:
        return str((await self.planter.suite.http.get(at, headers=by)).headers["etag"])

    async def _write(
        self, by: dict[str, str], at: str, said: dict[str, Any], *within: str, **headers: str
    ) -> str:
        """Write something, and return when it was recorded, as is told *within* the answer."""
        told = await self._sent(by, at, said, **headers)
        for name in within:
            told = told[name]
        return str(told["recorded_at"])

    async def _sent(self, by: dict[str, str], at: str, said: dict[str, Any], **headers: str) -> Any:
        # What is Part 1 as it is said would be so again for whoever sends it again.
        again = self.is_part_2
        answer = await self.planter.write(
            by, "POST", f"{_RISK}/{at}", said, is_sent_again=again, **headers
        )
        return answer.json()


async def _schedule(planter: Planter, by: dict[str, str], hour: str) -> None:
    said = {"register_code": REGISTER, "period": "2019-20-Q4", "title": EDITION, "text": EDITION}
    await planter.schedule_edition(f"{_AT}/editions", said, by, await approver(planter.suite), hour)
