"""Sequences of steps, drawn by Hypothesis, that are taken in a suite which runs beside them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test


@contextmanager
def stage() -> Iterator[tuple[asyncio.Runner, AsyncExitStack]]:
    """Open a loop for steps that know of none, and what is closed in it after them."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        try:
            yield runner, stack
        finally:
            runner.run(stack.aclose())


def walk(machine: Any, *, sequences: int, steps: int) -> None:
    """Take sequences of steps, each in a state machine that *machine* makes."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=steps,
            # Without shrinking, which would take longer than a test may.
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        ),
    )
