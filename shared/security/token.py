"""The signed principal: how the gateway tells a service who calls (RFC 8037, RFC 9864).

A service takes nothing else for an identity. The token names one service as its audience and lives
a minute, so one that leaks is soon worth nothing, and nothing at another service.

A service that speaks to another signs for itself, with a key of its own. Each signature vouches for
its own kind alone: the gateway's for no service's scope, and a service's for no client's.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from joserfc import jwt
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import OKPKey

from shared.refusals import Unauthenticated
from shared.security.principal import Principal
from shared.security.scopes import SERVICE_ONLY

HEADER: Final = "x-quarterday-principal"
"""The request header that carries the token between the gateway and a service."""

LIFETIME: Final = 60
"""Seconds that a token is good for."""

GATEWAY: Final = "gateway"
"""The issuer that vouches for clients. A service's is `service:<name>`, its name as a caller."""

_ALGORITHMS: Final = ["Ed25519"]
_REMEMBERED: Final = 2_048


def new_key_pair() -> tuple[str, str]:
    """Return a new signing key and its public half, each as a JWK in JSON."""
    key = OKPKey.generate_key("Ed25519")
    return json.dumps(key.as_dict(private=True)), json.dumps(key.as_dict(private=False))


class Signer:
    """Signs principals with a private key: the gateway's, or a service's own."""

    def __init__(self, private_jwk: str, *, issuer: str = GATEWAY) -> None:
        self._key = OKPKey.import_key(json.loads(private_jwk))
        self._issuer = issuer

    def sign(self, principal: Principal, *, audience: str) -> str:
        """Return a token for the service named *audience*, good for `LIFETIME` seconds."""
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self._issuer,
            "aud": audience,
            "sub": principal.client,
            # A second ago: the service's clock may be that much behind the gateway's.
            "iat": now - 1,
            "nbf": now - 1,
            "exp": now + LIFETIME,
            "holder": principal.holder,
            "key": principal.key,
            "grants": {scope: sorted(bodies) for scope, bodies in principal.grants.items()},
        }
        return jwt.encode({"alg": "Ed25519"}, claims, self._key, algorithms=_ALGORITHMS)


class Trusted(NamedTuple):
    """A key that is trusted, and what a token under it must claim."""

    issuer: str
    key: OKPKey
    claims: jwt.JWTClaimsRegistry

    @classmethod
    def of(cls, issuer: str, public_jwk: str, *, audience: str) -> Trusted:
        """Trust *issuer*'s word to one service."""
        claims = jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            exp={"essential": True},
            nbf={"essential": True},
        )
        return cls(issuer, OKPKey.import_key(json.loads(public_jwk)), claims)


class Verifier:
    """Reads tokens meant for one service, and remembers those it has checked until they expire."""

    def __init__(
        self, public_jwk: str, *, audience: str, services: Mapping[str, str] | None = None
    ) -> None:
        """Trust the gateway's key, and those of *services*, by their names."""
        issuers = {GATEWAY: public_jwk} | {f"service:{n}": k for n, k in (services or {}).items()}
        self._trusted = [Trusted.of(i, k, audience=audience) for i, k in issuers.items()]
        self._checked: dict[str, tuple[float, Principal]] = {}

    def verify(self, token: str | None) -> Principal:
        """Return the principal in *token*.

        Raises:
            Unauthenticated: If there is none, or it is forged, expired, or meant for another
                service.
        """
        if not token:
            raise Unauthenticated
        known = self._checked.get(token)
        if known and known[0] > time.time():
            return known[1]
        try:
            issuer, claims = self._read(token)
            principal = _principal_in(claims, issuer)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise Unauthenticated from error
        if len(self._checked) >= _REMEMBERED:
            self._checked.clear()
        self._checked[token] = (float(claims["exp"]), principal)
        return principal

    def _read(self, token: str) -> tuple[str, dict[str, Any]]:
        """Return who signed a token, and what it claims; which key it is, is tried, not asked."""
        *others, last = self._trusted
        for trusted in others:
            try:
                return _claims_under(trusted, token)
            except BadSignatureError:
                continue
        return _claims_under(last, token)


def _claims_under(trusted: Trusted, token: str) -> tuple[str, dict[str, Any]]:
    claims = jwt.decode(token, trusted.key, algorithms=_ALGORITHMS).claims
    trusted.claims.validate(claims)
    return trusted.issuer, claims


def _principal_in(claims: dict[str, Any], issuer: str) -> Principal:
    """Return whom *claims* name, with the grants that their issuer may vouch for."""
    grants = {scope: frozenset(bodies) for scope, bodies in claims["grants"].items()}
    if issuer == GATEWAY:
        grants = {scope: on for scope, on in grants.items() if scope not in SERVICE_ONLY}
    elif claims["sub"] != issuer or not grants.keys() <= SERVICE_ONLY:
        message = "a service speaks for itself alone"
        raise ValueError(message)
    return Principal(claims["sub"], claims["holder"], claims["key"], grants)
