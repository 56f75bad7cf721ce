"""The signed principal: read only if the gateway signed it, for this service, just now."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from shared.refusals import Unauthenticated
from shared.security.principal import Principal
from shared.security.token import LIFETIME, Signer, Verifier, new_key_pair

PRIVATE, PUBLIC = new_key_pair()
OFFICER = Principal("ledger", "officer", "a-key", {"kpi:read": frozenset({"E07000132", "fusion"})})


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that moves when a test moves it: the machine's may be set back by a second."""
    with time_machine.travel("2020-02-03T06:00:00Z", tick=False) as traveller:
        yield traveller


def verifier(audience: str = "kpi") -> Verifier:
    """Return a verifier that remembers nothing yet."""
    return Verifier(PUBLIC, audience=audience)


def claims(**more: Any) -> dict[str, Any]:
    """Return the claims of a good token, changed as told; None leaves a claim out."""
    now = int(time.time())
    good = {
        "iss": "gateway",
        "aud": "kpi",
        "sub": "ledger",
        "iat": now,
        "nbf": now - 1,
        "exp": now + 60,
        "holder": "officer",
        "key": "a-key",
        "grants": {"kpi:read": ["E07000132"]},
    }
    return {name: value for name, value in (good | more).items() if value is not None}


def signed(given: Any, header: dict[str, Any] | None = None, key: Any = None) -> str:
    """Return a token with whatever claims and header, signed with the gateway's key or another."""
    algorithms = ["Ed25519", "EdDSA", "HS256"]
    key = key or OKPKey.import_key(json.loads(PRIVATE))
    return jwt.encode(header or {"alg": "Ed25519"}, given, key, algorithms=algorithms)


def encoded(part: Any) -> str:
    """Return a part of a token as RFC 7515 writes it."""
    content = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def refuses(token: str | None) -> bool:
    """Return whether a token is refused, as it must be: by no other error."""
    try:
        verifier().verify(token)
    except Unauthenticated:
        return True
    return False


def test_what_is_signed_is_read_as_it_was() -> None:
    assert verifier().verify(Signer(PRIVATE).sign(OFFICER, audience="kpi")) == OFFICER


def test_a_good_token_by_hand_is_read() -> None:
    """So that the attacks below fail for their one difference from it, and for nothing else."""
    assert verifier().verify(signed(claims())).client == "ledger"


def test_the_public_key_holds_nothing_private() -> None:
    assert set(json.loads(PUBLIC)) & {"d"} == set()
    assert "d" in json.loads(PRIVATE)


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "risk"},
        {"aud": ["risk", "projects"]},
        {"aud": ""},
        {"iss": "stranger"},
        {"exp": 1},
        {"exp": "tomorrow"},
        {"nbf": 4_000_000_000},
        *({name: None} for name in ("iss", "aud", "sub", "exp", "nbf")),
        *({name: None} for name in ("holder", "key", "grants")),
        {"grants": []},
        {"grants": "kpi:read"},
        {"grants": {"kpi:read": 1}},
    ],
    ids=str,
)
def test_a_token_with_a_claim_that_is_wrong_or_missing_is_refused(changed: dict[str, Any]) -> None:
    """Signed by the gateway itself: so it isn't an attack but a mistake, and no error of ours."""
    assert refuses(signed(claims(**changed)))


@pytest.mark.parametrize("token", [None, "", "a", "a.b.c", "..", "é.é.é", "a" * 100_000])
def test_what_is_no_token_is_refused(token: str | None) -> None:
    assert refuses(token)


def test_a_token_without_a_signature_is_refused() -> None:
    for algorithm in ("none", "None", "NONE", ""):
        assert refuses(f"{encoded({'alg': algorithm})}.{encoded(claims())}.")
    header, payload, _ = signed(claims()).split(".")
    assert refuses(f"{header}.{payload}.")


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused() -> None:
    """The classic confusion of algorithms: anyone has the public key."""
    x = json.loads(PUBLIC)["x"]
    secrets = (PUBLIC.encode(), x.encode(), base64.urlsafe_b64decode(x + "="))
    for secret in secrets:
        said = f"{encoded({'alg': 'HS256'})}.{encoded(claims())}"
        signature = hmac.new(secret, said.encode(), hashlib.sha256).digest()
        assert refuses(f"{said}.{encoded(signature)}")


def test_a_token_of_another_key_is_refused_though_it_brings_the_key_along() -> None:
    stranger = OKPKey.generate_key("Ed25519")
    assert refuses(signed(claims(), key=stranger))
    own = {"alg": "Ed25519", "jwk": stranger.as_dict(private=False)}
    assert refuses(signed(claims(), own, stranger))


def test_a_token_under_a_secret_of_another_kind_is_refused() -> None:
    assert refuses(signed(claims(), {"alg": "HS256"}, OctKey.generate_key(256)))


