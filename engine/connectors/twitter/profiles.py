"""The one profile that a person's token speaks for on X: their own."""

from engine.connectors import faults
from engine.connectors.content import ProfileRow
from engine.connectors.twitter.calls import ask
from engine.connectors.twitter.platform import PLATFORM

KIND = "x_user"


def fetch_profiles(token: str) -> list[ProfileRow]:
    """Who signed in."""
    answer = ask("GET", token, "users/me", repeatable=True)
    found = faults.objects(PLATFORM, [answer.get("data")])
    return list(
        faults.read_each(
            PLATFORM,
            lambda user: ProfileRow(user["id"], KIND, user["name"], f"https://x.com/{user['username']}"),
            found,
        )
    )
