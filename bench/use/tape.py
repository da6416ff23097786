"""The file of a recording: a line of JSON each, in the order of their moments, after one line about them all.

    {"ms": 61520, "who": "program", "lang": "en", "get": "/orgs/{org}/dashboard?days=30"}
    {"ms": 64310, "who": "analyst", "lang": "ar", "read": "dashboard.reads.sections", "args": [{"days": [-6, 1]}]}
    {"ms": 90002, "who": "marketer", "do": "POST /orgs/{org}/sync/trigger", "body": {"data_type": "metrics"}}
    {"ms": 120004, "who": "clock", "tick": "tick-reap"}

`read` is a question that a screen put to the cache; reads behind a `get` are not written, asking makes them again.
Days are counted from the day of the recording, ids are places in a list (`{ad_campaign:7}`): another instance of
the demo has others.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from db.models import AdAccount, AdCampaign, Campaign, Profile
from db.session import session
from engine.core.periods import Days

FILE = Path(__file__).parent.parent / "recording.jsonl.gz"
HEARD = "heard.jsonl"  # in the data folder, while it is being recorded
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
PLACE = re.compile(r"\{([a-z_]+)(?::(\d+))?\}")
Line = dict[str, Any]


@dataclass(frozen=True)
class Tape:
    """What was recorded: facts about the whole, and the lines."""

    about: dict[str, Any]
    lines: list[Line]

    def save(self, path: Path = FILE) -> None:
        """Write the file; the same lines make the same bytes."""
        rows = [self.about, *sorted(self.lines, key=lambda line: line["ms"])]
        text = "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
        path.write_bytes(gzip.compress(text.encode(), mtime=0))

    @classmethod
    def load(cls, path: Path = FILE) -> "Tape":
        """Read the file."""
        about, *lines = map(orjson.loads, gzip.decompress(path.read_bytes()).splitlines())
        return cls(about, lines)


def digest(token: str) -> str:
    """A word for whoever shows this token at the door."""
    return hashlib.sha256(token.encode()).hexdigest()[:12]


def plain(value: Any, today: date) -> Any:
    """An argument of a question as JSON, its days counted from today."""
    match value:
        case Days():
            return {"days": [(value.since - today).days, (value.until - today).days]}
        case date():
            return {"day": (value - today).days}
        case UUID():
            return {"id": str(value)}
        case dict():
            return {"of": {name: plain(one, today) for name, one in value.items()}}
        case list() | tuple():
            return [plain(one, today) for one in value]
        case None | bool() | int() | float() | str():
            return value
    raise TypeError(f"{type(value).__name__} cannot be written on tape")


def meant(value: Any, today: date) -> Any:
    """The argument again, for another today."""
    match value:
        case {"days": [since, until]}:
            return Days(today + timedelta(days=since), today + timedelta(days=until))
        case {"day": day}:
            return today + timedelta(days=day)
        case {"id": name}:
            return UUID(name)
        case {"of": members}:
            return {name: meant(one, today) for name, one in members.items()}
        case list():
            return [meant(one, today) for one in value]
    return value


class Places:
    """The ids of an instance's demo, in an order that is the same in every instance."""

    def __init__(self, org_id: UUID) -> None:
        orders = {
            "integration": select(AdAccount.integration_id).order_by(AdAccount.external_id),
            "ad_campaign": select(AdCampaign.id).order_by(AdCampaign.platform, AdCampaign.external_id),
            "profile": select(Profile.id).order_by(Profile.platform, Profile.external_id),
            "campaign": select(Campaign.id).order_by(Campaign.id),
        }
        with session(org_id) as reader:
            self.lists = {name: [str(one) for one in reader.scalars(asked)] for name, asked in orders.items()}
        self.lists["org"] = [str(org_id)]

    def named(self, text: str) -> str:
        """The text with places instead of ids; KeyError for an id of something else."""
        known = {one: (name, place) for name, ids in self.lists.items() for place, one in enumerate(ids)}

        def name_of(found: re.Match[str]) -> str:
            name, place = known[found[0]]
            return f"{{{name}}}" if name == "org" else f"{{{name}:{place}}}"

        return ID.sub(name_of, text)

    def found(self, text: str) -> str:
        """The text with this instance's ids; IndexError for one that it does not have yet."""

        def id_at(found: re.Match[str]) -> str:
            ids = self.lists.get(found[1])
            return found[0] if ids is None else ids[int(found[2] or 0)]

        return PLACE.sub(id_at, text)


def rewritten(lines: Iterable[Line], rewrite: Callable[[str], str]) -> list[Line]:
    """The lines with every text in them rewritten."""
    return [orjson.loads(rewrite(orjson.dumps(line).decode())) for line in lines]
