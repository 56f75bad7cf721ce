"""The signed principal: how the gateway tells a service who calls (RFC 8037, RFC 9864).

A service takes nothing else for an identity. The token names one service as its audience and lives
a minute, so one that leaks is soon worth nothing, and nothing at another service.
"""

from __future__ import annotations

import json
import time
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from shared.refusals import Unauthenticated
from shared.security.principal import Principal

HEADER: Final = "x-quarterday-principal"
"""The request header that carries the token between the gateway and a service."""

LIFETIME: Final = 60
"""Seconds that a token is good for."""

_ALGORITHMS: Final = ["Ed25519"]
_REMEMBERED: Final = 2_048


def new_key_pair() -> tuple[str, str]:
    """Return a new signing key and its public half, each as a JWK in JSON."""
    key = OKPKey.generate_key("Ed25519")
    return json.dumps(key.as_dict(private=True)), json.dumps(key.as_dict(private=False))


class Signer:
    """Signs principals with the gateway's private key."""

    def __init__(self, private_jwk: str, *, issuer: str = "gateway") -> None:
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


class Verifier:
    """Reads tokens meant for one service, and remembers those it has checked until they expire."""

    def __init__(self, public_jwk: str, *, audience: str, issuer: str = "gateway") -> None:
        self._key = OKPKey.import_key(json.loads(public_jwk))
        self._claims = jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            exp={"essential": True},
            nbf={"essential": True},
        )
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
            claims = jwt.decode(token, self._key, algorithms=_ALGORITHMS).claims
            self._claims.validate(claims)
            grants = {scope: frozenset(bodies) for scope, bodies in claims["grants"].items()}
            principal = Principal(claims["sub"], claims["holder"], claims["key"], grants)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise Unauthenticated from error
        if len(self._checked) >= _REMEMBERED:
            self._checked.clear()
        self._checked[token] = (float(claims["exp"]), principal)
        return principal
