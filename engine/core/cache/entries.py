r"""One kept answer: a line that says what it is, then its bytes.

    J 1795776000000 900 12,4,0 -\n{"overview": …

its kind (`J` JSON, `A` Arrow, `R` a reply, `M` nothing there, `-` not to be kept; in lower case compressed),
when it was made in milliseconds, for how many seconds it is fresh, the versions of its tags before the question
was asked, and the mark a reply carries as its ETag.
"""

import hashlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from typing import Any, cast
from uuid import UUID

import orjson
import zstandard

from engine.core.cache.areas import AREAS, LIVE_S, MISSING_S
from engine.core.cache.tags import held_key, outage, pay, version_key
from engine.core.store import brisk_redis

COMPRESS_FROM = 4096
REPLY_COMPRESS_FROM = 64 * 1024  # a reply goes out as it is, so only when huge


BRIEF_S = {"M": MISSING_S, "-": LIVE_S}


@dataclass(frozen=True, slots=True)
class Made:
    """An answer as bytes, just computed."""

    kind: str
    body: bytes
    mark: str = "-"
    fresh_s: int | None = None  # sooner than its area says, and never given stale


@dataclass(frozen=True, slots=True)
class Kept(Made):
    """An answer as it was kept: when it was made (Unix milliseconds), and for how many seconds it is fresh."""

    fresh_s: int = 0
    made_ms: int = 0

    @property
    def age_s(self) -> float:
        """Seconds since it was made."""
        return max(0.0, time.time() - self.made_ms / 1000)

    @property
    def left_s(self) -> int:
        """Whole seconds for which it stays fresh; below zero once it is stale."""
        return int(self.fresh_s - self.age_s)

    @property
    def stale(self) -> bool:
        """Whether it is given only because a newer one is not there yet."""
        return self.age_s > self.fresh_s


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one answer: whose, in which area, under which tags. `label` is the question, for people."""

    org_id: UUID
    area: str
    tags: tuple[str, ...]
    digest: str
    label: str = ""

    @property
    def key(self) -> str:
        """Its key in Redis."""
        return f"cache:{self.org_id}:{self.area}:{self.digest}"

    @property
    def asked(self) -> list[str]:
        """The keys that one look reads: versions, the hold, the answer."""
        versions = [version_key(self.org_id, tag) for tag in (self.area, *self.tags)]
        return [*versions, held_key(self.org_id), self.key]


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a slot found: the versions now, whether somebody commits, and what is kept and good."""

    versions: str
    held: bool
    kept: Kept | None


def digest(*facts: object) -> str:
    """A short name for these facts: for other facts, another one."""
    said = orjson.dumps(facts, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=str)
    return hashlib.blake2b(said, digest_size=16).hexdigest()


def look(slot: Slot) -> Look:
    """One round trip; RedisError when Redis is away or slow."""
    with outage.attempt():
        pay()
        *versions, held, raw = cast("list[bytes | None]", brisk_redis().mget(slot.asked))
    now = _joined(versions)
    return Look(now, held is not None, None if held else unpack(raw, now))


def versions_of(slots: Sequence[Slot]) -> list[str | None]:
    """The versions of each slot now, None where somebody commits; one round trip, or RedisError."""
    keys = list(dict.fromkeys(chain.from_iterable(slot.asked[:-1] for slot in slots)))
    if not keys:
        return []
    with outage.attempt():
        pay()
        found = dict(zip(keys, cast("list[bytes | None]", brisk_redis().mget(keys)), strict=True))
    return [
        None if found[held] else _joined(found[key] for key in keys)
        for *keys, held, _ in (slot.asked for slot in slots)
    ]


def is_there(slot: Slot) -> bool:
    """Whether an answer lies in the slot, out of date or not; RedisError when Redis is away or slow."""
    with outage.attempt():
        return bool(brisk_redis().exists(slot.key))


def _joined(versions: Iterable[bytes | None]) -> str:
    return ",".join("0" if version is None else version.decode() for version in versions)


def store(slot: Slot, versions: str, made: Made) -> Kept:
    """Keep an answer; it is known to the org's index until it expires."""
    area = AREAS[slot.area]
    fresh_s = BRIEF_S.get(made.kind) or (area.fresh_s if made.fresh_s is None else made.fresh_s)
    kept = Kept(made.kind, made.body, made.mark, fresh_s, int(time.time() * 1000))
    expires_s = max(1, fresh_s) + (0 if made.kind in BRIEF_S or made.fresh_s is not None else area.stale_s)
    index, labels = index_key(slot.org_id, slot.area), labels_key(slot.org_id)
    with outage.attempt(), brisk_redis().pipeline(transaction=False) as pipe:
        pipe.set(slot.key, pack(kept, versions), ex=expires_s)
        pipe.zadd(index, {slot.digest: time.time() + expires_s})
        pipe.hset(labels, slot.digest, slot.label)
        pipe.expire(index, 2 * expires_s)
        pipe.expire(labels, 86400)
        pipe.execute()
    return kept


def pack(kept: Kept, versions: str) -> bytes:
    """The line and the bytes."""
    kind, body = kept.kind, kept.body
    if len(body) >= (REPLY_COMPRESS_FROM if kind == "R" else COMPRESS_FROM):
        kind, body = kind.lower(), zstandard.compress(body, 3)
    return f"{kind} {kept.made_ms} {kept.fresh_s} {versions} {kept.mark}\n".encode() + body


def unpack(raw: bytes | None, versions: str) -> Kept | None:
    """The answer, unless it was made under other versions."""
    if raw is None:
        return None
    line, _, body = raw.partition(b"\n")
    kind, made_ms, fresh_s, under, mark = line.decode().split(" ")
    if under != versions:
        return None
    if kind.islower():
        body = zstandard.decompress(body)
    return Kept(kind.upper(), body, mark, int(fresh_s), int(made_ms))


def encode(value: Any) -> Made:
    """A value as bytes."""
    if hasattr(value, "to_feather"):  # a frame, told without pandas
        sink = BytesIO()
        value.to_feather(sink, compression="uncompressed")
        return Made("A", sink.getvalue())
    return Made("J", orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS))


def decode(made: Made) -> Any:
    """The value again, as JSON or Arrow have it."""
    if made.kind == "A":
        from pandas import read_feather  # noqa: PLC0415 - a quarter of the start of a worker, which meets no frames

        return read_feather(BytesIO(made.body))
    return orjson.loads(made.body)


def index_key(org_id: UUID, area: str) -> str:
    """Where the digests of what is kept are listed, by when they expire."""
    return f"cache-index:{org_id}:{area}"


def labels_key(org_id: UUID) -> str:
    """Where the questions behind the digests are written."""
    return f"cache-labels:{org_id}"


def said(arguments: Iterable[object]) -> str:
    """A question's arguments as one short line."""
    plain = (str(one) for one in arguments if one not in (None, "", []) and not isinstance(one, dict))
    return " ".join(plain)[:120]
