"""How long the door trusts what it was told of a key."""

from __future__ import annotations

import pytest
import time_machine

from services.gateway.door import callers
from services.gateway.door.callers import KnownCallers
from services.gateway.door.passes import Passes
from shared.refusals import Unauthenticated, Unavailable
from shared.security.principal import Principal
from shared.security.token import Signer, Verifier, new_key_pair

FINANCE = [(b"x-api-key", b"qd_finance")]


class Clock:
    """A clock that the test sets."""

    now = 1_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


class Ring:
    """One key, which can be revoked, and whose keeper can fall ill."""

    def __init__(self) -> None:
        self.known: Principal | None = Principal("finance")
        self.asked = 0
        self.ill = False

    async def identify(self, key: str) -> Principal | None:
        """Return whose key it is."""
        self.asked += 1
        if self.ill:
            raise Unavailable
        return self.known if key == "qd_finance" else None


async def test_a_revoked_key_is_refused_within_five_seconds() -> None:
    ring, clock = Ring(), Clock()
    known = KnownCallers(ring, clock=clock)
    await known.principal(FINANCE)
    ring.known = None

    clock.now += 5
    with pytest.raises(Unauthenticated):
        await known.principal(FINANCE)


async def test_a_key_is_asked_after_once_in_a_while_not_each_time() -> None:
    ring, clock = Ring(), Clock()
    known = KnownCallers(ring, clock=clock)

    for _ in range(3):
        await known.principal(FINANCE)
        clock.now += 0.5

    assert ring.asked == 1


async def test_a_key_that_nobody_has_is_asked_after_once_in_a_while_too() -> None:
    ring, clock = Ring(), Clock()
    known = KnownCallers(ring, clock=clock)

    for _ in range(3):
        with pytest.raises(Unauthenticated):
            await known.principal([(b"x-api-key", b"qd_stranger")])

    assert ring.asked == 1


async def test_a_flood_of_strange_keys_neither_fills_memory_nor_drives_out_the_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(callers, "REMEMBERED_KEYS", 10)
    ring, clock = Ring(), Clock()
    known = KnownCallers(ring, clock=clock)
    await known.principal(FINANCE)

    for number in range(50):
        with pytest.raises(Unauthenticated):
            await known.principal([(b"x-api-key", b"qd_%d" % number)])
    asked = ring.asked
    await known.principal(FINANCE)

    assert len(known._strangers._answers) == 10
    assert ring.asked == asked


async def test_a_failure_to_ask_is_no_answer_about_the_key() -> None:
    ring, clock = Ring(), Clock()
    known = KnownCallers(ring, clock=clock)
    ring.ill = True
    with pytest.raises(Unavailable):
        await known.principal(FINANCE)

    ring.ill = False
    assert await known.principal(FINANCE) == Principal("finance")


@pytest.mark.parametrize("key", [b"", b"x" * 201, "qd_str\xe4nger".encode()])
async def test_what_cannot_be_a_key_is_not_asked_after(key: bytes) -> None:
    ring = Ring()
    with pytest.raises(Unauthenticated):
        await KnownCallers(ring, clock=Clock()).principal([(b"x-api-key", key)])

    assert ring.asked == 0


async def test_no_plain_key_is_kept() -> None:
    known = KnownCallers(Ring(), clock=Clock())
    await known.principal(FINANCE)

    assert b"qd_finance" not in known._known._answers
    assert "qd_finance" not in repr(vars(known._known))


def test_a_token_is_used_again_until_the_grants_change() -> None:
    private, public = new_key_pair()
    passes, verifier = Passes(Signer(private), clock=Clock()), Verifier(public, audience="kpi")
    before = Principal("finance", grants={"kpi:read": frozenset({"E07000132"})})
    after = Principal("finance", grants={"kpi:read": frozenset()})

    first = passes.token(before, audience="kpi")

    assert passes.token(before, audience="kpi") == first
    assert verifier.verify(passes.token(after, audience="kpi")).grants == {"kpi:read": frozenset()}


def test_a_token_is_good_for_one_service() -> None:
    private, public = new_key_pair()
    passes = Passes(Signer(private), clock=Clock())

    passes.token(Principal("finance"), audience="kpi")
    token = passes.token(Principal("finance"), audience="risk")

    assert Verifier(public, audience="risk").verify(token).client == "finance"
    with pytest.raises(Unauthenticated):
        Verifier(public, audience="kpi").verify(token)


def test_a_token_is_signed_anew_while_the_old_one_would_still_outlast_a_request() -> None:
    """Tokens live 60 s; one that is handed out must outlast the longest request, 10 s and more."""
    private, _ = new_key_pair()
    passes, clock = Passes(Signer(private)), Clock()
    passes._clock = clock
    with time_machine.travel("2026-11-21T12:00:00Z", tick=False) as wall:
        first = passes.token(Principal("finance"), audience="kpi")
        wall.shift(31)
        clock.now += 31

        assert passes.token(Principal("finance"), audience="kpi") != first
