"""A principal signed for the run, for what stands in the gateway's place."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Final

from joserfc import jwt
from joserfc.jwk import OKPKey

HEADER: Final = "X-Quarterday-Principal"

_LIFE_OF_A_RUN: Final = 3_600


def signed(signing_key: str, grants: Mapping[str, list[str]]) -> str:
    """Return a token for kpi with these grants, signed with the suite's own key for one run."""
    now = int(time.time())
    claims = {
        "iss": "gateway",
        "aud": "kpi",
        "sub": "bench",
        "nbf": now - 1,
        "exp": now + _LIFE_OF_A_RUN,
        "holder": "bench",
        "key": None,
        "grants": dict(grants),
    }
    key = OKPKey.import_key(json.loads(signing_key))
    return jwt.encode({"alg": "Ed25519"}, claims, key, algorithms=["Ed25519"])
