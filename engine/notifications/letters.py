"""What a channel carries: one message or a digest of several, in the words and the direction of its reader.

Each way of sending takes from it what it can show: a subject, plain lines, HTML, or the facts themselves.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader

from db.kinds import AlertStatus, Severity
from db.models import Alert, Notification
from engine.core.i18n import N_, direction, locale, nt, t
from settings import settings

WORDS = {
    Severity.CRITICAL: N_("Critical"),
    Severity.ERROR: N_("Error"),
    Severity.WARNING: N_("Warning"),
    Severity.INFO: N_("Note"),
}
TONES = {
    Severity.CRITICAL: "#B3261E",
    Severity.ERROR: "#B3261E",
    Severity.WARNING: "#8A4B00",
    Severity.INFO: "#4549C2",
}
_ISOLATED = "\u2068{}\u2069"
_MARKS = dict.fromkeys(map(ord, "\u2068\u2069"))
_page = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)


@dataclass(frozen=True, slots=True)
class Line:
    """One message: its sentence in the reader's language, and what programs want to know of it."""

    id: UUID
    kind: str
    severity: Severity
    text: str
    message: str
    facts: dict[str, Any]
    alert_id: UUID | None
    settled: bool
    created_at: datetime
    when: str

    @property
    def plain(self) -> str:
        """The sentence without the marks that keep directions apart, which subjects and programs do not know."""
        return self.text.translate(_MARKS)

    @property
    def word(self) -> str:
        """The severity in the reader's language."""
        return t(WORDS[self.severity])

    @property
    def tone(self) -> str:
        """The colour of the severity, on white."""
        return TONES[self.severity]

    @property
    def url(self) -> str:
        """Where to look after it."""
        return settings().base_url + (f"/alerts?id={self.alert_id}" if self.alert_id else "/")


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent; `id` is the same however often it is, so that the receiver can tell a repetition.

    Made, and read, inside `speaking(...)` the reader's language.
    """

    id: UUID
    org: str
    lines: list[Line]
    is_digest: bool = False
    repeated: bool = False

    @property
    def subject(self) -> str:
        """One line that says it all, or how much there is."""
        if self.is_digest:
            return nt("{n} message from {org}", "{n} messages from {org}", len(self.lines), org=self.org)
        [line] = self.lines
        return " ".join(f"{line.word}: {line.plain}".split())[:200]

    @property
    def text(self) -> str:
        """Plain lines."""
        said = [self.said(line) for line in self.lines]
        return "\n\n".join([*said, *self.notes, *dict.fromkeys(line.url for line in self.lines)]) + "\n"

    @property
    def notes(self) -> list[str]:
        """What the reader should know about the letter itself."""
        return [t("You may have had this message already: sending it was interrupted.")] if self.repeated else []

    @property
    def html(self) -> str:
        """A page for mail programs, from right to left in Arabic."""
        return _page.get_template("letter.html").render(
            letter=self, t=t, direction=direction(), locale=locale(), home=settings().base_url
        )

    def said(self, line: Line) -> str:
        """One line with all that belongs to it."""
        when = f" ({line.when})" if self.is_digest else ""
        settled = " " + t("This has been resolved since.") if line.settled else ""
        return f"{line.word}{when}: {line.text}{settled}"

    @property
    def facts(self) -> dict[str, Any]:
        """The same for a program."""
        return {
            "type": "digest" if self.is_digest else "notification",
            "id": str(self.id),
            "org": self.org,
            "language": locale(),
            "notifications": [
                {
                    "id": str(line.id),
                    "kind": line.kind,
                    "severity": str(line.severity),
                    "text": line.plain,
                    "message": line.message,
                    "facts": line.facts,
                    "alert_id": str(line.alert_id) if line.alert_id else None,
                    "resolved": line.settled,
                    "created_at": line.created_at.isoformat(),
                    "url": line.url,
                }
                for line in self.lines
            ],
        }


def write(row: Notification, alert: Alert | None, zone: str) -> Line:
    """A notification as its reader reads it; what is filled in keeps a direction of its own."""
    isolated = {
        name: _ISOLATED.format(fact) if isinstance(fact, str) and direction() == "rtl" else fact
        for name, fact in row.facts.items()
    }
    return Line(
        id=row.id,
        kind=row.kind,
        severity=Severity(row.severity),
        text=t(row.message, **isolated),
        message=row.message,
        facts=row.facts,
        alert_id=row.alert_id,
        settled=alert is not None and alert.status == AlertStatus.RESOLVED,
        created_at=row.created_at,
        when=f"{row.created_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}",
    )
