"""How each text of an act is said of a risk, for the first time and as Part 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from shared.contracts.risk.vocabulary import HiddenText
from tests.risk.register import BODY, Register
from tests.signalling import signal

if TYPE_CHECKING:
    import httpx

INDICATOR: Final = "nndr-in-year"


async def say(register: Register, what: HiddenText, text: str) -> str:
    """Say something of the register's first risk, and return when it was recorded."""
    if what is HiddenText.STATE_REASON:
        made = await _step(register, "materialise", text)
    elif what is HiddenText.REVIEW_COMMENT:
        reviewed = {"reviewed": "2020-01-31", "comment": text}
        made = await register.post(f"{register.at}/reviews", reviewed)
    elif what is HiddenText.ACCEPTANCE_REASON:
        await register.assess(3, 4)
        return _recorded((await _accepted(register, text))["acceptance"])
    elif what is HiddenText.REVOCATION_REASON:
        await register.assess(3, 4)
        await _accepted(register, "The exit costs more")
        revoked = (await register.revoke(reason=text)).json()["acceptance"]
        return _recorded(revoked["revocation"])
    elif what is HiddenText.DISMISSAL_REASON:
        return _recorded((await _dismissed(register, text))["dismissal"])
    else:
        kind = what.removesuffix("_reason")
        return _recorded(await register.assess(3, 4, kind=kind, reason=text))
    return _recorded(_good(made))


async def hide(
    register: Register, what: HiddenText, recorded_at: str, by: dict[str, str] | None = None
) -> httpx.Response:
    """Make Part 2 of what was said; as the insider, unless told."""
    sent = {"text": what, "recorded_at": recorded_at}
    return await register.post(f"{register.at}/hide", sent, by=by or await register.insider())


async def _step(register: Register, verb: str, reason: str) -> httpx.Response:
    seen = await register.tag(register.at, await register.officer())
    return await register.post(f"{register.at}/{verb}", {"reason": reason}, if_match=seen)


async def _accepted(register: Register, reason: str) -> Any:
    return _good(await register.accept(12, reason=reason))


async def _dismissed(register: Register, reason: str) -> Any:
    seen = await register.tag(register.at, await register.officer())
    definition = {"register_code": register.code, "title": "Loss", "indicators": [INDICATOR]}
    _good(await register.put(register.at, definition, if_match=seen))
    heard = await signal(register.suite.database, BODY, INDICATOR, "2019-20-M10")
    at = f"{register.at}/signals/{heard}/dismiss"
    return _good(await register.post(at, {"reason": reason}))


def _good(answer: httpx.Response) -> Any:
    assert answer.is_success, answer.text
    return answer.json()


def _recorded(told: dict[str, Any]) -> str:
    return str(told["recorded_at"])
