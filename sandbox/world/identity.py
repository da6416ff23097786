"""Identifiers in the shape each platform gives them, the same for the same seed."""

from uuid import UUID

from sandbox.world.chance import digest
from sandbox.world.model import Platform

BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def entity_id(platform: Platform, *keys: object) -> str:
    """An identifier for the thing that the keys name."""
    number = digest("id", platform, *keys)
    match platform:
        case Platform.META:
            return f"1202{number % 10**13:013d}"
        case Platform.GOOGLE:
            return str(2 * 10**10 + number % 10**10)
        case Platform.TIKTOK:
            return f"17{number % 10**17:017d}"
        case Platform.LINKEDIN:
            return str(3 * 10**8 + number % 10**8)
        case Platform.TWITTER:
            return "".join(BASE36[number // 36**place % 36] for place in range(6))
        case Platform.SNAPCHAT:
            return str(UUID(int=number << 64 | digest("low", platform, *keys), version=4))


def content_id(platform: Platform, *keys: object) -> str:
    """An identifier of something beside the advertisements: a post, a comment, a message, a form, a lead."""
    number = digest("content", platform, *keys)
    match platform:
        case Platform.META:
            return f"1{number % 10**16:016d}"
        case Platform.GOOGLE:
            return str(10**10 + number % 10**10)
        case Platform.SNAPCHAT:
            return entity_id(platform, "content", *keys)
    return str(7 * 10**18 + number % 10**18)
