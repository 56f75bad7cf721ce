"""What a service says while it runs: one line of JSON for each thing worth knowing, on stderr."""

from __future__ import annotations

import logging
import sys

import structlog


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


def _named(service: str) -> structlog.types.Processor:
    def name(
        _: structlog.types.WrappedLogger, __: str, event: structlog.types.EventDict
    ) -> structlog.types.EventDict:
        return {"service": service, **event}

    return name
