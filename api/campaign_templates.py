"""Plans once more, over HTTP: a campaign as a request of today, and the templates that an org plans from."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response

from api.answers import answer
from api.deps import door
from api.frame import address
from api.routing import UNKNOWN, Router
from engine import campaigns
from engine.core.errors import Invalid
from engine.core.i18n import N_, t
from engine.core.work import work
from engine.identity import Identity

router = Router(tags=["campaigns"])
Reader = Annotated[Identity, door("read")]
Writer = Annotated[Identity, door("campaigns.write")]
Body = dict[str, Any]
NOT_AN_ID = N_("Not a valid id.")
SAVED = {"name", "description", "campaign", "order"}


@router.get("/orgs/{org}/unified-campaigns/templates")
def show_all(identity: Reader) -> Response:
    """Every template by name, without its plan."""
    return answer({"data": campaigns.list_templates(identity.org_id)})


@router.post("/orgs/{org}/unified-campaigns/templates")
def save(request: Request, identity: Writer, body: Body) -> Response:
    """Keep `{name, description?, campaign | order}` as a template: a campaign's id, or a request for one; 201."""
    if unknown := body.keys() - SAVED:
        raise Invalid(fields={name: [t(UNKNOWN)] for name in sorted(unknown)})
    name, description = body.get("name"), body.get("description")
    with work(identity.org_id, identity.actor(address(request))) as unit:
        if body.get("campaign") is not None:
            template_id = campaigns.save_campaign_as_template(unit, name, description, _id(body["campaign"]))
        else:
            template_id = campaigns.save_template(unit, name, description, body.get("order"))
    found = campaigns.template_order(identity.org_id, template_id)
    return answer({"message": t("The template was saved."), "data": found}, 201)


@router.get("/orgs/{org}/unified-campaigns/templates/{template}")
def use(identity: Reader, template: UUID) -> Response:
    """A template with `order`, the request it makes of today, and `notes` on what is connected no longer."""
    return answer({"data": campaigns.template_order(identity.org_id, template)})


@router.patch("/orgs/{org}/unified-campaigns/templates/{template}")
def rename(request: Request, identity: Writer, template: UUID, body: Body) -> Response:
    """Another name or description."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        campaigns.rename_template(unit, template, body)
    found = campaigns.template_order(identity.org_id, template)
    return answer({"message": t("The template was saved."), "data": found})


@router.delete("/orgs/{org}/unified-campaigns/templates/{template}")
def delete(request: Request, identity: Writer, template: UUID) -> Response:
    """Throw a template away; campaigns that were planned from it stay."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        campaigns.delete_template(unit, template)
    return answer({"message": t("The template was deleted.")})


@router.get("/orgs/{org}/unified-campaigns/{campaign}/copy")
def copy(identity: Writer, campaign: UUID) -> Response:
    """The campaign as a new request, `order`, to be changed and posted; nothing is created. `notes` as above."""
    return answer({"data": campaigns.campaign_copy(identity.org_id, campaign)})


def _id(given: Any) -> UUID:
    try:
        return UUID(given)
    except (AttributeError, TypeError, ValueError):
        raise Invalid(fields={"campaign": [t(NOT_AN_ID)]}) from None
