"""Public profiles on Snapchat: for chosen apps only; media come encrypted and in parts, and stories go."""

import os
from base64 import b64encode
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from sandbox.media import JPEG, MP4
from tests.control import Control
from tests.sandbox.snapchat import Snapchat, snapchat_person

ORGANIZATION = "40d6719b-da09-410b-9185-0cc9c0dfed1d"
PROFILE = "5f1c2a77-0d3e-4b6a-9c11-7e0000000077"
KEY, IV = os.urandom(32), os.urandom(16)
SECRETS = {"key": b64encode(KEY).decode(), "iv": b64encode(IV).decode()}
HERE = f"public_profiles/{PROFILE}"


@pytest.fixture
def chosen(snapchat: Snapchat, control: Control) -> Snapchat:
    control.post("/capabilities", platform="snapchat", capability="public_profile", on=True)
    return snapchat


def locked(content: bytes) -> bytes:
    padder, closer = PKCS7(128).padder(), Cipher(algorithms.AES(KEY), modes.CBC(IV)).encryptor()
    return closer.update(padder.update(content) + padder.finalize()) + closer.finalize()


def container(person: Snapchat, kind: str = "IMAGE") -> tuple[str, str]:
    answer = person.call("POST", f"{HERE}/media", {"type": kind, "name": "a", **SECRETS}).raise_for_status().json()
    assert answer["add_path"] == answer["finalize_path"]
    return answer["media_id"], answer["add_path"]


def send(person: Snapchat, path: str, action: str, part: bytes | None = None, number: str = "1") -> httpx.Response:
    parts: dict[str, Any] = {"action": (None, action)}
    if part is not None:
        parts |= {"part_number": (None, number), "file": ("a.enc", part)}
    headers = {"Authorization": f"Bearer {person.tokens['access_token']}"}
    return person.http.post(f"{person.url}/snapchat{path}", files=parts, headers=headers)


def uploaded(person: Snapchat, kind: str = "IMAGE", content: bytes = JPEG) -> str:
    media_id, path = container(person, kind)
    whole = locked(content)
    for number, part in (("2", whole[16:]), ("1", whole[:16])):
        assert send(person, path, "ADD", part, number).status_code == 200
    assert send(person, path, "FINALIZE").status_code == 200
    return media_id


def posted(person: Snapchat, kind: str, body: dict[str, Any]) -> dict[str, Any]:
    entry = person.call("POST", f"{HERE}/{kind}", body).raise_for_status().json()[kind][0]
    found: dict[str, Any] = next(value for value in entry.values() if isinstance(value, dict))
    return found


def ids(person: Snapchat, kind: str) -> list[str]:
    entries = person.get(f"{HERE}/{kind}", limit="50")[kind]
    return [value["id"] for entry in entries for value in entry.values() if isinstance(value, dict)]


def test_an_app_that_is_not_chosen_sees_nothing(snapchat, control):
    for path in (
        f"organizations/{ORGANIZATION}/public_profiles",
        HERE,
        f"{HERE}/spotlights",
        "spotlights/1/stats",
    ):
        assert snapchat.error(path)[:2] == (403, "E3002")
    assert snapchat.error(f"{HERE}/media", "POST", {})[0] == 403

    control.post("/capabilities", platform="snapchat", capability="public_profile", on=True)
    assert snapchat.get(HERE)
    control.post("/capabilities", platform="snapchat", capability="public_profile", on=False)
    assert snapchat.error(HERE)[0] == 403


def test_profiles_are_listed_page_by_page(chosen):
    path = f"organizations/{ORGANIZATION}/public_profiles"

    first = chosen.get(path, limit="2")
    rest = chosen.get(path, limit="2", cursor=httpx.URL(first["paging"]["next_link"]).params["cursor"])

    names = [
        entry["public_profile"]["display_name"] for page in (first, rest) for entry in page["public_profiles"]
    ]
    assert names == ["Al Waha KSA", "Al Waha UAE", "Nomad Outfitters"]
    assert chosen.get(HERE)["public_profiles"][0]["public_profile"]["snap_user_name"] == "alwaha"
    assert chosen.error("public_profiles/none")[:2] == (404, "E3003")
    assert chosen.error("organizations/none/public_profiles")[0] == 404


