"""Ad creatives, and the images and films in them: made on their own, then shown by ads."""

from typing import Any

from sandbox.dialects.meta.call import Call
from sandbox.dialects.meta.errors import GraphError, invalid, unknown_node
from sandbox.dialects.meta.nodes import PAGE_IDS
from sandbox.dialects.meta.reading import address, only, part, required
from sandbox.dialects.meta.statuses import META
from sandbox.world.identity import content_id
from sandbox.world.model import Account, Ad
from sandbox.world.posts import fetchable
from sandbox.world.world import World

LONGEST_TITLE, LONGEST_BODY, LONGEST_NAME = 255, 63_206, 400
MOST_CARDS = 10
ACTIONS = frozenset({
    "LEARN_MORE", "SHOP_NOW", "SIGN_UP", "DOWNLOAD", "INSTALL_MOBILE_APP", "CONTACT_US", "WATCH_MORE", "GET_OFFER",
})  # fmt: skip
CREATIVE_SAYS = frozenset({"name", "object_story_spec", "status", "degrees_of_freedom_spec", "url_tags"})
STORY_SAYS = frozenset({"page_id", "instagram_user_id", "link_data", "video_data"})
LINK_SAYS = frozenset({
    "link", "message", "name", "description", "picture", "image_hash", "call_to_action", "child_attachments",
    "multi_share_end_card", "caption",
})  # fmt: skip
VIDEO_SAYS = frozenset(
    {"video_id", "message", "title", "image_url", "image_hash", "call_to_action", "link_description"}
)
VIDEOS, CREATIVES = "meta videos", "meta creatives"
Fields = dict[str, Any]


def create(call: Call, account: Account) -> Fields:
    """`POST /act_X/adcreatives`."""
    only(call, CREATIVE_SAYS)
    made = _made(call, account, call.params.get("name", ""), part(call, "object_story_spec"))
    _shelf(call, CREATIVES)[made["id"]] = made
    call.stage.save()
    return {"id": made["id"]}


def upload(call: Call, account: Account) -> Fields:
    """`POST /act_X/advideos`: a film that Meta fetches by itself."""
    only(call, {"file_url", "name", "title"})
    required(call, "file_url")
    found = fetched(call.params["file_url"], "file_url")
    made = content_id(META, "video", account.id, len(_shelf(call, VIDEOS)))
    _shelf(call, VIDEOS)[made] = {"id": made, "account_id": account.id, "source": found, "polls": 0}
    call.stage.save()
    return {"id": made}


def video(call: Call, video_id: str) -> Fields | None:
    """`GET /{video_id}`: `processing` at the first look, `ready` from then on; None when there is none."""
    found = _shelf(call, VIDEOS).get(video_id)
    if found is None:
        return None
    found["polls"] += 1
    status = {"video_status": "ready" if found["polls"] > 1 else "processing"}
    picture = f"https://media.example/thumbnails/{video_id}.jpg"
    shown = {"status": status, "picture": picture, "source": found["source"]}
    return {"id": video_id} | {name: shown[name] for name in call.items("fields") if name in shown}


def fetched(value: object, name: str) -> str:
    """The address of a file that Meta can fetch."""
    if not fetchable(address(value, name)):
        raise GraphError(
            400, 389, "(#389) Unable to fetch video file from URL." if name == "file_url" else
            "(#100) url should represent a valid URL", title="Unable to fetch file", blame=name,
            advice="Meta could not fetch the file from the address that you gave.",
        )  # fmt: skip
    return str(value)


def find(call: Call, creative_id: str) -> Fields | None:
    """The creative of that id, in an ad or not yet."""
    shown = next((ad for ad in call.world.ads_of(META) if ad.creative_id == creative_id), None)
    found: Fields | None = _shelf(call, CREATIVES).get(creative_id)
    return told(call.world, shown) if shown else found


def unused(call: Call, account: Account) -> list[Fields]:
    """The account's creatives that no ad shows yet."""
    shown = {ad.creative_id for ad in call.world.ads_of(META)}
    mine = [each for each in _shelf(call, CREATIVES).values() if each["account_id"] == account.id]
    return [each for each in mine if each["id"] not in shown]


