"""How one file will be read: its heads, what its columns hold, how it writes numbers and days.

What the person chose stands; the rest is found out here, once, from the whole file. What stops a load is a
problem, what somebody should know a note; both are sentences of the catalogue with their facts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, cast

from db.kinds import Level, PlatformName
from engine.core.errors import Invalid
from engine.core.i18n import N_
from engine.imports.amounts import decimal_mark
from engine.imports.choices import Choices
from engine.imports.columns import guess_columns, guess_platform, head_of, heads_known, labels_of, repeated
from engine.imports.dates import Order, day_order, doubtful_days
from engine.imports.fields import COUNTS, MONEY, TITLES, Field, said
from engine.imports.grids import MAX_BYTES, TOO_LARGE, Cell, Empty, Grid, Row
from engine.imports.labels import currency_of, folded
from engine.imports.sheets import is_workbook, read_workbook
from engine.imports.texts import ENCODINGS, read_text

NO_PLATFORM = N_("The columns do not tell which platform this is from. Choose the platform.")
NO_COLUMN = N_("No column holds the {field}. Choose it below, or export again with it.")
NO_DAYS = N_("No column holds the day. Export again with a breakdown by day, or choose the column below.")
NO_FIGURES = N_("No column holds spend, impressions or clicks. Choose them below.")
UNKNOWN_COLUMN = N_("The file has no column “{column}”. Choose another one for {field}.")
WHICH_ORDER = N_("The days can be read with the day or with the month first. Choose how they are written.")
TWICE = N_("The column “{column}” is there more than once. The first one is read; choose another below.")
COUNTED_AS_ZERO = N_("No column holds {field}: they count as zero.")
DAMAGED = N_("Some letters cannot be read as {encoding}. Choose another encoding below.")
BY_NAME = N_(
    "The file has no ids, so campaigns are told apart by their names: one that was renamed counts as new."
)


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about the file; `field` is the choice that would settle it."""

    sentence: str
    facts: dict[str, Any] = field(default_factory=dict)
    field: str = ""

    def refusal(self) -> Invalid:
        """The same as an error, for whoever asks to load all the same."""
        return Invalid(said(asdict(self)))


@dataclass(frozen=True, slots=True)
class Plan:
    """The file's rows below its heads, and how to read them; `order` is None while nobody knows."""

    rows: Sequence[Row]
    labels: list[str]
    platform: PlatformName | None
    columns: dict[Field, str]
    places: dict[Field, int]
    level: Level
    mark: str
    order: Order | None
    doubtful: bool  # whether the order of day and month makes a difference here
    encoding: str
    delimiter: str
    problems: list[Remark]
    notes: list[Remark]

    def cell(self, row: Row, which: Field) -> Cell:
        """What a row has there; None where the file has no such column, or the row is short."""
        place = self.places.get(which)
        return row.cells[place] if place is not None and place < len(row.cells) else None

    @property
    def readable(self) -> bool:
        """Whether it is known where each row's day and campaign stand, and how to read them."""
        return not any(one.field in {"columns", "date_order"} for one in self.problems)

    def currencies(self) -> set[str]:
        """The currencies that the file names, in its heads and in its rows."""
        named = {currency_of(label) for which, label in self.columns.items() if which in MONEY}
        if Field.CURRENCY in self.places:
            named |= {str(self.cell(row, Field.CURRENCY) or "").strip().upper() for row in self.rows}
        return {code for code in named if len(code) == 3 and code.isalpha()}