def test_what_was_posted_is_listed_and_people_answer(chosen, control):
    film, image, other = uploaded(chosen, "VIDEO", MP4), uploaded(chosen), uploaded(chosen)

    spotlight = posted(chosen, "spotlights", {"media_id": film, "description": "شتاء", "locale": "ar_SA"})
    saved = posted(
        chosen, "saved_stories", {"saved_stories": [{"title": "Winter", "snap_sources": [{"media_id": image}]}]}
    )
    story = posted(chosen, "stories", {"media_id": other})

    assert (spotlight["description"], saved["title"], story["type"]) == ("شتاء", "Winter", "STORY")
    assert ids(chosen, "spotlights")[0] == spotlight["id"]
    assert ids(chosen, "saved_stories")[0] == saved["id"]
    assert ids(chosen, "stories") == [story["id"]]
    control.post("/clock", advance_s=25 * 3600)
    chosen.tokens = snapchat_person(chosen.url, chosen.http).tokens
    assert ids(chosen, "stories") == []
    stat = chosen.get(
        f"spotlights/{spotlight['id']}/stats", fields="VIEWS,favorites,shares,replies,unique_viewers"
    )
    stats = stat["lifetime_stats"][0]["lifetime_stat"]["stats"]
    assert stats["views"] > stats["unique_viewers"] > stats["favorites"] > 0


def test_stats_are_of_their_kind_and_of_known_fields(chosen):
    spotlight = ids(chosen, "spotlights")[0]

    assert chosen.error(f"saved_stories/{spotlight}/stats")[0] == 404
    assert chosen.error(f"spotlights/{spotlight}/stats", fields="love")[0] == 400
    assert chosen.error(f"spotlights/{spotlight}/stats", granularity="DAY")[0] == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "SOUND"},
        {"key": "short"},
        {"key": "!"},
        {"iv": SECRETS["key"]},
        {"planet": 1},
        {"name": None, "iv": 3},
    ],
)
def test_a_container_has_a_type_and_fitting_secrets(chosen, wrong):
    body = {"type": "IMAGE", "name": "a", **SECRETS} | wrong

    assert chosen.error(f"{HERE}/media", "POST", body)[0] == 400


@pytest.mark.parametrize(
    ("whole", "words"),
    [
        (locked(MP4), "no IMAGE"),
        (JPEG, "decrypted"),
        (locked(JPEG)[:-1], "decrypted"),
        (None, "not whole"),
    ],
    ids=["film", "open", "short", "half"],  # a new key each time would make a new name each time
)
def test_what_cannot_be_opened_or_is_something_else_is_refused(chosen, whole, words):
    media_id, path = container(chosen)
    if whole is not None:
        assert send(chosen, path, "ADD", whole).status_code == 200

    answer = send(chosen, path, "FINALIZE")

    assert (answer.status_code, words in answer.json()["debug_message"]) == (400, True)
    assert chosen.error(f"{HERE}/stories", "POST", {"media_id": media_id})[0] == 400


def test_parts_are_numbered_without_a_gap(chosen):
    _, path = container(chosen)

    assert send(chosen, path, "ADD", b"x", "2").status_code == 200
    assert send(chosen, path, "FINALIZE").status_code == 400
    assert send(chosen, path, "ADD", b"x", "one").status_code == 400
    assert send(chosen, path, "DANCE").status_code == 400
    assert send(chosen, path.replace(PROFILE, f"{PROFILE[:-1]}8"), "FINALIZE").status_code == 404


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("spotlights", {"description": "an image"}, 400),
        ("stories", {"description": "no words here"}, 400),
        ("stories", {"media_id": "none"}, 404),
        ("saved_stories", {"title": "x" * 46}, 400),
        ("saved_stories", {"title": " "}, 400),
        ("saved_stories", {"planet": 1, "title": "a"}, 400),
    ],
)
def test_a_post_that_makes_no_sense_is_refused(chosen, kind, body, status):
    media = {"media_id": uploaded(chosen)}
    wanted: dict[str, Any] = media | body
    if kind == "saved_stories":
        sources = {"snap_sources": [media | {name: body[name] for name in body if name == "planet"}]}
        wanted = {"saved_stories": [sources | {"title": body["title"]}]}
    before = ids(chosen, kind)

    assert chosen.error(f"{HERE}/{kind}", "POST", wanted)[0] == status
    assert ids(chosen, kind) == before


def test_a_description_has_its_length(chosen):
    film = uploaded(chosen, "VIDEO", MP4)

    assert chosen.error(f"{HERE}/spotlights", "POST", {"media_id": film, "description": "م" * 161})[0] == 400
    assert posted(chosen, "spotlights", {"media_id": film, "description": "م" * 160})
    odd: tuple[Any, ...] = (
        {},
        [],
        {"saved_stories": []},
        {"saved_stories": [{"title": "a"}]},
        {"saved_stories": ["a"]},
    )
    for body in odd:
        assert chosen.error(f"{HERE}/saved_stories", "POST", body)[0] == 400
