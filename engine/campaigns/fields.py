"""The fields of a request, read one by one: what cannot be read is noted under its name, and the rest goes on."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from babel.numbers import get_currency_precision, list_currencies

from engine.core.i18n import N_, t
from engine.core.money import MICROS

T = TypeVar("T")

MOST_MICROS = 10**12 * MICROS
LONGEST_ADDRESS, LONGEST_ENTRY = 2048, 1000
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

REQUIRED = N_("This is required.")
TEXT = N_("Give a text.")
CONTROL = N_("This holds a character that cannot be shown. Remove it.")
TOO_LONG = N_("At most {most} characters; this has {n}.")
AMOUNT = N_("Give an amount, such as 1500 or 1500.50.")
POSITIVE = N_("Give an amount above zero.")
HUGE = N_("This amount is too large. The most is {most}.")
COINS = N_("Give at most two decimals.")
DAY = N_("Give a date as YYYY-MM-DD.")
MOMENT = N_("Give a date and a time with its zone, such as 2026-12-01T09:00:00+03:00.")
ONE_OF = N_("Choose one of: {known}.")
CURRENCY = N_("Give a currency by its code, such as SAR.")
ADDRESS = N_("Give a whole web address, such as https://example.com/offer.")
LIST = N_("Give a list.")
OBJECT = N_("Give an object with fields.")
FLAG = N_("Give true or false.")
ID = N_("Not a valid id.")
MEDIUM = N_("Give the id of an uploaded file, or a whole web address such as https://example.com/offer.jpg.")
UNKNOWN = N_("This field is not known here.")
TOO_MANY = N_("At most {most} entries.")


class Faults(dict[str, list[str]]):
    """What is wrong, by field, in the reader's language."""

    def note(self, field: str, sentence: str, **facts: Any) -> None:
        """Add a sentence of the catalogue to a field, once."""
        said = t(sentence, **facts)
        if said not in self.setdefault(field, []):
            self[field].append(said)


class Unreadable(Exception):
    """A value that is not what its field wants, and the sentence that says so."""

    def __init__(self, sentence: str, **facts: Any) -> None:
        self.sentence = sentence
        self.facts = facts
        super().__init__(sentence)


class Fields:
    """One object of a request; `path` is where it stands in the whole."""

    def __init__(self, body: Any, faults: Faults, path: str = "") -> None:
        self.body: Mapping[str, Any] = body if isinstance(body, Mapping) else {}
        self.faults = faults
        self.path = path

    def at(self, name: str) -> str:
        """The whole name of a field: `ads.0.budget`."""
        return f"{self.path}.{name}" if self.path else name

    def note(self, name: str, sentence: str, **facts: Any) -> None:
        """Something is wrong with a field."""
        self.faults.note(self.at(name), sentence, **facts)

    def known(self, names: Collection[str]) -> None:
        """Note every field that has no meaning here."""
        for name in self.body:
            if name not in names:
                self.note(str(name)[:100], UNKNOWN)

    def read(self, name: str, convert: Callable[[Any], T], *, needed: bool = False) -> T | None:
        """What the field holds; None when it holds nothing, or nothing that can be read, which is noted."""
        value = self.body.get(name)
        if value is None or value == "":
            if needed:
                self.note(name, REQUIRED)
            return None
        try:
            return convert(value)
        except Unreadable as no:
            self.note(name, no.sentence, **no.facts)
            return None

    def text(self, name: str, most: int, *, needed: bool = False, lines: bool = False) -> str | None:
        """A text of at most so many characters, without what cannot be shown; None when there is none."""
        found = self.read(name, lambda value: text_of(value, most, lines=lines), needed=needed)
        if found == "" and needed:
            self.note(name, REQUIRED)
        return found or None

    def amount(self, name: str, *, needed: bool = True) -> int | None:
        """Micros of a positive amount in major units."""
        return self.read(name, amount_of, needed=needed)

    def day(self, name: str, *, needed: bool = True) -> date | None:
        """A calendar day."""
        return self.read(name, day_of, needed=needed)

    def moment(self, name: str) -> datetime | None:
        """A moment with its zone."""
        return self.read(name, moment_of)

    def word(self, name: str, words: Collection[str], *, needed: bool = False) -> str | None:
        """One word of these."""
        return self.read(name, lambda value: word_of(value, words), needed=needed)

    def currency(self, name: str) -> str | None:
        """An ISO 4217 code."""
        return self.read(name, currency_of)

    def flag(self, name: str) -> bool:
        """True or false; false when nothing is said."""
        return self.read(name, flag_of) is True

    def id(self, name: str) -> UUID | None:
        """An id of ours."""
        return self.read(name, id_of)

    def address(self, name: str) -> str | None:
        """A whole web address."""
        return self.read(name, address_of, needed=True)

    def media(self, name: str, most: int) -> tuple[str, ...]:
        """A list of files: ids of ours, or whole web addresses."""
        return self._each(name, most, medium_of)

    def texts(self, name: str, most: int) -> tuple[str, ...]:
        """A list of texts, each once."""
        return self._each(name, most, lambda value: text_of(value, LONGEST_ENTRY) or None)

    def words(self, name: str, words: Collection[str], *, needed: bool = False) -> tuple[str, ...]:
        """A list of some of these words, each once."""
        return self._each(name, len(words), lambda value: word_of(value, words), needed=needed)

    def child(self, name: str, *, needed: bool = False) -> "Fields":
        """The object in a field."""
        return Fields(self.read(name, object_of, needed=needed), self.faults, self.at(name))

    def children(self, name: str, most: int) -> Iterator["Fields"]:
        """The objects in a list."""
        for place, each in enumerate(self._list(name, most)):
            if not isinstance(each, Mapping):
                self.note(f"{name}.{place}", OBJECT)
            yield Fields(each, self.faults, self.at(f"{name}.{place}"))

    def _each(
        self, name: str, most: int, convert: Callable[[Any], str | None], *, needed: bool = False
    ) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for value in self._list(name, most, needed=needed):
            try:
                said = convert(value)
            except Unreadable as no:
                self.note(name, no.sentence, **no.facts)
            else:
                found |= {said: None} if said else {}
        return tuple(found)

    def _list(self, name: str, most: int, *, needed: bool = False) -> list[Any]:
        found = self.read(name, list_of, needed=needed) or []
        if needed and self.body.get(name) == []:
            self.note(name, REQUIRED)
        if len(found) > most:
            self.note(name, TOO_MANY, most=most)
        return found[:most]


