"""What is to be published, on which profiles, and everything that makes it impossible, field by field."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Integration, Profile
from db.session import tenant
from engine.connectors import PLATFORMS, connector
from engine.connectors.posting import PostRules, Shown, shown_at
from engine.core import clock
from engine.core.i18n import N_, t
from engine.posts.files import files_known

LONGEST = 63_206  # the longest that any platform takes
MOST_MEDIA = 35
FURTHEST = timedelta(days=366)
NOT_THERE = N_("This file is not there. Upload it again.")
Fields = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Content:
    """One text with its files for several profiles.

    `platforms`: slugs, or kinds of profiles such as `instagram`; each means one profile, the first connected.
    `profiles` names exactly. `media` are ids of files of ours, or public addresses.
    """

    text: str
    media: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    profiles: tuple[UUID, ...] = ()
    scheduled_for: datetime | None = None


def flaws_of(session: Session, content: Content) -> Fields:
    """`{field: [sentence, …]}` in the reader's language; empty when it can be published."""
    return examined(session, content)[1]


def examined(session: Session, content: Content) -> tuple[list[Profile], Fields]:
    """The profiles that are meant, and every flaw at once."""
    fields: Fields = defaultdict(list)
    chosen = _profiles(session, content, fields)
    if not (content.platforms or content.profiles):
        fields["platforms"].append(t("Choose at least one profile to publish on."))
    if content.scheduled_for is not None:
        fields["scheduled_for"] += moment_flaws(content.scheduled_for)
    _check_media(session, content.media, fields)
    shown = shown_of(session, content.media)
    _check_text(content, fields)
    for profile in chosen:
        for field, sentence, facts in rules_of(profile.platform, profile.kind).flaws(content.text, shown):
            said = t(sentence, **facts)
            if said not in fields[field]:
                fields[field].append(said)
    return chosen, {field: said for field, said in fields.items() if said}


def rules_of(platform: str, kind: str) -> PostRules:
    """What that kind of profile takes."""
    return connector(platform).POSTING[kind]


def kinds() -> dict[str, str]:
    """The platform of every kind of profile that can publish."""
    return {kind: platform for platform in PLATFORMS for kind in connector(platform).POSTING}


def moment_flaws(moment: datetime) -> list[str]:
    """Why nothing can be scheduled for that moment, in the reader's language; empty when it can."""
    if moment <= clock.now():
        return [t("This time has passed. Choose a later one, or publish now.")]
    if moment > clock.now() + FURTHEST:
        return [t("This is more than a year away. Choose an earlier time.")]
    return []


def networks() -> dict[str, str]:
    """What the network of every kind of profile that can publish is called."""
    return {kind: rules_of(platform, kind).name for kind, platform in kinds().items()}


def _check_text(content: Content, fields: Fields) -> None:
    if not content.text.strip() and not content.media:
        fields["content"].append(t("Write something, or add a picture or a film."))
    if "\0" in content.text or any(0xD800 <= ord(letter) <= 0xDFFF for letter in content.text):
        fields["content"].append(t("The text has a character that cannot be kept. Write it again without it."))
    if len(content.text) > LONGEST:
        fields["content"].append(t("At most {max_length} characters.", max_length=LONGEST))


def shown_of(session: Session, media: Sequence[str]) -> list[Shown]:
    """What is known of each file: of ours all, of somebody else's what its address promises."""
    known = files_known.question(session, media)
    return [known.get(each) or shown_at(each) for each in media]


def _check_media(session: Session, media: Sequence[str], fields: Fields) -> None:
    if len(media) > MOST_MEDIA:
        fields["media"].append(t("At most {most} files.", most=MOST_MEDIA))
    known = files_known.question(session, media)
    for place, each in enumerate(media):
        if each not in known and (not each.startswith(("http://", "https://")) or "\0" in each):
            fields[f"media.{place}"].append(t(NOT_THERE))


def _profiles(session: Session, content: Content, fields: Fields) -> list[Profile]:
    """Those that are meant, each once; what cannot be used is a flaw of its own place."""
    able, known = _able(session), kinds()
    chosen: dict[UUID, Profile] = {}
    for place, profile_id in enumerate(content.profiles):
        row = next((row for row in able if row.id == profile_id), None)
        if row is None:
            sentence = N_("This profile is not connected, or its access has ended. Connect it again.")
            fields[f"profiles.{place}"].append(t(sentence))
        else:
            chosen[row.id] = row
    for place, name in enumerate(content.platforms):
        wanted = [kind for kind, platform in known.items() if name in (kind, platform)]
        row = next((row for kind in wanted for row in able if row.kind == kind), None)
        if row is None:
            fields[f"platforms.{place}"].append(_why_not(name, publishes=bool(wanted)))
        else:
            chosen[row.id] = row
    return list(chosen.values())


def _why_not(name: str, *, publishes: bool) -> str:
    if publishes:
        return t("No profile of this platform is connected. Connect one first.")
    if name in PLATFORMS:
        return t("This platform publishes no posts. Choose another.")
    return t("This is no platform that we know. Choose another.")


def _able(session: Session) -> list[Profile]:
    """The profiles that can be spoken for now, the first connected first."""
    query = (
        select(Profile)
        .join(Integration, (Integration.org_id == Profile.org_id) & (Integration.id == Profile.integration_id))
        .where(Profile.org_id == tenant(session), Profile.is_active, Integration.is_active)
        .where(Profile.access_token.is_not(None) | Integration.token_dead.is_(None))
        .order_by(Profile.created_at, Profile.id)
    )
    return [row for row in session.scalars(query) if row.kind in kinds()]
