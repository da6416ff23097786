"""Every file a browser may fetch, by its address: Streamlit's bundle under /static, our own under /assets.

Streamlit serves its bundle uncompressed on purpose; compressed once here, a first visit weighs a third.
"""

import gzip
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.metadata import distribution
from pathlib import Path

import brotli

HERE = Path(__file__).resolve().parent.parent
OURS = HERE / "assets"
BUNDLE = "/assets/app.css"
STYLES = (  # the order of the cascade
    "fonts",
    "tokens",
    "icons",
    "streamlit",
    "frame",
    "bell",
    "cards",
    "charts",
    "tables",
    "sync",
    "alerts",
    "connect",
    "posts",
    "states",
    "forms",
    "widths",
    "rtl",
    "campaigns",
)
TEXTS = {".js", ".css", ".json", ".svg", ".html", ".txt", ".map", ".wasm", ".md", ""}
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file; `parts` are joined when it is made of several."""

    address: str
    parts: tuple[Path, ...]

    @property
    def media_type(self) -> str:
        """The Content-Type, with its charset for text."""
        kind = mimetypes.guess_type(self.address)[0] or "application/octet-stream"
        return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith("javascript") else kind

    @property
    def compressible(self) -> bool:
        """Whether compressing it is worth anything."""
        return Path(self.address).suffix in TEXTS

    @property
    def named_by_content(self) -> bool:
        """Whether a new content would come under a new address."""
        return self.address.startswith("/static/") or self.address.endswith(".woff2")

    def body(self, encoding: str = "identity") -> bytes:
        """The content; compressed forms are kept, plain ones read each time."""
        return _read(self.parts) if encoding == "identity" else _compressed(self, encoding)

    def mark(self) -> str:
        """A short hash of the content."""
        return _mark(self)


@cache
def library() -> dict[str, Asset]:
    """All assets by address. A path that is not in it does not exist, whatever dots it has."""
    found = {**dict(_below("/static", streamlits("static"))), **dict(_below("/assets", OURS))}
    found[BUNDLE] = Asset(BUNDLE, tuple(OURS / "css" / f"{name}.css" for name in STYLES))
    return found


def streamlits(name: str) -> Path:
    """A file or folder of the front end that Streamlit ships; found without importing it."""
    return Path(str(distribution("streamlit").locate_file("streamlit/static"))) / name


def compress_all() -> None:
    """Compress everything for browsers of today, so that no visitor waits for it."""
    for asset in library().values():
        if asset.compressible:
            asset.body("br")


def asset_url(name: str) -> str:
    """The address of one of ours with its content in it, to be kept for ever."""
    address = f"/assets/{name}"
    return f"{address}?v={library()[address].mark()}"


@cache
def modules() -> tuple[str, ...]:
    """What the first screen will need of Streamlit's front end: fetched while somebody types their password."""
    named = re.findall(r'"\.(/static/js/[^"]+)"', streamlits("index.html").read_text("utf-8"))
    charts = [address for address in library() if address.startswith("/static/js/PlotlyChart.")]
    return (*named, *charts)


def _below(prefix: str, folder: Path) -> Iterator[tuple[str, Asset]]:
    for path in folder.rglob("*"):
        if path.is_file():
            address = f"{prefix}/{path.relative_to(folder).as_posix()}"
            yield address, Asset(address, (path,))


def _read(parts: tuple[Path, ...]) -> bytes:
    return b"\n".join(part.read_bytes() for part in parts)


@cache
def _compressed(asset: Asset, encoding: str) -> bytes:
    body = asset.body()
    return brotli.compress(body, quality=5) if encoding == "br" else gzip.compress(body, 9, mtime=0)


@cache
def _mark(asset: Asset) -> str:
    return blake2b(asset.body(), digest_size=6).hexdigest()
