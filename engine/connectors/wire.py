"""One call over the wire and its answer, and the two things about them that only a platform's dialect knows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.connectors.base import Platform
from engine.core.errors import AppError


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `url` is the platform's real address, even when the sandbox will answer it.

    `account`: whose budget it spends, "" for calls that belong to no ad account.
    `repeatable`: whether sending it twice does no harm.
    `divisible`: whether a smaller question could be asked instead, so that running out of time means too much.
    `as_text`: whether an answer that is no JSON is wanted, as text: a report in CSV.
    `files`: the body as multipart/form-data: field → (file name, bytes, type), the name None for a plain field.
    `timeout_s`: the longest silence; shorter where a person waits for the answer.
    `content`: bytes to send as they are, such as an image.
    `sign`: the headers that follow from method and final address, made anew for each try.
    """

    method: str
    url: str
    account: str = ""
    repeatable: bool = False
    divisible: bool = False
    as_text: bool = False
    timeout_s: float = 60
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    json: Any = field(default=None, repr=False)
    files: Mapping[str, tuple[str | None, bytes, str]] | None = field(default=None, repr=False)
    content: bytes | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    sign: Callable[[str, str], Mapping[str, str]] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, parsed; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def ok(self) -> bool:
        """Whether the status promises success."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of a budget the platform says is used; `regain_s` > 0 means that it is closed that long."""

    percent: float
    regain_s: float = 0.0
    whole_app: bool = False  # the budget of all accounts together


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the shared client must be told about one platform."""

    platform: Platform
    fault: Callable[[Reply], AppError | None]  # the error that an answer means, if any
    usage: Callable[[Reply], Iterable[Usage]]  # the budgets that an answer reports


def bearer(token: str) -> dict[str, str]:
    """The header that carries a token; never the address, which others log."""
    return {"Authorization": f"Bearer {token}"}
