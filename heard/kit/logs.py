"""Operator's logs: structlog events with fields, JSON or console, the request's id on every line, no secret on any."""

from __future__ import annotations

import logging
import re
import sys
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from collections.abc import MutableMapping

_SECRET_NAMES = re.compile(r"pass|secret|token|authorization|cookie|signature|api_key", re.IGNORECASE)
_URL_PASSWORD = re.compile(r"://([^/:@\s]*):[^/\s]+@")
_URL_SECRET = re.compile(r"([?&](?:password|[a-z_]*token|[a-z_]*secret|api_key|key)=)[^&\s]+", re.IGNORECASE)
_HIDDEN = "(hidden)"


def configure(level: str, style: str) -> None:
    """Set up logging for the process. `style` is `json`, `console` or `auto` (console on a terminal)."""
    console = style == "console" or (style == "auto" and sys.stderr.isatty())
    last: Any = structlog.dev.ConsoleRenderer() if console else structlog.processors.JSONRenderer()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[_drop_meta, last]))
    logging.basicConfig(handlers=[handler], level=max(number, logging.WARNING), force=True)


def hide_secrets(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace the values of fields whose names speak of secrets, and passwords inside addresses."""
    for name, value in event.items():
        if name != "event" and _SECRET_NAMES.search(name):
            event[name] = _HIDDEN
        elif isinstance(value, str) and "://" in value:
            event[name] = _URL_SECRET.sub(rf"\1{_HIDDEN}", _URL_PASSWORD.sub(rf"://\1:{_HIDDEN}@", value))
    return event


def _drop_meta(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event.pop("_record", None)
    event.pop("_from_structlog", None)
    return event
