"""What a file really is, told by its bytes alone: its type, and how large its picture is. Names are not believed.

Four kinds of pictures and two of films are known; anything else (SVG, HTML, PDF …) is nothing. Pictures' heads are
read by Pillow, which decodes no pixel for that; of films the boxes that tell their size are walked, bounded.
"""

import warnings
from collections.abc import Iterator
from io import BytesIO
from struct import error as TooShort  # noqa: N812 - the name says what it means here
from struct import unpack_from

from PIL import Image, UnidentifiedImageError

from engine.connectors.media import type_of
from engine.connectors.posting import Shown

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}
MOST_BOXES = 2000
_INSIDE = {b"moov", b"trak"}


def sniff(body: bytes) -> Shown | None:
    """Type, size and sides of a picture or film that is whole as far as its head tells; None for all else."""
    kind = type_of(body[:16])
    if kind is None:
        return None
    sides = _of_picture(body, FORMATS[kind]) if kind in FORMATS else _of_film(body)
    return Shown(kind, len(body), *sides) if sides else None


def _of_picture(body: bytes, wanted: str) -> tuple[int, int] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # its pixels are counted by the caller
            with Image.open(BytesIO(body), formats=[wanted]) as picture:
                return picture.size
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return None


def _of_film(body: bytes) -> tuple[int, int] | None:
    """The sides of the first track that is seen: `tkhd` ends with them, in 16.16 fixed point."""
    try:
        for kind, start, end in _boxes(body):
            if kind == b"tkhd" and end - start >= 8:
                width, height = (side >> 16 for side in unpack_from(">II", body, end - 8))
                if width and height:
                    return width, height
    except TooShort:
        return None
    return None


def _boxes(body: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The boxes of a film, those inside of `moov` and `trak` too: name, start and end of what is in them."""
    spans, seen = [(0, len(body))], 0
    while spans:
        place, end = spans.pop(0)
        while place + 8 <= end and seen < MOST_BOXES:
            seen += 1
            size, kind = unpack_from(">I4s", body, place)
            head = 8
            if size == 1:
                size, head = unpack_from(">Q", body, place + 8)[0], 16
            size = size or end - place
            if size < head or place + size > end:
                break
            yield kind, place + head, place + size
            if kind in _INSIDE:
                spans.append((place + head, place + size))
            place += size
