"""Files are small on the wire, asked for once, and nothing outside the two folders is one."""

import brotli
import httpx
import pytest

from api.assets import BUNDLE, library
from tests.site import visitor


def _get(web: str, path: str, **headers: str) -> httpx.Response:
    client = visitor(web)
    del client.headers["Accept-Encoding"]
    with client.stream("GET", path, headers=headers) as answer:
        answer.raw = b"".join(answer.iter_raw())  # type: ignore[attr-defined] # as it came over the wire
        return answer


def test_the_front_end_is_a_third_of_its_size_on_the_wire() -> None:
    texts = [asset for asset in library().values() if asset.compressible]
    plain = sum(len(asset.body()) for asset in texts)
    packed = sum(len(asset.body("br")) for asset in texts)

    assert packed < plain / 3


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_a_file_comes_as_the_browser_likes_it(web: str, encoding: str) -> None:
    answer = _get(web, BUNDLE, **{"Accept-Encoding": encoding})

    assert answer.headers.get("content-encoding", "identity") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    if encoding == "br":
        assert brotli.decompress(answer.raw) == library()[BUNDLE].body()  # type: ignore[attr-defined] # set above


def test_a_file_that_did_not_change_is_not_sent_again(web: str) -> None:
    first = visitor(web).get(BUNDLE)

    again = visitor(web).get(BUNDLE, headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_a_file_named_by_its_content_is_kept_for_ever(web: str) -> None:
    mark = library()[BUNDLE].mark()
    named = visitor(web).get(f"{BUNDLE}?v={mark}")
    stale = visitor(web).get(f"{BUNDLE}?v=before")
    script = next(path for path in library() if path.startswith("/static/js/"))

    assert "immutable" in named.headers["cache-control"]
    assert "immutable" in visitor(web).get(script).headers["cache-control"]
    assert stale.headers["cache-control"] == "no-cache"


def test_head_says_the_size_without_the_body(web: str) -> None:
    answer = visitor(web).head(BUNDLE)

    assert int(answer.headers["content-length"]) > 1000
    assert answer.content == b""