def read_grid(body: bytes, choices: Choices) -> Grid:
    """The file as cells; Invalid when it is too large, empty, damaged or something else."""
    if len(body) > MAX_BYTES:
        raise Invalid(TOO_LARGE, megabytes=MAX_BYTES // 2**20)
    if not body.strip():
        raise Empty
    if is_workbook(body):
        return read_workbook(body, heads_known)
    return read_text(body, choices.encoding, choices.delimiter, heads_known)


def make_plan(grid: Grid, choices: Choices, today: date) -> Plan:
    """Decide how to read the file; `today` is the account's date, after which no day can be measured."""
    head = head_of(grid.rows)
    labels = labels_of(grid.rows[head])
    platform = PlatformName(choices.platform) if choices.platform else guess_platform(labels)
    given = choices.columns
    columns = (
        guess_columns(labels, platform)
        if given is None
        else {Field(one): given[one] for one in given if given[one]}
    )
    columns, level = _levelled(columns)
    places = {one: labels.index(label) for one, label in columns.items() if label in labels}
    rows = grid.rows[head + 1 :]
    doubtful = doubtful_days(_column(rows, places, Field.DATE))
    order = cast("Order | None", choices.date_order or day_order(doubtful, today))
    return Plan(
        rows=rows, labels=labels, platform=platform, columns=columns, places=places, level=level,
        mark=choices.decimal or _mark(rows, places, grid.delimiter), order=order, doubtful=bool(doubtful),
        encoding=grid.encoding, delimiter=grid.delimiter,
        problems=_problems(platform, columns, places, order), notes=_notes(grid, labels, columns),
    )  # fmt: skip


def _levelled(columns: dict[Field, str]) -> tuple[dict[Field, str], Level]:
    """The lowest level that the rows name. A state below the campaign's is not its campaign's."""
    level = Level.CAMPAIGN
    if Field.AD in columns or Field.AD_ID in columns:
        level = Level.AD
    elif Field.AD_SET in columns or Field.AD_SET_ID in columns:
        level = Level.AD_SET
    named = folded(columns.get(Field.STATUS, ""))
    if level is not Level.CAMPAIGN and "campaign" not in named and "حمل" not in named:
        columns = {one: label for one, label in columns.items() if one is not Field.STATUS}
    return columns, level


def _mark(rows: Sequence[Row], places: dict[Field, int], delimiter: str) -> str:
    whole = (cell for one in COUNTS for cell in _column(rows, places, one))
    broken = (cell for one in (*MONEY, Field.CONVERSIONS) for cell in _column(rows, places, one))
    return decimal_mark(whole, broken, semicolons=delimiter == ";")


def _column(rows: Sequence[Row], places: dict[Field, int], which: Field) -> Iterator[Cell]:
    """The different cells of a column."""
    if (place := places.get(which)) is None:
        return iter(())
    return iter({row.cells[place] for row in rows if place < len(row.cells)})


def _problems(
    platform: PlatformName | None, columns: dict[Field, str], places: dict[Field, int], order: Order | None
) -> list[Remark]:
    found = [] if platform else [Remark(NO_PLATFORM, field="platform")]
    for one, label in columns.items():
        if one not in places:
            found.append(Remark(UNKNOWN_COLUMN, {"column": label, "field": TITLES[one]}, "columns"))
    if Field.DATE not in columns:
        found.append(Remark(NO_DAYS, field="columns"))
    if Field.CAMPAIGN not in columns and Field.CAMPAIGN_ID not in columns:
        found.append(Remark(NO_COLUMN, {"field": TITLES[Field.CAMPAIGN]}, "columns"))
    if not {Field.SPEND, Field.IMPRESSIONS, Field.CLICKS} & columns.keys():
        found.append(Remark(NO_FIGURES, field="columns"))
    if Field.DATE in places and order is None:
        found.append(Remark(WHICH_ORDER, field="date_order"))
    return found


def _notes(grid: Grid, labels: list[str], columns: dict[Field, str]) -> list[Remark]:
    found = []
    if grid.damaged:
        found.append(Remark(DAMAGED, {"encoding": ENCODINGS[grid.encoding]}, "encoding"))
    found += [
        Remark(TWICE, {"column": label}, "columns") for label in repeated(labels) if label in columns.values()
    ]
    if Field.CAMPAIGN_ID not in columns and Field.CAMPAIGN in columns:
        found.append(Remark(BY_NAME))
    for one in (Field.SPEND, Field.IMPRESSIONS, Field.CLICKS):
        if one not in columns:
            found.append(Remark(COUNTED_AS_ZERO, {"field": TITLES[one]}, "columns"))
    return found
