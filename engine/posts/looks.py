"""Look before asking twice: whether a platform already shows a post of which nobody told us that it does.

No platform takes a request's own id for a post and keeps it where it can be asked for, so each is asked for what
the profile published since the claim, and the post is known by its exact words. `LOOKS` says for every kind what
is compared, and how long a platform may take to show what it accepted: an empty look counts only after that.

kind                    keeps of a request                    looked for
facebook_page           nothing; refuses the same words twice  message   within minutes
instagram               a container's id, used up by publishing caption
linkedin_organization   nothing                               commentary, read back as plain text
x_user                  nothing; refuses the same words        text, addresses apart: X shortens them
tiktok_account          a share_id, lost with the worker       caption
snapchat_profile        nothing                               description of a film, title of a picture
"""

from datetime import datetime, timedelta

from engine.connectors import connector
from engine.connectors.content import PostRow, Profile
from engine.posts.rows import words

SKEW = timedelta(minutes=2)  # how far a platform's clock may be behind ours
# kind → seconds that it may take to show what it accepted
SETTLES_S: dict[str, int] = {
    "facebook_page": 30,
    "instagram": 60,
    "linkedin_organization": 30,
    "x_user": 30,
    "tiktok_account": 240,
    "snapchat_profile": 60,
}
SLOWEST = timedelta(seconds=max(SETTLES_S.values()))


def settles(kind: str) -> timedelta:
    """How long a platform may take to show what it accepted."""
    return timedelta(seconds=SETTLES_S[kind])


def look(profile: Profile, text: str, since: datetime, taken: set[str]) -> PostRow | None:
    """The earliest post of these words published since then that is nobody else's; `taken` are known ids."""
    wanted = words(text)
    found = [
        row
        for row in connector(profile.platform).list_posts(profile, since - SKEW)
        if row.published_at >= since - SKEW and row.external_id not in taken and words(row.text) == wanted
    ]
    return min(found, key=lambda row: (row.published_at, row.external_id), default=None)
