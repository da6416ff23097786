"""Connected accounts over HTTP: listed, tested, disconnected, and the platforms' own words behind the figures."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response

from api.answers import answer
from api.deps import door
from api.frame import address
from api.kept import kept
from api.limits import Tier
from api.routing import Router
from engine import enrolments, integrations, profiles, syncs
from engine.core.i18n import t
from engine.core.work import work
from engine.identity import Identity

router = Router(tags=["integrations"])
Reader = Annotated[Identity, door("read")]
Manager = Annotated[Identity, door("integrations.manage", Tier.HEAVY)]


@router.get("/orgs/{org}/integrations")
@kept("sync", "integrations", "freshness")
def show_all(identity: Reader) -> Response:
    """`{"integrations": […], "profiles": […]}`: accounts with their access and state; never a token."""
    return answer(
        {
            "integrations": integrations.list_integrations(identity.org_id),
            "profiles": profiles.list_profiles(identity.org_id),
        }
    )


@router.get("/platforms")
def platforms(_identity: Reader) -> Response:
    """`{"platforms": [{slug, name, version, sunset, is_sandbox, organic, scopes, profile_scopes}]}`."""
    return answer({"platforms": integrations.platforms()})


@router.post("/orgs/{org}/integrations/{integration}/test")
def test(identity: Manager, integration: UUID) -> Response:
    """Ask the platform now whether the account is in reach: `{"ok", "message", "ms"}`."""
    return answer(integrations.check(identity.org_id, integration))


@router.delete("/orgs/{org}/integrations/{integration}")
def disconnect(request: Request, identity: Manager, integration: UUID) -> Response:
    """Stop using an account and give its access back; its history stays."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        integrations.disconnect(unit, integration)
    return answer({"message": t("The account was disconnected.")})


@router.post("/orgs/{org}/integrations/{integration}/subscribe", status_code=202)
def subscribe(identity: Manager, integration: UUID) -> Response:
    """Ask the platform again to tell us of the account, and of the profiles that it speaks for."""
    with work(identity.org_id) as unit:
        enrolments.ask_again(unit, integration)
    return answer({"message": t("The platform is being asked again."), "status": "queued"}, 202)


@router.delete("/orgs/{org}/profiles/{profile}")
def disconnect_profile(
    request: Request, identity: Annotated[Identity, door("posts.write", Tier.HEAVY)], profile: UUID
) -> Response:
    """Speak for a page or profile no longer, and give its own consent back; its posts stay."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        profiles.disconnect_profile(unit, profile)
    return answer({"message": t("The profile was disconnected.")})


@router.get("/orgs/{org}/integrations/{integration}/answers")
def answers(identity: Reader, integration: UUID) -> Response:
    """What the platform was last asked: `{"answers": [{id, name, run_id, fetched_at, calls, size, complete}]}`."""
    return answer({"answers": syncs.list_answers(identity.org_id, integration)})


@router.get("/orgs/{org}/integrations/answers/{answer_id}")
def answer_lines(identity: Annotated[Identity, door("export", Tier.HEAVY)], answer_id: UUID) -> Response:
    """One of them, word for word: a JSON object a line, `{"call", "status", "answer"}`."""
    return Response(syncs.answer_lines(identity.org_id, answer_id), media_type="application/x-ndjson")
