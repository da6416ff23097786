"""The org's UTM scheme over HTTP: what is added to the addresses of ads, and whether it is enforced."""

from typing import Annotated, Any

from fastapi import Request, Response

from api.answers import answer
from api.deps import door
from api.frame import address
from api.routing import Router
from engine import campaigns
from engine.core.i18n import t
from engine.core.work import work
from engine.identity import Identity

router = Router(tags=["campaigns"])


@router.get("/orgs/{org}/unified-campaigns/utm")
def show(identity: Annotated[Identity, door("read")]) -> Response:
    """`enabled enforce sources medium campaign content term`; places are {campaign} {platform} {adset} {date}."""
    return answer({"data": campaigns.utm_scheme(identity.org_id)})


@router.put("/orgs/{org}/unified-campaigns/utm")
def choose(request: Request, identity: Annotated[Identity, door("org.update")], body: dict[str, Any]) -> Response:
    """Choose a scheme, whole: what is left out is as usual. Campaigns that are there keep their addresses."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        campaigns.save_scheme(unit, body)
    return answer({"message": t("The choice was saved."), "data": campaigns.utm_scheme(identity.org_id)})
