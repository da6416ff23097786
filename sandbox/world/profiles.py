"""Who publishes without paying: the pages, channels and profiles of the world, fixed like its ad accounts."""

from dataclasses import dataclass

from sandbox.world.model import Platform

META, GOOGLE, TIKTOK, LINKEDIN, TWITTER, SNAPCHAT = Platform


@dataclass(frozen=True, slots=True)
class Profile:
    """One of them. `brand` is whose words it speaks; `page_id` the Facebook page behind an Instagram account."""

    platform: Platform
    kind: str
    id: str
    name: str
    handle: str
    brand: str
    followers: int
    page_id: str = ""


# Google Ads publishes nothing. The first of each platform belongs to the brand of its first ad account.
PROFILES = (
    Profile(META, "facebook_page", "105550000000077", "Al Waha", "alwaha", "waha", 184_000),
    Profile(META, "facebook_page", "105550000000078", "Nomad Outfitters", "nomadoutfitters", "nomad", 61_000),
    Profile(META, "instagram", "17841400000000077", "Al Waha", "alwaha", "waha", 236_000, "105550000000077"),
    Profile(META, "instagram", "17841400000000078", "Nomad Outfitters", "nomad.outfitters", "nomad", 98_000,
            "105550000000078"),
    Profile(TIKTOK, "tiktok_account", "-000sbAlWahaKSA77", "Al Waha", "alwaha", "waha", 320_000),
    Profile(TIKTOK, "tiktok_account", "-000sbNomadTrv78", "Nomad Travel", "nomadtravel", "nomad", 74_000),
    Profile(TIKTOK, "tiktok_account", "-000sbAlWahaJP79", "Al Waha Japan", "alwaha.jp", "japan", 12_000),
    Profile(LINKEDIN, "linkedin_organization", "77000077", "Al Waha Group", "al-waha", "waha", 41_000),
    Profile(LINKEDIN, "linkedin_organization", "77000078", "Nordlys", "nordlys", "nordlys", 15_500),
    Profile(LINKEDIN, "linkedin_organization", "77000079", "Nomad for Teams", "nomad-teams", "nomad", 8_200),
    Profile(TWITTER, "x_user", "756201191646691328", "Al Waha", "alwaha_sandbox", "waha", 152_000),
    Profile(TWITTER, "x_user", "756201191646691329", "Nomad Travel", "nomad_sandbox", "nomad", 33_000),
    Profile(TWITTER, "x_user", "756201191646691330", "Nordlys", "nordlys_sandbox", "nordlys", 9_400),
    Profile(SNAPCHAT, "snapchat_profile", "5f1c2a77-0d3e-4b6a-9c11-7e0000000077", "Al Waha KSA", "alwaha", "waha",
            88_000),
    Profile(SNAPCHAT, "snapchat_profile", "5f1c2a77-0d3e-4b6a-9c11-7e0000000078", "Al Waha UAE", "alwaha-ae",
            "waha", 27_000),
    Profile(SNAPCHAT, "snapchat_profile", "5f1c2a77-0d3e-4b6a-9c11-7e0000000079", "Nomad Outfitters", "nomadout",
            "nomad", 19_000),
)  # fmt: skip
