"""What people will see: a link with a picture, several to swipe through, or a film that Meta fetches first."""

from time import monotonic, sleep
from typing import Any

from db.kinds import Objective
from engine.connectors import faults
from engine.connectors.base import Account
from engine.connectors.launches import Creative, Launch
from engine.connectors.meta.calls import get, post
from engine.connectors.meta.plans import is_film
from engine.connectors.meta.platform import PLATFORM

DEADLINE_S = 120.0
PAUSE_S = 0.5

_ACTIONS = {
    Objective.LEADS: "SIGN_UP",
    Objective.SALES: "SHOP_NOW",
    Objective.APP: "INSTALL_MOBILE_APP",
}


def of_launch(account: Account, launch: Launch) -> dict[str, Any]:
    """The creative of a launch as Meta takes it; a film is uploaded on the way."""
    action = {"type": _ACTIONS.get(launch.objective, "LEARN_MORE"), "value": {"link": launch.creative.url}}
    said = launch.creative
    if said.media and is_film(said.media[0]):
        story = {"video_data": _film(account, said) | {"call_to_action": action}}
    else:
        story = {"link_data": _link(said) | {"call_to_action": action}}
    return {"name": launch.name, "object_story_spec": {"page_id": launch.profile_id, **story}}


def _link(said: Creative) -> dict[str, Any]:
    link = {"link": said.url, "message": said.body, "name": said.headline}
    match said.media:
        case []:
            return link
        case [picture]:
            return link | {"picture": picture}
    return link | {
        "child_attachments": [
            {"link": said.url, "picture": picture, "name": said.headline} for picture in said.media
        ]
    }


def _film(account: Account, said: Creative) -> dict[str, Any]:
    """Upload it, and wait until Meta has it and a picture of it; a film twice does no harm."""
    path, owner = f"act_{account.external_id}/advideos", account.external_id
    uploaded = post(account.token, path, {"file_url": said.media[0]}, account=owner, repeatable=True)
    video_id = uploaded.get("id")
    if not isinstance(video_id, str):
        raise faults.unreadable(PLATFORM, f"a film without an id: {uploaded!s}")
    started = monotonic()
    while monotonic() - started < DEADLINE_S:
        found = get(account.token, video_id, {"fields": "status,picture"}, account=owner)
        match found:
            case {"status": {"video_status": "ready"}, "picture": str(picture)}:
                return {
                    "video_id": video_id, "title": said.headline, "message": said.body, "image_url": picture,
                }  # fmt: skip
            case {"status": {"video_status": "error"}}:
                raise faults.unfit(PLATFORM, "media", f"Meta could not read the film: {found!s}")
        sleep(PAUSE_S)
    raise faults.transient(PLATFORM, f"film {video_id} unfinished after {DEADLINE_S:.0f} s", 300)
