"""The stage all dialects play on: world, clock, tokens, faults and the record, and the file they survive in."""

import os
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
from starlette.requests import Request

from sandbox.calls import Calls
from sandbox.faults import Faults
from sandbox.grants import Grants
from sandbox.settings import Settings
from sandbox.world.changes import Change, Restatement
from sandbox.world.clock import Clock
from sandbox.world.content import Content
from sandbox.world.creations import creation_of
from sandbox.world.model import Platform
from sandbox.world.world import World


class Stage:
    """Everything one sandbox process knows."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = Clock(settings.today)
        self.calls, self.faults = Calls(), Faults()
        self.grants = Grants(self.clock)
        self.memory: dict[str, Any] = {}  # what a dialect keeps between calls, by its own name
        self.shelf: dict[str, Any] = {}  # the same, but kept over a restart: plain values only
        kept = self._read()
        born = date.fromisoformat(kept["born"]) if kept else self.clock.now().date()
        self.world = World(settings.seed, born, self.clock, settings.busiest)
        self.content = Content(self.world)
        self.capabilities: set[tuple[str, str]] = set()  # what a platform lets only chosen apps do, and lets us
        if kept:
            self._restore(kept)
        self.save()

    def save(self) -> None:
        """Write what clients changed, whole or not at all."""
        if self._file is None:
            return
        journal = self.world.journal
        state = {
            "seed": self.settings.seed,
            "born": self.world.born,
            "changes": [asdict(change) for change in journal.made],
            "restated": [asdict(entry) for entry in journal.restated],
            "created": [asdict(made) for made in self.world.created],
            "content": self.content.dump(),
            "shelf": self.shelf,
            "capabilities": sorted(self.capabilities),
            "tokens": self.grants.dump(),
        }
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_suffix(".new")
        with draft.open("wb") as out:
            out.write(orjson.dumps(state))
            out.flush()
            os.fsync(out.fileno())
        draft.replace(self._file)

    def reset(self) -> None:
        """Be as new: nothing changed, nobody signed in, no fault waiting."""
        self.world.forget()
        self.content.forget()
        self.capabilities.clear()
        self.grants.clear()
        self.faults.clear()
        self.calls.clear()
        self.memory.clear()
        self.shelf.clear()
        self.clock.reset()
        self.save()

    @property
    def _file(self) -> Path | None:
        return self.settings.state_dir / "state.json" if self.settings.state_dir else None

    def _read(self) -> dict[str, Any] | None:
        """The kept state, unless there is none or it belongs to another seed."""
        if self._file is None or not self._file.exists():
            return None
        try:
            kept: dict[str, Any] = orjson.loads(self._file.read_bytes())
        except orjson.JSONDecodeError as error:
            raise RuntimeError(f"{self._file} cannot be read. Move it away to begin a new world.") from error
        return kept if kept["seed"] == self.settings.seed else None

    def _restore(self, kept: dict[str, Any]) -> None:
        for row in kept.get("created", ()):
            self.world.join(creation_of(row))
        for row in kept["changes"]:
            known = {"at": _moment(row["at"]), "platform": Platform(row["platform"])}
            self.world.journal.record(Change(**(row | known)))
        for row in kept["restated"]:
            known = {"at": _moment(row["at"]), "platform": Platform(row["platform"])}
            self.world.journal.restate(Restatement(**(row | known | {"day": date.fromisoformat(row["day"])})))
        self.shelf = kept.get("shelf", {})
        if "content" in kept:
            self.content.load(kept["content"])
        self.capabilities = {(platform, name) for platform, name in kept.get("capabilities", ())}
        self.grants.load(kept["tokens"])


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def stage_of(request: Request) -> Stage:
    """The stage of the process that serves a request."""
    stage: Stage = request.app.state.stage
    return stage
