"""Which line holds the heads, whose export it is, and which column holds what.

A guess is made from the names we know; every part of it can be overruled by the person.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from db.kinds import PlatformName
from engine.imports.fields import Field
from engine.imports.grids import Row
from engine.imports.labels import bare, folded
from engine.imports.names import TABLES, every_name, known_to, names_of

HEADS_WITHIN = 40  # rows of preamble at most
_CERTAIN, _CLEAR = 1.0, 0.3  # how much must speak for a platform, and how much more than for the next
_BEGINS = re.compile("start|بدا|بدء")


def heads_known(rows: Sequence[Row]) -> int:
    """How many heads of known exports the best of these rows holds."""
    return max((_known(row) for row in rows), default=0)


def head_of(rows: Sequence[Row]) -> int:
    """The place of the row with the heads: the one with most names we know, else the widest."""
    first = rows[:HEADS_WITHIN]
    known = [_known(row) for row in first]
    if max(known) >= 2:
        return known.index(max(known))
    widths = [sum(bool(str(cell or "").strip()) for cell in row.cells) for row in first]
    return widths.index(max(widths))


def labels_of(head: Row) -> list[str]:
    """The heads as they stand there, each one once: a second `Clicks` is `Clicks (2)`, one without text `#7`."""
    seen: dict[str, int] = defaultdict(int)
    labels = []
    for place, cell in enumerate(head.cells, start=1):
        label = " ".join(str(cell or "").split()) or f"#{place}"
        seen[label] += 1
        labels.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return labels


def repeated(labels: Sequence[str]) -> list[str]:
    """The heads that stand there more than once."""
    return [label for label in labels if f"{label} (2)" in labels]


def guess_platform(labels: Sequence[str]) -> PlatformName | None:
    """Whose export it is: a name that only one platform writes says much, one that all write little."""
    score: dict[PlatformName, float] = dict.fromkeys(TABLES, 0.0)
    for label in labels:
        platforms = known_to().get(folded(label)) or known_to().get(bare(label)) or frozenset()
        for platform in platforms:
            score[platform] += 1 / len(platforms)
    best, second = sorted(score.values(), reverse=True)[:2]
    if best < _CERTAIN or best - second < _CLEAR:
        return None
    return max(score, key=score.__getitem__)


def guess_columns(labels: Sequence[str], platform: PlatformName | None) -> dict[Field, str]:
    """Which column holds what: the platform's own names first, then common ones, then any other platform's."""
    found: dict[Field, str] = {}
    forms = {label: {folded(label), bare(label)} for label in labels}
    for names in (names_of(platform), *(names_of(other) for other in TABLES if other != platform)):
        _take(found, forms, names)
    if Field.CAMPAIGN not in found and Field.CAMPAIGN_ID not in found:  # LinkedIn without campaign groups
        for above, below in ((Field.CAMPAIGN, Field.AD_SET), (Field.CAMPAIGN_ID, Field.AD_SET_ID)):
            if below in found:
                found[above] = found.pop(below)
    if Field.LAST_DATE in found and not _BEGINS.search(folded(found.get(Field.DATE, ""))):
        del found[Field.LAST_DATE]  # the end of something else: the row is one day
    return found


def _take(found: dict[Field, str], forms: Mapping[str, set[str]], names: Mapping[Field, tuple[str, ...]]) -> None:
    longest = max(map(len, names.values()))
    for rank in range(longest):  # the first name of every field before the second of any
        for field in Field:
            if field in found or rank >= len(names[field]):
                continue
            label = next((label for label, known in forms.items() if names[field][rank] in known), None)
            if label is not None and label not in found.values():
                found[field] = label


def _known(row: Row) -> int:
    texts = [cell for cell in row.cells if isinstance(cell, str) and cell.strip()]
    return sum(bool({folded(text), bare(text)} & every_name()) for text in texts)
