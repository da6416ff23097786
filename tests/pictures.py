"""Small real files, and files that only say that they are some."""

from io import BytesIO
from struct import pack

from PIL import Image


def picture(kind: str = "JPEG", width: int = 640, height: int = 480, colour: str = "teal") -> bytes:
    """A picture of one colour."""
    kept = BytesIO()
    Image.new("RGB", (width, height), colour).save(kept, kind)
    return kept.getvalue()


def film(width: int = 720, height: int = 1280, brand: bytes = b"mp42") -> bytes:
    """The boxes of a film: what it is, how large it is, and nothing to see."""
    header = b"\0" * 76 + pack(">II", width << 16, height << 16)
    return (
        _box(b"ftyp", brand + b"\0\0\0\0isom")
        + _box(b"moov", _box(b"trak", _box(b"tkhd", header)))
        + _box(b"mdat", b"")
    )


def _box(kind: bytes, inside: bytes) -> bytes:
    return pack(">I4s", len(inside) + 8, kind) + inside


FALSE = {
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "photo.jpg": b"<!doctype html><script>alert(1)</script>",
    "cut.png": picture("PNG")[:20],
    "lie.jpg": b"\xff\xd8\xff" + b"<script>" * 50,
    "film.mp4": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0\0\0\x08mdat",
    "endless.mp4": b"\0\0\0\x14ftypmp42\0\0\0\0isom" + b"\0\0\0\x08free" * 5000,
    "empty.gif": b"",
    "report.pdf": b"%PDF-1.7",
}
