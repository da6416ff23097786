"""The way to a new connection: consent on the platform, a code back, then a choice of ad accounts and profiles.

What must be remembered in between lives ten minutes in Redis, bound to the person who began, tokens sealed.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast
from urllib.parse import urljoin
from uuid import UUID

import orjson

from db.kinds import DataType, Trigger
from db.models import Integration
from engine.connectors import PLATFORMS, connector
from engine.connectors.base import AccountRow, Connector, Consent, Tokens
from engine.connectors.content import ProfileRow
from engine.connectors.http import is_sandbox
from engine.connectors.oauth import challenge, verifier
from engine.core.crypto import seal, unseal
from engine.core.errors import Conflict, Invalid, Missing, Refused, Unready
from engine.core.i18n import N_
from engine.core.log import get_logger
from engine.core.store import redis
from engine.core.work import Actor, Work, work
from engine.identity import Identity
from engine.integrations import connect
from engine.profiles import connect_own, connect_profiles, home
from engine.syncs import request
from settings import settings

MINUTES_S = 600
NOT_BEGUN = N_("This connection was not started here, or took longer than 10 minutes. Start it again.")
log = get_logger()


def redirect_address(platform: str, *, profile: bool = False) -> str:
    """The address to register with the platform: it brings the person and the code back.

    `profile`: of the consent that a profile gives by itself.
    """
    return urljoin(settings().base_url + "/", f"auth/connect/{platform}{'/profile' if profile else ''}/callback")


def start(identity: Identity, platform: str) -> str:
    """Where to send the person; Invalid for a platform that cannot be connected yet."""
    _check(platform, PLATFORMS)
    state, proof = secrets.token_urlsafe(24), verifier()
    _remember("state", state, identity, {"platform": platform, "verifier": seal(proof, state)})
    return connector(platform).authorize_url(redirect_address(platform), state, challenge(proof))


def finish(identity: Identity, platform: str, returned: Mapping[str, str]) -> str | None:
    """Trade what the platform sent back for tokens and list the accounts and profiles they reach.

    The id under which the choice waits, None when the person declined. Conflict when the state is not this
    person's, is old, or was used before.
    """
    if platform not in PLATFORMS or (code := connector(platform).code_of(returned)) is None:
        return None
    state = returned.get("state", "")
    begun = _take("state", state, identity)
    if begun is None or begun["platform"] != platform or "verifier" not in begun:
        raise Conflict(NOT_BEGUN)
    speaker = connector(platform)
    tokens = speaker.exchange_code(code, redirect_address(platform), unseal(begun["verifier"], state))
    choice = secrets.token_urlsafe(16)
    held = asdict(tokens) | {
        "access": seal(tokens.access, choice, "access"),
        "refresh": seal(tokens.refresh, choice, "refresh") if tokens.refresh else None,
    }
    found = {
        "accounts": [asdict(row) for row in speaker.fetch_accounts(tokens.access)],
        "profiles": [_sealed(row, choice) for row in _profiles(speaker, tokens.access)],
    }
    _remember("choice", choice, identity, {"platform": platform, "tokens": held, **found})
    return choice


def start_profile(identity: Identity, platform: str) -> str:
    """Where to send the owner of a profile that takes a consent of its own; Conflict without an ad account."""
    _check(platform, [slug for slug in PLATFORMS if connector(slug).own_consent])
    with work(identity.org_id) as unit:
        home(unit, platform)
    state = secrets.token_urlsafe(24)
    _remember("state", state, identity, {"platform": platform, "profile": True})
    return _consent(platform).authorize_url(redirect_address(platform, profile=True), state)


def finish_profile(identity: Identity, platform: str, returned: Mapping[str, str], actor: Actor) -> str | None:
    """Connect the profile whose owner came back, and have its posts brought; its id, None when they declined.

    Conflict as for `finish`, and when another org has the profile.
    """
    if (code := returned.get("code")) is None:
        return None
    begun = _take("state", returned.get("state", ""), identity)
    if begun is None or begun["platform"] != platform or "profile" not in begun:
        raise Conflict(NOT_BEGUN)
    found, tokens = _consent(platform).exchange(code, redirect_address(platform, profile=True))
    with work(identity.org_id, actor) as unit:
        row = connect_own(unit, platform, found, tokens)
        request(unit, row.integration_id, DataType.POSTS, Trigger.CONNECT)
        return str(row.id)


def choices(identity: Identity, choice: str) -> dict[str, Any] | None:
    """What waits to be chosen from, None when nothing does.

    `{platform, accounts: [{external_id, name, currency, timezone, active}],
    profiles: [{external_id, kind, name}]}`
    """
    waiting = _recall("choice", choice, identity)
    if waiting is None:
        return None
    profiles = [{word: row[word] for word in ("external_id", "kind", "name")} for row in waiting["profiles"]]
    return {"platform": waiting["platform"], "accounts": waiting["accounts"], "profiles": profiles}


def choose(
    unit: Work, identity: Identity, choice: str, external_ids: list[str], profile_ids: Collection[str] = ()
) -> list[Integration]:
    """Connect the chosen accounts, the first speaking for the chosen profiles; each begins its first sync."""
    waiting = _recall("choice", choice, identity)
    if waiting is None:
        raise Conflict(N_("This choice took longer than 10 minutes. Start the connection again."))
    accounts = [AccountRow(**row) for row in waiting["accounts"] if row["external_id"] in external_ids]
    if not accounts:
        raise Invalid(N_("Choose at least one account."), fields={"accounts": ["empty"]})
    tokens = _tokens(choice, waiting["tokens"])
    connected = [connect(unit, waiting["platform"], tokens, account) for account in accounts]
    chosen = [_opened(row, choice) for row in waiting["profiles"] if row["external_id"] in profile_ids]
    connect_profiles(unit, connected[0], chosen)
    return connected


def forget(identity: Identity, choice: str) -> None:
    """The choice was made, or is not wanted."""
    _take("choice", choice, identity)


def _check(platform: str, known: Collection[str]) -> None:
    if platform not in known:
        raise Invalid(N_("{platform} cannot be connected yet. Choose one of: {known}."),
                      platform=platform, known=", ".join(known))  # fmt: skip
    if is_sandbox(platform) and not settings().demo:
        raise Unready(
            N_("{platform} is not set up here. Your operator has to add its client id and secret."),
            platform=platform,
        )


def _consent(platform: str) -> Consent:
    consent = connector(platform).own_consent
    if consent is None:
        raise Missing
    return consent


def _profiles(speaker: Connector, token: str) -> list[ProfileRow]:
    """What the new access can speak for; an access that may not see it speaks for nothing."""
    try:
        return speaker.fetch_profiles(token)
    except Refused as refused:
        log.info("connect.no_profiles", platform=speaker.PLATFORM.slug, why=str(refused))
        return []


def _sealed(row: ProfileRow, choice: str) -> dict[str, Any]:
    return asdict(row) | {"token": seal(row.token, choice, row.external_id) if row.token else None}


def _opened(held: dict[str, Any], choice: str) -> ProfileRow:
    token = unseal(held["token"], choice, held["external_id"]) if held["token"] else None
    return ProfileRow(**(held | {"token": token}))


def _tokens(choice: str, held: dict[str, Any]) -> Tokens:
    return Tokens(
        access=unseal(held["access"], choice, "access"),
        refresh=unseal(held["refresh"], choice, "refresh") if held["refresh"] else None,
        expires_at=datetime.fromisoformat(held["expires_at"]) if held["expires_at"] else None,
        scopes=tuple(held["scopes"]),
        consent_ends_at=datetime.fromisoformat(held["consent_ends_at"]) if held["consent_ends_at"] else None,
    )


def _key(kind: str, name: str, identity: Identity) -> str:
    owner: UUID | str = identity.user_id or identity.name
    return f"connect:{kind}:{identity.org_id}:{owner}:{name}"


def _remember(kind: str, name: str, identity: Identity, facts: dict[str, Any]) -> None:
    redis().set(_key(kind, name, identity), orjson.dumps(facts), ex=MINUTES_S)


def _recall(kind: str, name: str, identity: Identity) -> dict[str, Any] | None:
    body = cast("bytes | None", redis().get(_key(kind, name, identity)))
    return orjson.loads(body) if body else None


def _take(kind: str, name: str, identity: Identity) -> dict[str, Any] | None:
    body = cast("bytes | None", redis().getdel(_key(kind, name, identity)))
    return orjson.loads(body) if body else None
