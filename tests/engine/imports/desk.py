"""An org at whose desk files are brought and loaded, and what is stored afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from db.kinds import Level
from db.models import AdMetric, Import, MetricRollup
from db.session import session
from engine import imports
from engine.core import clock
from engine.core.work import work
from tests.factories import make_org

HEADS = "Campaign name,Campaign ID,Day,Amount spent (SAR),Impressions,Link clicks"


def ago(days: int) -> date:
    return clock.today("Asia/Riyadh") - date.resolution * days


def csv_of(*rows: Iterable[object], heads: str = HEADS, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A file of that shape; a cell that holds the delimiter is quoted."""

    def cell(value: object) -> str:
        text = str(value)
        return f'"{text}"' if delimiter in text else text

    lines = [delimiter.join(heads.split(","))]
    lines += [delimiter.join(cell(value) for value in row) for row in rows]
    return "\r\n".join(lines).encode(encoding)


def week(spend: str = "100.50", campaigns: int = 2) -> bytes:
    """A Meta export of the last seven days."""
    return csv_of(
        *((f"Campaign {n}", 100 + n, ago(day), spend, "1,000", 20) for n in range(campaigns) for day in range(7))
    )


@dataclass(frozen=True)
class Desk:
    """One org's desk."""

    org_id: UUID

    def bring(self, body: bytes, name: str = "report.csv", **choices: Any) -> UUID:
        with work(self.org_id) as unit:
            return imports.upload(unit, name, body, choices).id

    def look(self, import_id: UUID) -> dict[str, Any]:
        return imports.import_status(self.org_id, import_id)

    def preview(self, body: bytes, name: str = "report.csv", **choices: Any) -> dict[str, Any]:
        preview: dict[str, Any] = self.look(self.bring(body, name, **choices))["preview"]
        return preview

    def adjust(self, import_id: UUID, **choices: Any) -> dict[str, Any]:
        with work(self.org_id) as unit:
            imports.adjust(unit, import_id, choices)
        preview: dict[str, Any] = self.look(import_id)["preview"]
        return preview

    def start(self, import_id: UUID) -> None:
        with work(self.org_id) as unit:
            imports.start(unit, import_id)

    def load(self, body: bytes, name: str = "report.csv", **choices: Any) -> dict[str, Any]:
        """The whole way; the import as it ended."""
        import_id = self.bring(body, name, **choices)
        self.start(import_id)
        imports.load(self.org_id, import_id)
        return self.look(import_id)

    def rows(self, model: Any) -> list[Any]:
        with session(self.org_id) as reader:
            return list(reader.scalars(select(model).where(model.org_id == self.org_id)))

    def stored(self, level: Level = Level.CAMPAIGN) -> dict[date, tuple[int, int, int]]:
        """Spend in whole units, impressions and clicks of each day."""
        found: dict[date, tuple[int, int, int]] = {}
        for row in self.rows(AdMetric):
            if row.entity_level == level:
                spend, shown, clicks = found.get(row.date, (0, 0, 0))
                spend += row.spend_micros // 1_000_000
                found[row.date] = (spend, shown + row.impressions, clicks + row.clicks)
        return found

    def rolled_up(self) -> int:
        """Spend over all days, as the dashboard sums it, in micros."""
        with session(self.org_id) as reader:
            own = MetricRollup.org_id == self.org_id
            return int(reader.scalar(select(func.sum(MetricRollup.spend_micros)).where(own)) or 0)

    def row(self, import_id: UUID) -> Import:
        with session(self.org_id) as reader:
            return reader.get_one(Import, (self.org_id, import_id))


def new_desk() -> Desk:
    return Desk(make_org().id)
