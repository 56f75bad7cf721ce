"""What a service says while it runs: one line of JSON for each thing worth knowing, on stderr."""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

import structlog

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPEAKER: Final[ContextVar[str | None]] = ContextVar("speaker", default=None)
"""Which service speaks, where several share a process."""


def configure_logs(service: str) -> None:
    """Let this process log as *service*.

    No line holds a key, a payload or a figure: what is logged are paths, ids, causes and times.
    """
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # Without the frames' local variables: among them are payloads and keys.
            structlog.processors.ExceptionRenderer(
                structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
            ),
            _named(service),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


@contextmanager
def speaking_as(service: str) -> Iterator[None]:
    """Let lines that are logged meanwhile, here and in tasks begun here, be those of *service*."""
    token = _SPEAKER.set(service)
    try:
        yield
    finally:
        _SPEAKER.reset(token)


def _named(service: str) -> structlog.types.Processor:
    def name(
        _: structlog.types.WrappedLogger, __: str, event: structlog.types.EventDict
    ) -> structlog.types.EventDict:
        return {"service": _SPEAKER.get() or service, **event}

    return name
