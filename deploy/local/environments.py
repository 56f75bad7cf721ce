"""What each service finds in its environment: its own secrets, and where the others are."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence

from deploy.local.cannot import CannotStart
from deploy.local.folder import Secrets
from deploy.local.preparing import Databases
from deploy.local.settings import Settings
from deploy.services import GATEWAY, LISTENERS, PUBLISHING, SERVICES


def environments(
    settings: Settings, secrets: Secrets, databases: Databases
) -> dict[str, dict[str, str]]:
    """Return what each service finds in its environment: its own secrets and no other's."""
    own = {
        service: {
            f"QD_{service.upper()}_DATABASE_URL": databases.url(service),
            "QD_TRUSTED_KEY": secrets.trusted_key,
            "QD_DATA_DIR": str(settings.data),
            "QD_HOST": settings.host,
            "PORT": str(settings.port),
        }
        for service in SERVICES
    }
    for service in PUBLISHING:
        if url := databases.public_url(service):
            own[service][f"QD_{service.upper()}_PUBLIC_DATABASE_URL"] = url
    own[GATEWAY]["QD_SIGNING_KEY"] = secrets.signing_key
    for service in SERVICES:
        if service != GATEWAY:
            own[GATEWAY][f"QD_UPSTREAM_{service.upper()}"] = _address(settings, service)
    for teller, listeners in LISTENERS.items():
        _introduce(settings, own, teller, listeners, secrets.tellers[teller])
    return own


def _address(settings: Settings, service: str) -> str:
    """Return where the others find a service that is not the gateway."""
    # In a single process its own app stands there, and no address is asked.
    here = "here" if settings.single_process else settings.url(service)
    return os.environ.get(f"QD_UPSTREAM_{service.upper()}") or here


def _introduce(
    settings: Settings,
    own: dict[str, dict[str, str]],
    teller: str,
    listeners: Sequence[str],
    pair: tuple[str, str],
) -> None:
    """Let a service tell its listeners, and let them trust its key; the operator's words go first.

    Raises:
        CannotStart: If the operator gave the teller's key and not to its listeners, or them alone.
    """
    name = f"QD_{teller.upper()}"
    signing = os.environ.get(f"{name}_SIGNING_KEY")
    told = ",".join(f"{listener}={_address(settings, listener)}" for listener in listeners)
    own[teller][f"{name}_SIGNING_KEY"] = signing or pair[0]
    own[teller][f"{name}_LISTENERS"] = os.environ.get(f"{name}_LISTENERS") or told
    for listener in listeners:
        trusting = f"QD_{listener.upper()}_TRUSTED_SERVICES"
        trusted = os.environ.get(trusting)
        if bool(signing) != bool(trusted):
            raise CannotStart(f"set both {name}_SIGNING_KEY and {trusting}, or neither.")
        own[listener][trusting] = trusted or json.dumps({teller: json.loads(pair[1])})
