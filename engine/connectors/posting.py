"""What a kind of profile can publish, as data: lengths, how they are counted, files. One check for all of them.

The connectors check the same before they call; here it is known before anything is written or scheduled.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from engine.core.i18n import N_

MB = 2**20
JPEG, PNG, GIF, WEBP, MP4, MOV = (
    "image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4", "video/quicktime",
)  # fmt: skip
_BY_ENDING = {"jpg": JPEG, "jpeg": JPEG, "png": PNG, "gif": GIF, "webp": WEBP, "mp4": MP4, "mov": MOV}

Flaw = tuple[str, str, dict[str, Any]]  # the field, a catalogue sentence, its facts


@dataclass(frozen=True, slots=True)
class Shown:
    """A file that a post shows: its type, and what is known of its size; 0 where it is somebody else's."""

    type: str
    size: int = 0
    width: int = 0
    height: int = 0

    @property
    def film(self) -> bool:
        """Whether it moves."""
        return self.type.startswith("video/")


@dataclass(frozen=True, slots=True)
class FileRules:
    """What one place takes of a single file: its types, bytes, and the pixels of its shorter side."""

    pictures: frozenset[str]
    films: frozenset[str]
    largest_picture: int
    largest_film: int = 64 * MB  # what one answer or upload of ours may carry
    smallest_side: int = 0

    def flaws(self, name: str, field: str, each: Shown) -> Iterator[Flaw]:
        """Everything for which `name` would not take the file; what is not known of it is no flaw."""
        if each.type and each.type not in self.pictures | self.films:
            sentence = N_("{name} does not take files of the type {type}. Use another format.")
            yield field, sentence, {"name": name, "type": each.type.partition("/")[2].upper()}
        largest = self.largest_film if each.film else self.largest_picture
        if each.size > largest:
            sentence = N_("{name} takes files up to {megabytes} MB. Use a smaller one.")
            yield field, sentence, {"name": name, "megabytes": largest // MB}
        if each.width and min(each.width, each.height) < self.smallest_side:
            sentence = N_("{name} wants at least {pixels} pixels on each side. Use a larger picture.")
            yield field, sentence, {"name": name, "pixels": self.smallest_side}


@dataclass(frozen=True, slots=True)
class PostRules:
    """What one kind of profile takes; `measure` counts as the platform does.

    `longest_with_pictures`: where a caption of pictures may be longer or shorter than a film's.
    """

    name: str
    longest: int
    most_pictures: int
    files: FileRules
    measure: Callable[[str], int] = len
    longest_with_pictures: int = 0
    needs_media: bool = False
    pictures_need_text: bool = False
    most_hashtags: int = 0

    def limit(self, media: Sequence[Shown]) -> int:
        """How long the text may be beside these files."""
        pictured = self.longest_with_pictures and media and not any(each.film for each in media)
        return self.longest_with_pictures if pictured else self.longest

    def flaws(self, text: str, media: Sequence[Shown]) -> Iterator[Flaw]:
        """Everything that this kind of profile would not publish, by field."""
        yield from self._flaws_of_text(text, media)
        yield from self._flaws_of_number(media)
        for place, each in enumerate(media):
            yield from self.files.flaws(self.name, f"media.{place}", each)

    def _flaws_of_text(self, text: str, media: Sequence[Shown]) -> Iterator[Flaw]:
        length, longest = self.measure(text), self.limit(media)
        if length > longest:
            sentence = N_("{name} takes {longest} characters, this text has {length}. Shorten it.")
            yield "content", sentence, {"name": self.name, "longest": longest, "length": length}
        if self.most_hashtags and text.count("#") > self.most_hashtags:
            sentence = N_("{name} takes at most {most} hashtags. Remove some.")
            yield "content", sentence, {"name": self.name, "most": self.most_hashtags}
        if self.pictures_need_text and media and not media[0].film and not text.strip():
            yield "content", N_("{name} wants a title with a picture. Write one."), {"name": self.name}

    def _flaws_of_number(self, media: Sequence[Shown]) -> Iterator[Flaw]:
        films = sum(each.film for each in media)
        if self.needs_media and not media:
            sentence = N_("{name} publishes no words alone. Add a picture or a film.")
            yield "media", sentence, {"name": self.name}
        if (films and len(media) > 1) or len(media) > self.most_pictures:
            sentence = N_("{name} takes one film, or pictures up to {most}. Remove the others.")
            yield "media", sentence, {"name": self.name, "most": self.most_pictures}


def shown_at(address: str) -> Shown:
    """What an address promises by its ending; an unknown ending promises nothing."""
    return Shown(_BY_ENDING.get(urlsplit(address).path.rpartition(".")[2].lower(), ""))