def told(world: World, ad: Ad) -> Fields:
    """The creative of an ad: as it was made, or as the world was born with it."""
    made: Fields | None = world.details(META, ad.id).get("creative")
    return made or {
        "id": ad.creative_id,
        "account_id": world.campaign_of(META, ad.id).account.id,
        "name": f"{ad.name} – creative",
        "title": ad.headline,
        "body": ad.body,
        "object_story_spec": {
            "page_id": PAGE_IDS[0],
            "link_data": {"link": "https://shop.example/", "message": ad.body, "name": ad.headline},
        },
    }


def of_ad(call: Call, account: Account, said: Fields) -> Fields:
    """The creative that an ad is to show: one of the account's by its id, or one said on the spot."""
    if "creative_id" not in said:
        return _made(call, account, str(said.get("name", "")), said.get("object_story_spec"))
    found = find(call, str(said["creative_id"]))
    if found is None or found["account_id"] != account.id:
        raise unknown_node(str(said["creative_id"]))
    return found


def _made(call: Call, account: Account, name: str, story: object) -> Fields:
    if len(name) > LONGEST_NAME:
        raise invalid(f"Param name must be a string of at most {LONGEST_NAME} characters", blame="name")
    if not isinstance(story, dict) or not story.keys() <= STORY_SAYS:
        raise invalid("Param object_story_spec must be a JSON object of known fields", blame="object_story_spec")
    if story.get("page_id") not in PAGE_IDS:
        raise GraphError(
            400, 100, "Invalid parameter", 1443120, title="Page is missing", blame="page_id",
            advice="The ad has to speak for a Facebook page that you may advertise for.",
        )  # fmt: skip
    if ("link_data" in story) is ("video_data" in story):
        raise invalid("Either link_data or video_data is required", blame="object_story_spec")
    words = _link(story["link_data"]) if "link_data" in story else _video(call, account, story["video_data"])
    made = content_id(META, "creative", account.id, len(_shelf(call, CREATIVES)), len(call.world.created))
    return {"id": made, "account_id": account.id, "name": name, "object_story_spec": story} | words


def _link(said: object) -> Fields:
    """Title and body of a link ad, whose pictures have to be there."""
    known = _known(said, LINK_SAYS, "link_data")
    address(known.get("link"), "link")
    if "picture" in known:
        fetched(known["picture"], "picture")
    cards = known.get("child_attachments", [])
    if not isinstance(cards, list) or len(cards) > MOST_CARDS or len(cards) == 1:
        raise invalid(f"child_attachments are 2 to {MOST_CARDS}", 1443050, blame="child_attachments")
    for card in cards:
        inner = _known(card, LINK_SAYS, "child_attachments")
        address(inner.get("link"), "link")
        fetched(inner.get("picture"), "picture")
    _action(known)
    return {"title": _words(known, "name", LONGEST_TITLE), "body": _words(known, "message", LONGEST_BODY)}


def _video(call: Call, account: Account, said: object) -> Fields:
    """Title and body of a film, which has to be ready and to have a thumbnail."""
    known = _known(said, VIDEO_SAYS, "video_data")
    film = _shelf(call, VIDEOS).get(str(known.get("video_id")))
    if film is None or film["account_id"] != account.id:
        raise unknown_node(str(known.get("video_id")))
    if film["polls"] < 2:
        raise invalid(
            "Video not ready for use in an ad", 1885252, "The film is still processed.", blame="video_id"
        )
    if not known.get("image_hash"):
        fetched(known.get("image_url"), "image_url")
    _action(known)
    return {"title": _words(known, "title", LONGEST_TITLE), "body": _words(known, "message", LONGEST_BODY)}


def _known(said: object, names: frozenset[str], where: str) -> Fields:
    if not isinstance(said, dict) or not said.keys() <= names:
        raise invalid(f"{where} must be a JSON object of known fields", blame=where)
    return said


def _words(said: Fields, name: str, most: int) -> str:
    found = said.get(name, "")
    if not isinstance(found, str) or len(found) > most:
        raise invalid(f"{name} must be a string of at most {most} characters", 1487851, blame=name)
    return found


def _action(said: Fields) -> None:
    action = said.get("call_to_action")
    if action is not None and (not isinstance(action, dict) or action.get("type") not in ACTIONS):
        raise invalid("call_to_action must name a known type", blame="call_to_action")


def _shelf(call: Call, name: str) -> dict[str, Fields]:
    found: dict[str, Fields] = call.stage.shelf.setdefault(name, {})
    return found
