"""In which language and theme a request is answered, before anybody has said who they are."""

from starlette.requests import HTTPConnection

from api.frame import asked_locale
from engine.core.i18n import LOCALES

THEMES = ("light", "dark")


def language(request: HTTPConnection, own: str = "") -> str:
    """The one chosen here (cookie), else the person's `own`, else the first of theirs that we speak."""
    chosen = request.cookies.get("lang", "")
    return chosen if chosen in LOCALES else own or asked_locale(request) or "en"


def theme(request: HTTPConnection) -> str:
    """`light` or `dark` when chosen here, else empty: the system's preference decides in the browser."""
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in THEMES else ""
