"""What ads are made with: places, pixels, apps, identities, images and videos."""

from typing import Any

from sandbox.dialects.tiktok.access import TIKTOK, advertiser
from sandbox.dialects.tiktok.call import Call
from sandbox.dialects.tiktok.errors import ApiError, invalid
from sandbox.dialects.tiktok.lists import page
from sandbox.dialects.tiktok.nodes import IDENTITY_ID, OBJECTIVES, PIXEL_ID
from sandbox.world.chance import digest
from sandbox.world.model import Account
from sandbox.world.profiles import Profile

APP_ID = "7301000000000000902"
# Location → the country of that id.
COUNTRIES = {
    "102358": "SA", "290557": "AE", "285570": "KW", "289688": "QA", "290291": "BH", "286963": "OM", "357994": "EG",
    "248816": "JO", "1861060": "JP", "6252001": "US", "2635167": "GB", "2921044": "DE", "3017382": "FR",
}  # fmt: skip
IDENTITY_TYPES = frozenset({"CUSTOMIZED_USER", "AUTH_CODE", "TT_USER", "BC_AUTH_TT"})
PICTURES, MOVIES = (".jpg", ".jpeg", ".png", ".webp"), (".mp4", ".mov", ".webm")
Fields = dict[str, Any]


def regions(call: Call) -> Fields:
    """`GET /tool/region/`: the countries that ads can be shown in."""
    advertiser(call)
    if not call.names("placements") or call.text("objective_type") not in OBJECTIVES.values():
        raise invalid("placements, objective_type: Missing or not a valid choice.")
    told = [
        {"location_id": place, "name": country, "region_code": country, "level": "COUNTRY", "parent_id": "0"}
        for place, country in COUNTRIES.items()
    ]
    return {"region_info": told, "region_list": list(COUNTRIES)}


def pixels(call: Call) -> Fields:
    """`GET /pixel/list/`: the account's only one."""
    owner = advertiser(call)
    one = {"pixel_id": PIXEL_ID, "pixel_code": "C4SANDBOX", "pixel_name": f"{owner.name} – web"}
    rows, info = page(call, [one])
    return {"pixels": list(rows), "page_info": info}


def apps(call: Call) -> Fields:
    """`GET /app/list/`: the account's only one."""
    owner = advertiser(call)
    return {"apps": [{"app_id": APP_ID, "app_name": owner.brand, "platform": "ANDROID"}]}


def identities(call: Call) -> Fields:
    """`GET /identity/get/`: as whom the advertiser's ads can speak, TikTok accounts of its brand among them."""
    owner, wanted = advertiser(call), call.params.get("identity_type") or None
    if wanted is not None and wanted not in IDENTITY_TYPES:
        raise invalid("identity_type: Not a valid choice.")
    custom = {"identity_id": IDENTITY_ID, "identity_type": "CUSTOMIZED_USER", "display_name": owner.name}
    found = [
        custom,
        *(_identity(each) for each in call.stage.content.profiles_of(TIKTOK) if each.brand == owner.brand),
    ]
    rows, info = page(call, [each for each in found if wanted in (None, each["identity_type"])])
    return {"identity_list": list(rows), "page_info": info}


def identity_of(profile: Profile) -> str:
    """The id that a TikTok account has among the identities of ads; its own id is another one."""
    return f"73{digest('identity', profile.id) % 10**17:017d}"


def upload_image(call: Call) -> Fields:
    """`POST /file/image/ad/upload/` by address."""
    address = _address(call, "image_url", PICTURES)
    return {
        "image_id": f"ad-site-i18n-sg/{digest('image', address):020d}", "image_url": address,
        "file_name": call.params.get("file_name", ""), "width": 1080, "height": 1920, "format": "jpeg",
    }  # fmt: skip


def upload_video(call: Call) -> list[Fields]:
    """`POST /file/video/ad/upload/` by address: a list of one, with a picture to be its cover."""
    address = _address(call, "video_url", MOVIES)
    video = f"v10033g50000{digest('video', address):020d}"
    return [{"video_id": video, "video_cover_url": f"https://media.example/covers/{video}.jpg", "duration": 15.0}]


def _identity(profile: Profile) -> Fields:
    return {
        "identity_id": identity_of(profile), "identity_type": "TT_USER", "display_name": profile.name,
        "user_name": profile.handle, "available_status": "AVAILABLE", "can_push_video": True,
        "can_pull_video": True,
    }  # fmt: skip


def _address(call: Call, name: str, endings: tuple[str, ...]) -> str:
    owner: Account = advertiser(call)
    if call.text("upload_type") != "UPLOAD_BY_URL":
        raise ApiError(40009, "Only UPLOAD_BY_URL is supported in sandbox.")
    address = call.text(name)
    if not address.startswith(("http://", "https://")) or not address.partition("?")[0].lower().endswith(endings):
        raise invalid(f"{name}: Nothing usable could be downloaded for {owner.id}.")
    return address
