"""Rows become campaigns: those of one name are one request, and every field of it knows the line it comes from."""

from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy.orm import Session

from engine.batches.cells import value_of
from engine.batches.fields import (
    AD,
    AD_COLUMN_OF,
    COLUMN_OF,
    POST,
    POST_COLUMN_OF,
    TITLES,
    WHOLE,
    Field,
)
from engine.batches.sheets import Sheet, words
from engine.connectors import connector
from engine.core.errors import Invalid
from engine.core.i18n import N_, t
from engine.imports.amounts import Unreadable
from engine.imports.grids import Row
from engine.imports.labels import folded
from engine.integrations import list_integrations

MAX_CAMPAIGNS = 200
TOO_MANY = N_("The file plans {n} campaigns, and at most {most} are taken. Divide it into several.")
OTHERWISE = N_("Line {other} says “{value}” for the same campaign. Write the same, or leave one empty.")
NO_ACCOUNT = N_("No connected {platform} account is called “{name}”.")
TWO_ACCOUNTS = N_("Several {platform} accounts are called “{name}”. Write the account's id.")
_AIM, _SHOWN = (Field.COUNTRIES, Field.KEYWORDS), AD[AD.index(Field.HEADLINE) :]
_AD_SAYS = {Field.AD: "name", Field.AD_OBJECTIVE: "objective"}
_POST_SAYS = {
    Field.POST: "content", Field.POST_PLATFORMS: "platforms", Field.POST_MEDIA: "media",
    Field.POST_AT: "scheduled_for",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong in a line; `column` as the reader's language has it."""

    line: int
    column: str
    message: str


@dataclass(slots=True)
class Group:
    """One campaign of the file: its request, the lines of each of its parts, and what could not be read."""

    name: str
    key: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)
    of: dict[Field, int] = field(default_factory=dict)  # the line that says a field of the whole
    ads: list[int] = field(default_factory=list)  # the line of each ad
    posts: list[int] = field(default_factory=list)
    flaws: list[tuple[int, Field, str]] = field(default_factory=list)

    def note(self, line: int, which: Field, sentence: str, **facts: Any) -> None:
        """Something is wrong in a cell."""
        self.flaws.append((line, which, t(sentence, **facts)))

    def place_of(self, name: str) -> tuple[int, Field]:
        """Where a field of the request stands: `ads.1.creative.url` is a line and a column."""
        parts = name.split(".")
        last = next((part for part in reversed(parts) if part in AD_COLUMN_OF or part in POST_COLUMN_OF), "")
        if parts[0] == "ads" and len(parts) > 1:
            return self.ads[int(parts[1])], AD_COLUMN_OF.get(last, Field.PLATFORM)
        if parts[:2] == ["content", "posts"] and len(parts) > 2:
            return self.posts[int(parts[2])], POST_COLUMN_OF.get(last, Field.POST)
        which = COLUMN_OF.get(parts[0], Field.CAMPAIGN)
        return self.of.get(which, self.lines[0]), which

    def told(self, faults: dict[str, list[str]]) -> list[Flaw]:
        """Everything wrong, by line and column; of a cell that could not be read nothing else is said."""
        unread = {(line, which) for line, which, _ in self.flaws}
        found = dict.fromkeys(self.flaws)
        for name, sentences in faults.items():
            place = self.place_of(name)
            found |= {(*place, said): None for said in sentences if place not in unread}
        return [Flaw(line, t(TITLES[which]), said) for line, which, said in sorted(found, key=_order)]


def groups_of(session: Session, sheet: Sheet, zone: str) -> list[Group]:
    """The campaigns of a file in the order of their first rows. Invalid when they are too many."""
    found: dict[str, Group] = {}
    rows: dict[str, list[Row]] = {}
    for row in sheet.rows:
        name = words(sheet.cell(row, Field.CAMPAIGN))
        own = name or f"#{row.line}"  # a row that names none is told by itself
        group = found.setdefault(own, Group(name))
        group.lines.append(row.line)
        rows.setdefault(own, []).append(row)
    if len(found) > MAX_CAMPAIGNS:
        raise Invalid(TOO_MANY, n=len(found), most=MAX_CAMPAIGNS)
    accounts = [row for row in list_integrations.question(session) if row["is_active"] and row["source"] == "api"]
    for own, group in found.items():
        _fill(group, sheet, rows[own], zone, accounts)
    return list(found.values())


def _fill(group: Group, sheet: Sheet, rows: list[Row], zone: str, accounts: list[dict[str, Any]]) -> None:
    said: list[dict[str, str]] = []
    ads, posts = [], []
    for row in rows:
        raw = {str(which): text for which in sheet.places if (text := words(sheet.cell(row, which)))}
        said.append(raw)
        values = {which: _value(group, sheet, row, which, zone) for which in Field}
        _whole(group, row.line, values)
        if any(raw.get(which) for which in AD):
            group.ads.append(row.line)
            ads.append(_ad(group, row.line, values, accounts))
        if any(raw.get(which) for which in POST):
            group.posts.append(row.line)
            posts.append({_POST_SAYS[which]: value for which in POST if (value := values[which]) is not None})
    group.body |= {"name": group.name, "ads": ads, "content": {"posts": posts}}
    if "total_budget" not in group.body and Field.TOTAL not in {which for _, which, _ in group.flaws}:
        group.body["total_budget"] = _sum(ads)
    group.key = sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _value(group: Group, sheet: Sheet, row: Row, which: Field, zone: str) -> Any:
    try:
        return value_of(sheet, sheet.cell(row, which), which, zone)
    except Unreadable as no:
        group.note(row.line, which, no.sentence, **no.facts)
        return None


def _whole(group: Group, line: int, values: dict[Field, Any]) -> None:
    """What the rows of a campaign say of it together: each once, or each time the same."""
    for which in WHOLE:
        value = values[which]
        if value is None or which is Field.CAMPAIGN:
            continue
        before = group.body.setdefault(str(which), value)
        if before != value:
            group.note(line, which, OTHERWISE, other=group.of[which], value=_shown(before))
        group.of.setdefault(which, line)


def _ad(group: Group, line: int, values: dict[Field, Any], accounts: list[dict[str, Any]]) -> dict[str, Any]:
    ad = {_AD_SAYS.get(which, str(which)): values[which] for which in (*_AD_SAYS, Field.PLATFORM, Field.BUDGET)}
    ad["targeting"] = {str(which): values[which] for which in _AIM}
    ad["creative"] = {str(which): values[which] for which in _SHOWN}
    if values[Field.ACCOUNT]:
        ad["integration_id"] = _account(group, line, values, accounts)
    return ad


def _account(group: Group, line: int, values: dict[Field, Any], accounts: list[dict[str, Any]]) -> str | None:
    """The account of that id or name."""
    name, slug = values[Field.ACCOUNT], values[Field.PLATFORM]
    there = [row for row in accounts if row["platform"] == slug]
    same = [row for row in there if name in {row["id"], row["external_id"]} or folded(row["name"]) == folded(name)]
    if len(same) == 1:
        return str(same[0]["id"])
    if slug:
        called = connector(slug).PLATFORM.name
        group.note(line, Field.ACCOUNT, TWO_ACCOUNTS if same else NO_ACCOUNT, platform=called, name=name[:80])
    return None


def _sum(ads: list[dict[str, Any]]) -> str | None:
    given = [Decimal(ad["budget"]) for ad in ads if ad["budget"]]
    return str(sum(given)) if given else None


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _order(flaw: tuple[int, Field, str]) -> tuple[int, int]:
    return flaw[0], list(Field).index(flaw[1])
