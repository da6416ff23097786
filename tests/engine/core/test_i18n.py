"""Every sentence is in both languages, with the same facts in it."""

import re
import string
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from engine.core.i18n import LOCALES, N_, direction, locale, nt, speak, speaking, t
from settings import HERE

KEYWORDS = {"t": None, "N_": None, "say": None, "nt": (1, 2)}
CATALOGUES = HERE / "engine" / "core" / "locales"
ARABIC = re.compile("[\u0600-\u06ff]")
SAME_IN_BOTH = re.compile(r"^[\s\d{}\w×%+–./:-]*$")


def said() -> dict[str | tuple[str, ...], str]:
    """Every sentence of the product and a place where it stands."""
    with (HERE / "babel.cfg").open() as lines:
        methods, options = parse_mapping_cfg(lines)
    found: dict[str | tuple[str, ...], str] = {}
    for folder in ("pages", "api", "engine", "jobs"):
        rooted = [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods]
        rows = extract_from_dir(HERE / folder, rooted, options, keywords=KEYWORDS)
        found |= {message: f"{folder}/{file}:{line}" for file, line, message, *_ in rows if message}
    return found


def catalogue(language: str) -> Catalog:
    with (CATALOGUES / language / "LC_MESSAGES" / "cmis.po").open("rb") as lines:
        return read_po(lines, locale=language)


def facts(sentence: str) -> set[str]:
    return {name.partition(".")[0] for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.fixture(scope="module")
def sentences():
    return said()


def test_there_are_sentences_to_check(sentences):
    assert len(sentences) > 200


def test_every_sentence_has_arabic(sentences):
    arabic = catalogue("ar")
    missing = [f"{place}: {one}" for one, place in sentences.items() if not _complete(arabic.get(_id(one)))]
    assert missing == []


def test_no_translation_is_left_over(sentences):
    known = {_id(one) for one in sentences}
    left = [message.id for message in catalogue("ar") if message.id and _first(message.id) not in known]
    assert left == []


def test_translations_carry_the_same_facts():
    wrong = []
    for message in catalogue("ar"):
        wanted = facts(_forms(message.id)[-1]) if message.id else set()
        forms = _forms(message.string)
        # Arabic may say "two days" without the number
        wrong += [form for form in forms if not (wanted - {"n", "count"} <= facts(form) <= wanted)]
    assert wrong == []


def test_translations_are_arabic():
    texts = [_text(message) for message in catalogue("ar") if message.id]
    assert [text for text in texts if not ARABIC.search(text) and not SAME_IN_BOTH.match(text)] == []


@pytest.mark.parametrize("n", [0, 1, 2, 3, 11, 100])
def test_the_plural_follows_the_number(n):
    with speaking("en"):
        assert nt("{n} day left.", "{n} days left.", n) == f"{n} day{'' if n == 1 else 's'} left."
    with speaking("ar"):
        assert ARABIC.search(nt("{n} day left.", "{n} days left.", n))


def test_an_unknown_language_is_english():
    speak("tlh")
    assert (locale(), direction(), t(N_("Dashboard"))) == ("en", "ltr", "Dashboard")


def test_speaking_is_over_when_it_ends():
    speak("en")
    with speaking("ar"):
        assert direction() == "rtl"
    assert direction() == "ltr"


def test_both_languages_have_a_catalogue():
    assert all((CATALOGUES / language / "LC_MESSAGES" / "cmis.po").exists() for language in LOCALES)
    assert Path(HERE / "babel.cfg").exists()


def _id(sentence: str | tuple[str, ...]) -> str:
    return _first(sentence)


def _first(sentence: str | tuple[str, ...] | list[str]) -> str:
    return sentence if isinstance(sentence, str) else sentence[0]


def _forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def _text(message: Message) -> str:
    return " ".join(_forms(message.string))


def _complete(message: Message | None) -> bool:
    return message is not None and all(_forms(message.string)) and bool(_forms(message.string))


def test_a_day_is_said_as_its_reader_writes_it() -> None:
    sentence = "{name} on {platform} was clicked {actual} times on {date}."
    facts = {"name": "2026-11-20", "platform": "X", "actual": 1, "date": "2026-11-20"}

    assert "2026-11-20 on X was clicked 1 times on 20 Nov 2026" in t(sentence, **facts)
    with speaking("ar"):
        assert "20 نوفمبر 2026" in t(sentence, **facts)
