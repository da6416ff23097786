"""Who looks at this page, in which organisation, and what they may do; asked anew at every rerun."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID

import streamlit as st

from engine import identity
from engine.core.clock import today
from engine.core.i18n import LOCALES, speak
from engine.core.work import Actor
from engine.identity import Identity
from engine.permissions import Permission
from pages.ui.palette import theme
from settings import settings


@dataclass(frozen=True, slots=True)
class Scope:
    """The reader of a page. Every read takes `org_id`, every action `actor`."""

    person: Identity
    token: str

    @property
    def org_id(self) -> UUID:
        """The organisation everything on the page belongs to."""
        return self.person.org_id

    @property
    def user_id(self) -> UUID:
        """Whose session it is."""
        assert self.person.user_id  # noqa: S101 - only a program's key has none, and it has no session
        return self.person.user_id

    @property
    def actor(self) -> Actor:
        """Who is named in the audit log."""
        return Actor(self.person.email, self.person.user_id, st.context.ip_address or "")

    @property
    def zone(self) -> str:
        """The organisation's time zone."""
        return self.person.timezone

    @property
    def currency(self) -> str:
        """The organisation's reporting currency."""
        return self.person.currency

    @property
    def theme(self) -> str:
        """`light` or `dark`."""
        return theme()

    @property
    def today(self) -> date:
        """The organisation's date now."""
        return today(self.zone)

    def can(self, permission: Permission) -> bool:
        """Whether this person's role grants it."""
        return self.person.can(permission)


def arrive() -> Scope | None:
    """The reader of this rerun, their language set; None when the session has ended.

    The cookie came with the websocket's handshake, so what it stands for is looked up each time: signing out
    or losing a role ends open tabs.
    """
    token = st.context.cookies.get(settings().session_cookie, "")
    person = identity.current(token) if token else None
    if person is None or person.must_add_codes or st.user.get("user_id") != str(person.user_id):
        return None
    chosen = st.context.cookies.get("lang", "")
    speak(chosen if chosen in LOCALES else person.locale)
    return Scope(person, token)


def here() -> str:
    """The path of the page in the reader's address bar."""
    return urlsplit(st.context.url or "/").path or "/"
