"""What an ad on TikTok is made with beside its words: places, pixels, apps, somebody to speak, files."""

from collections.abc import Iterator
from typing import Any

from engine.connectors import faults
from engine.connectors.base import Account
from engine.connectors.launches import Launch
from engine.connectors.posting import JPEG, MB, MOV, MP4, PNG, FileRules
from engine.connectors.tiktok.calls import get, pages, post, post_for_list
from engine.connectors.tiktok.platform import OBJECTIVES, PLATFORM

MOVIES, PICTURES = (".mp4", ".mov", ".mpeg", ".avi"), (".jpg", ".jpeg", ".png")
MOST_PICTURES = 35
FILES = FileRules(frozenset({JPEG, PNG}), frozenset({MP4, MOV}), 20 * MB)
IDENTITIES = 100  # the largest page of them

Fields = dict[str, Any]


def locations(account: Account, launch: Launch) -> list[str]:
    """TikTok's ids of the launch's countries; Refused naming `countries` for one it does not serve."""
    query = {
        "placements": ["PLACEMENT_TIKTOK"], "objective_type": OBJECTIVES[launch.objective][0],
        "level_range": "TO_COUNTRY",
    }  # fmt: skip
    known = {
        item.get("region_code"): str(item["location_id"])
        for item in _listed(account, "tool/region", "region_info", query)
        if item.get("level") == "COUNTRY" and item.get("location_id")
    }
    if missing := [each for each in launch.countries if each not in known]:
        raise faults.unfit(PLATFORM, "countries", f"no ads in {', '.join(missing)}")
    return [known[each] for each in launch.countries]


def pixel(account: Account) -> str:
    """The pixel that counts conversions on the website: the account's first."""
    found = _listed(account, "pixel/list", "pixels", {})
    if not found:
        raise faults.unfit(PLATFORM, "objective", "the ad account has no pixel that counts conversions")
    return _id(found[0], "pixel_id")


def app(account: Account, address: str) -> Fields:
    """The registered app that is downloaded at the address, or else the account's only one."""
    found = _listed(account, "app/list", "apps", {})
    same = [each for each in found if each.get("download_url") == address] or found
    if len(same) != 1:
        raise faults.unfit(PLATFORM, "url", f"{len(same)} apps of the ad account fit, one has to")
    system = "IOS" if same[0].get("platform") == "IOS" else "ANDROID"
    return {"app_id": _id(same[0], "app_id"), "promotion_type": f"APP_{system}"}


def identity(account: Account, wanted: str) -> Fields:
    """As whom an ad speaks: the identity of that id, or else a name and a picture made up for ads."""
    for each in identities(account.token, account.external_id):
        if each.get("identity_id") == wanted or (not wanted and each.get("identity_type") == "CUSTOMIZED_USER"):
            names = ("identity_id", "identity_type", "identity_authorized_bc_id")
            return {name: each[name] for name in names if each.get(name)}
    if wanted:
        raise faults.unfit(PLATFORM, "profile_id", f"{wanted} is no identity of this ad account")
    body = {"advertiser_id": account.external_id, "display_name": PLATFORM.name}
    made = post(account.token, "identity/create", body, account=account.external_id)
    return {"identity_id": _id(made, "identity_id"), "identity_type": "CUSTOMIZED_USER"}


def identities(token: str, advertiser_id: str) -> Iterator[Fields]:
    """As whom the advertiser's ads may speak, as TikTok writes it."""
    query = {"advertiser_id": advertiser_id}
    return pages(token, "identity/get", query, account=advertiser_id, size=IDENTITIES, name="identity_list")


def media(account: Account, addresses: tuple[str, ...]) -> Fields:
    """The creative's files, which TikTok downloads by itself: one film with its cover, or pictures."""
    films = [each for each in addresses if _ends(each, MOVIES)]
    pictures = [each for each in addresses if _ends(each, PICTURES)]
    check_media(addresses)
    if films:
        return _film(account, films[0])
    kind = "SINGLE_IMAGE" if len(pictures) == 1 else "CAROUSEL_ADS"
    return {"ad_format": kind, "image_ids": [_picture(account, each) for each in pictures]}


def check_media(addresses: tuple[str, ...]) -> None:
    """Refused naming `media` unless the files are one film or pictures."""
    one_film = len(addresses) == 1 and _ends(addresses[0], MOVIES)
    pictures = sum(_ends(each, PICTURES) for each in addresses)
    if not one_film and not 1 <= pictures == len(addresses) <= MOST_PICTURES:
        raise faults.unfit(PLATFORM, "media", f"one film, or 1 to {MOST_PICTURES} pictures")


def _film(account: Account, address: str) -> Fields:
    body = {"advertiser_id": account.external_id, "upload_type": "UPLOAD_BY_URL", "video_url": address}
    # A second copy in the library does no harm, so uploads are repeated.
    made = post_for_list(account.token, "file/video/ad/upload", body, account=account.external_id, repeatable=True)
    if len(made) != 1:
        raise faults.unreadable(PLATFORM, f"not one film: {made!s}")
    cover = _picture(account, str(made[0].get("video_cover_url", "")))
    return {"ad_format": "SINGLE_VIDEO", "video_id": _id(made[0], "video_id"), "image_ids": [cover]}


def _picture(account: Account, address: str) -> str:
    body = {"advertiser_id": account.external_id, "upload_type": "UPLOAD_BY_URL", "image_url": address}
    made = post(account.token, "file/image/ad/upload", body, account=account.external_id, repeatable=True)
    return _id(made, "image_id")


def _listed(account: Account, path: str, name: str, query: Fields) -> list[Fields]:
    found = get(account.token, path, {"advertiser_id": account.external_id, **query}, account=account.external_id)
    return faults.objects(PLATFORM, found.get(name))


def _id(item: Fields, name: str) -> str:
    if not item.get(name):
        raise faults.unreadable(PLATFORM, f"no {name} in {item!s}")
    return str(item[name])


def _ends(address: str, endings: tuple[str, ...]) -> bool:
    return address.partition("?")[0].lower().endswith(endings)
