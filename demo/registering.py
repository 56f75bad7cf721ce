"""Posting the risk registers: registers, the risks in them, what is done, when they were reviewed.

Nothing is assessed: the plan that they come from gives no scores, and none is invented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from demo.api import as_json
from demo.contents import Register, registers

if TYPE_CHECKING:
    from demo.api import Caller
    from demo.contents import Document
    from demo.keys import Keyring


def load_registers(keyring: Keyring) -> None:
    """Post every register, saying what becomes of it."""
    for register in registers():
        created = load_register(keyring.caller("risk:write", register.body), register)
        there = len(register.risks) - created
        print(f"risks of {register.body}: {created} created, {there} there already")


def load_register(caller: Caller, register: Register) -> int:
    """Keep a register and its risks where there are none; return how many risks are new.

    A risk that has been reviewed, by whomever, is not reviewed again.
    """
    at = f"/v1/risk/bodies/{register.body}"
    caller.create(f"{at}/registers/{register.code}", register.definition, source=register.source)
    created = 0
    for reference, risk in register.risks.items():
        source = f"{register.source}, {reference}"
        definition = {"register_code": register.code, **_without(risk, "mitigations", "review")}
        created += caller.create(f"{at}/risks/{reference}", definition, source=source)
        for number, mitigation in enumerate(risk["mitigations"], start=1):
            sent = {"kind": "action", **mitigation}
            caller.create(f"{at}/risks/{reference}/mitigations/m{number}", sent, source=source)
        reviews = f"{at}/risks/{reference}/reviews"
        if not any(caller.items(reviews)):
            caller.post(reviews, as_json(risk["review"]), source=source)
    return created


def _without(document: Document, *names: str) -> Document:
    return {name: value for name, value in document.items() if name not in names}