def text_of(value: Any, most: int, *, lines: bool = False) -> str:
    """A text that can be shown, without the space around it."""
    if not isinstance(value, str):
        raise Unreadable(TEXT)
    said = value.replace("\r\n", "\n").strip()
    if (_CONTROL_BUT_LINES if lines else _CONTROL).search(said):
        raise Unreadable(CONTROL)
    if len(said) > most:
        raise Unreadable(TOO_LONG, most=most, n=len(said))
    return said


def amount_of(value: Any) -> int:
    """Micros of a positive amount in major units, a number or a text."""
    try:
        amount = Decimal("nan") if isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        amount = Decimal("nan")
    if not amount.is_finite():
        raise Unreadable(AMOUNT)
    if amount <= 0:
        raise Unreadable(POSITIVE)
    if amount * MICROS > MOST_MICROS:
        raise Unreadable(HUGE, most=MOST_MICROS // MICROS)
    if (amount * 100) % 1:
        raise Unreadable(COINS)
    return int(amount * MICROS)


def day_of(value: Any) -> date:
    """A calendar day, written in ISO."""
    try:
        return date.fromisoformat(value if _DAY.fullmatch(value) else "")
    except (TypeError, ValueError) as no:
        raise Unreadable(DAY) from no


def moment_of(value: Any) -> datetime:
    """A moment with its zone, written in ISO."""
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError) as no:
        raise Unreadable(MOMENT) from no
    if found.tzinfo is None:
        raise Unreadable(MOMENT)
    return found


def word_of(value: Any, words: Collection[str]) -> str:
    """One word of these."""
    if value not in tuple(words):
        raise Unreadable(ONE_OF, known=", ".join(words))
    return str(value)


def currency_of(value: Any) -> str:
    """An ISO 4217 code."""
    code = value.upper() if isinstance(value, str) else ""
    if code not in list_currencies():
        raise Unreadable(CURRENCY)
    return str(code)


def flag_of(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Unreadable(FLAG)
    return value


def id_of(value: Any) -> UUID:
    """An id of ours."""
    try:
        return UUID(value)
    except (AttributeError, TypeError, ValueError) as no:
        raise Unreadable(ID) from no


def address_of(value: Any) -> str:
    """A whole address of a page or a file."""
    said = text_of(value, LONGEST_ADDRESS)
    try:
        parts = urlsplit(said)
    except ValueError as no:
        raise Unreadable(ADDRESS) from no
    if parts.scheme not in {"http", "https"} or not parts.hostname or " " in said:
        raise Unreadable(ADDRESS)
    return said


def medium_of(value: Any) -> str:
    """A file of ours by its id, or somebody else's by its address."""
    try:
        return str(UUID(value)) if isinstance(value, str) else address_of(value)
    except ValueError:
        pass
    try:
        return address_of(value)
    except Unreadable as no:
        raise Unreadable(MEDIUM) from no


def object_of(value: Any) -> Mapping[str, Any]:
    """An object with fields."""
    if not isinstance(value, Mapping):
        raise Unreadable(OBJECT)
    return value


def list_of(value: Any) -> list[Any]:
    """A list."""
    if not isinstance(value, list):
        raise Unreadable(LIST)
    return value


def coin_micros(currency: str) -> int:
    """The smallest amount of a currency that platforms take, in micros: a hundredth at most."""
    return int(MICROS // 10 ** min(get_currency_precision(currency), 2))
