"""What platforms tell us, from their request to its effect, over real HTTP, Postgres, Redis and a worker."""

from uuid import UUID

from sqlalchemy import select

from db.kinds import DataType, Trigger, WebhookStatus
from db.models import AdCampaign, Lead, SyncRun, WebhookDelivery
from db.session import session
from tests.deliveries import meta_changes, post, reviewed, tiktok_lead
from tests.factories import make_ad_campaign, make_integration
from tests.working import work_off


def rows(org_id: UUID, model):
    with session(org_id) as reader:
        return reader.scalars(select(model).where(model.org_id == org_id).order_by(model.id)).all()


def test_a_paused_campaign_is_paused_here_and_looked_at_again(web, org):
    account = make_integration(org.id, external_id="a1")
    make_ad_campaign(org.id, account, external_id="c1")

    answer = post(web, "meta", meta_changes(("a1", "in_process_ad_objects", reviewed("c1"))))
    work_off("webhooks")

    assert (answer.status_code, answer.json()) == (200, {"status": "received"})
    assert [row.status for row in rows(org.id, AdCampaign)] == ["paused"]
    assert [row.status for row in rows(org.id, WebhookDelivery)] == [WebhookStatus.DONE]
    [run] = rows(org.id, SyncRun)
    assert (run.integration_id, run.data_type, run.trigger) == (account, DataType.CAMPAIGNS, Trigger.WEBHOOK)


def test_a_lead_that_comes_whole_is_kept(web, org):
    account = make_integration(org.id, "tiktok", external_id="t1")

    post(web, "tiktok", tiktok_lead("t1", "l1", email="sara@example.com", city="الرياض"))
    work_off("webhooks")

    [lead] = rows(org.id, Lead)
    assert (lead.external_id, lead.integration_id, lead.form_name) == ("l1", account, "Spring")
    assert lead.fields == {"email": "sara@example.com", "city": "الرياض"}
