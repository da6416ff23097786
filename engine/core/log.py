"""Structured log lines: who (org, job, request) is bound once and travels along; secrets never leave."""

import logging
import re
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, TextIO

import structlog

from settings import settings

_SECRET_NAME = re.compile(r"(token|secret|password|authorization|cookie|api_?key|proof)", re.IGNORECASE)
_SECRET_TEXT = re.compile(r"(?i)((?:\w*_token|appsecret_proof|password|bearer)[=:\s]+)[^\s&\"',]+")

get_logger = structlog.get_logger
bound = structlog.contextvars.bound_contextvars


def setup(stream: TextIO | None = None) -> None:
    """Send our lines and everybody else's warnings to stderr or `stream`; as JSON when `CMIS_LOG_JSON` is on."""
    level = logging.getLevelNamesMapping()[settings().log_level.upper()]
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_secrets,
    ]
    plain = structlog.dev.ConsoleRenderer(colors=False)
    last = structlog.processors.JSONRenderer() if settings().log_json else plain
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=stream is None,
    )
    formatter = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processor=last)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[handler], force=True)


def without_secrets(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank every value whose name or text says that it is a secret."""
    for name, value in line.items():
        if _SECRET_NAME.search(name) and value:
            line[name] = "•••"
        elif isinstance(value, str):
            line[name] = _SECRET_TEXT.sub(r"\1•••", value)
    return line


@contextmanager
def about(**facts: Any) -> Iterator[None]:
    """Every line written inside carries these facts, e.g. `org_id` and `job_id`."""
    with bound(**facts):
        yield


def request_id() -> str:
    """The id of the request that is being served, as its lines carry it; empty outside of one."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