def test_a_change_anywhere_in_a_token_is_noticed() -> None:
    header, payload, signature = signed(claims()).split(".")
    richer = claims(grants={"clients:manage": ["operator"]})
    assert refuses(f"{header}.{encoded(richer)}.{signature}")
    assert refuses(f"{encoded({'alg': 'Ed25519', 'kid': '1'})}.{payload}.{signature}")
    other = "A" if signature[0] != "A" else "B"
    assert refuses(f"{header}.{payload}.{other}{signature[1:]}")


def test_a_header_that_must_be_understood_and_is_not_is_refused() -> None:
    """RFC 7515, 4.1.11: an unknown critical extension makes the token invalid."""
    header = encoded({"alg": "Ed25519", "crit": ["x"], "x": 1})
    said = f"{header}.{encoded(claims())}"
    key = OKPKey.import_key(json.loads(PRIVATE))
    signature = key.private_key.sign(said.encode())  # type: ignore[union-attr]  # of this curve

    assert refuses(f"{said}.{encoded(signature)}")


def test_a_token_ends_with_its_minute(clock: time_machine.Traveller) -> None:
    token = Signer(PRIVATE).sign(OFFICER, audience="kpi")
    assert LIFETIME == 60
    clock.shift(59)
    assert verifier().verify(token) == OFFICER
    clock.shift(2)
    assert refuses(token)


def test_a_token_from_the_future_is_refused(clock: time_machine.Traveller) -> None:
    """Beyond the second that two clocks may differ."""
    token = Signer(PRIVATE).sign(OFFICER, audience="kpi")
    clock.shift(-1)
    assert verifier().verify(token) == OFFICER
    clock.shift(-1)
    assert refuses(token)


def test_what_a_verifier_remembers_ends_with_the_token(clock: time_machine.Traveller) -> None:
    token = Signer(PRIVATE).sign(OFFICER, audience="kpi")
    remembering = verifier()
    for seconds in (0, 30, 29):
        clock.shift(seconds)
        assert remembering.verify(token) == OFFICER
    clock.shift(2)
    with pytest.raises(Unauthenticated):
        remembering.verify(token)


def test_what_one_service_remembers_is_nothing_to_another() -> None:
    token = Signer(PRIVATE).sign(OFFICER, audience="kpi")
    verifier("kpi").verify(token)

    with pytest.raises(Unauthenticated):
        verifier("risk").verify(token)


def test_a_refusal_is_not_remembered_as_a_welcome() -> None:
    remembering = verifier()
    token = signed(claims(aud="risk"))
    for _ in range(2):
        with pytest.raises(Unauthenticated):
            remembering.verify(token)


def test_a_verifier_remembers_a_bounded_number_of_tokens() -> None:
    remembering = verifier()
    signer = Signer(PRIVATE)
    for number in range(2_100):
        remembering.verify(signer.sign(Principal(f"c-{number}"), audience="kpi"))

    assert len(remembering._checked) <= 2_048


SERVICES_OWN, SERVICES_PUBLIC = new_key_pair()
SIGNAL = {"risk:signal": frozenset({"E07000132"})}


def trusting() -> Verifier:
    """Return a verifier at risk that trusts kpi too."""
    return Verifier(PUBLIC, audience="risk", services={"kpi": SERVICES_PUBLIC})


def test_a_service_that_is_trusted_speaks_for_itself() -> None:
    caller = Principal("service:kpi", "kpi service", None, SIGNAL)
    signer = Signer(SERVICES_OWN, issuer="service:kpi")
    token = signer.sign(caller, audience="risk")

    assert trusting().verify(token) == caller
    with pytest.raises(Unauthenticated):
        Verifier(PUBLIC, audience="risk").verify(token)


def test_a_service_speaks_for_nobody_else() -> None:
    key = OKPKey.import_key(json.loads(SERVICES_OWN))
    own = {"aud": "risk", "iss": "service:kpi", "sub": "service:kpi", "key": None}
    good = claims(**own, grants={"risk:signal": ["E07000132"]}) | {"key": None}
    assert trusting().verify(signed(good, key=key)).client == "service:kpi"
    for changed in (
        {"iss": "gateway"},
        {"iss": "service:risk"},
        {"sub": "ledger"},
        {"sub": "service:risk"},
        {"grants": {"risk:read": ["E07000132"]}},
        {"grants": {"risk:signal": ["E07000132"], "risk:read": ["E07000132"]}},
    ):
        with pytest.raises(Unauthenticated):
            trusting().verify(signed(good | changed, key=key))


def test_the_gateway_vouches_for_no_scope_of_services() -> None:
    caller = Principal("ledger", "officer", "a-key", {**SIGNAL, **OFFICER.grants})
    token = Signer(PRIVATE).sign(caller, audience="risk")

    assert trusting().verify(token).grants == OFFICER.grants
