"""What arrives, over real SMTP and HTTP: once, in the reader's language, late when it must be, or a reason."""

import threading
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from standardwebhooks import Webhook

from db.kinds import AlertStatus, ChannelKind, Pace, SendingStatus, Severity
from db.models import Alert, NotificationChannel, NotificationDelivery, NotificationPreference, User
from db.session import session
from engine import notifications
from engine.alerts import list_open_alerts, raise_alert, resolve_alert
from engine.core import clock
from engine.core.errors import Invalid
from engine.core.i18n import N_
from engine.core.work import Actor, work
from engine.notifications import reads, sending, ways
from engine.resealing import SEALED, reseal
from settings import settings
from tests.engine.notifications.servers import MailServer, WebServer, mail_server
from tests.factories import OrgFacts, insert
from tests.working import work_off

SAID = N_("The sync of {account} on {platform} failed {attempts} times. Its figures are not up to date.")
NIGHT = datetime.fromisoformat("2026-11-22T23:30+03:00")
MORNING = datetime.fromisoformat("2026-11-23T07:00+03:00")
SLACK = "https://hooks.slack.com/services/T0001/B0001/abcdefghijklmnopqrstuvwx"
TELEGRAM = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc/987654"


def actor(org: OrgFacts) -> Actor:
    return Actor(org.email, org.user_id)


def channel(org: OrgFacts, kind: ChannelKind, address: str, pace: Pace = Pace.AT_ONCE) -> dict[str, str]:
    with work(org.id) as unit:  # choices of one's own, so that the usual mailbox is not opened beside it
        notifications.save_preferences(unit, org.user_id, {})
    return notifications.add_channel(org.id, actor(org), kind, address, pace=pace)


def choose(org: OrgFacts, **choices: object) -> None:
    with work(org.id) as unit:
        notifications.save_preferences(unit, org.user_id, choices)


def alert(org: OrgFacts, severity: Severity = Severity.ERROR, key: str = "k", account: str = "الواحة") -> None:
    with work(org.id) as unit:
        raise_alert(unit, "sync_failed", key, severity, SAID, account=account, platform="Meta Ads", attempts=4)


def deliveries(org: OrgFacts) -> list[NotificationDelivery]:
    query = select(NotificationDelivery).where(NotificationDelivery.org_id == org.id)
    with session(org.id) as reader:
        return list(reader.scalars(query.order_by(NotificationDelivery.created_at, NotificationDelivery.id)))


def one(org: OrgFacts) -> NotificationDelivery:
    [row] = deliveries(org)
    return row


def speak(org: OrgFacts, locale: str) -> None:
    with session(org.id, user_id=org.user_id) as writer:
        writer.get_one(User, org.user_id).locale = locale
        writer.commit()


def test_an_alert_arrives_as_a_mail_in_text_and_html(org: OrgFacts, mail: MailServer) -> None:
    alert(org)
    work_off()
    alert(org)
    work_off()

    [letter] = mail.mails
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text
    assert html
    assert letter["To"] == org.email
    assert letter["Subject"].startswith("Error: The sync of الواحة on Meta Ads failed 4 times")
    assert "Its figures are not up to date." in text.get_content()
    assert 'dir="ltr"' in html.get_content()
    assert one(org).status == SendingStatus.SENT


def test_a_reader_of_arabic_gets_it_in_arabic_from_right_to_left(org: OrgFacts, mail: MailServer) -> None:
    speak(org, "ar")
    alert(org)
    work_off()

    [letter] = mail.mails
    html = letter.get_body(("html",))
    assert html
    assert letter["Subject"].startswith("خطأ: فشلت مزامنة الواحة على Meta Ads")
    assert '<html lang="ar" dir="rtl">' in html.get_content()
    assert "failed" not in html.get_content()
    assert letter["Content-Language"] == "ar"


def test_markup_in_a_name_stays_text(org: OrgFacts, mail: MailServer) -> None:
    alert(org, account="<script>alert(1)</script>\nBcc: x@example.com")
    work_off()

    [letter] = mail.mails
    html = letter.get_body(("html",))
    assert html
    assert "<script>" not in html.get_content()
    assert letter["Bcc"] is None


def test_a_webhook_is_signed_and_told_once(org: OrgFacts, web: WebServer) -> None:
    made = channel(org, ChannelKind.WEBHOOK, web.url + "/hook")
    for _ in range(2):
        alert(org)
        work_off()

    [call] = web.calls
    proved = Webhook(made["secret"]).verify(call.body, call.headers)
    assert proved["notifications"][0]["facts"]["attempts"] == 4
    assert call.headers["webhook-id"] == str(one(org).id)


def test_slack_telegram_and_teams_say_it_in_their_own_dialects(org: OrgFacts, web: WebServer) -> None:
    channel(org, ChannelKind.SLACK, SLACK)
    channel(org, ChannelKind.TELEGRAM, TELEGRAM)
    channel(org, ChannelKind.TEAMS, web.url + "/teams")
    alert(org)
    work_off()

    said = {call.path: call.body.decode() for call in web.calls}
    assert set(said) == {
        "/slack/services/T0001/B0001/abcdefghijklmnopqrstuvwx",
        "/bot123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc/sendMessage",
        "/teams",
    }
    assert all("failed 4 times" in body for body in said.values())
    assert {row.status for row in deliveries(org)} == {SendingStatus.SENT}


def test_a_mail_server_that_is_down_gets_it_when_it_is_back(org: OrgFacts, mail: MailServer) -> None:
    with mail_server() as other:
        pass  # nobody listens on its port any more
    choose(org)
    channel(org, ChannelKind.EMAIL, "sara@example.com")
    mail.answer = "451 not now"
    alert(org)
    work_off()
    assert (one(org).status, one(org).attempts, other.mails) == (SendingStatus.WAITING, 1, [])
    assert one(org).error

    mail.answer = ""
    with clock.stopped_at(clock.now() + timedelta(seconds=61)):
        notifications.deliver(org.id, one(org).id)
        notifications.deliver(org.id, one(org).id)

    assert len(mail.mails) == 1
    assert (one(org).status, one(org).attempts, one(org).error) == (SendingStatus.SENT, 2, None)


def test_it_is_tried_after_60_300_and_900_seconds_and_then_dead_with_an_alert(
    org: OrgFacts, web: WebServer
) -> None:
    channel(org, ChannelKind.WEBHOOK, web.url)
    web.status = 503
    start = clock.now()
    with clock.stopped_at(start):
        alert(org)
        work_off()
    waits = []
    for _ in range(3):
        waits.append(one(org).due_at)
        with clock.stopped_at(one(org).due_at):
            notifications.deliver(org.id, one(org).id)

    spent = [round((due - before).total_seconds()) for before, due in zip([start, *waits], waits, strict=False)]
    assert spent == [60, 300, 900]
    assert (one(org).status, one(org).attempts, len(web.calls)) == (SendingStatus.DEAD, 4, 4)
    assert "notifications_undelivered" in [row["kind"] for row in list_open_alerts(org.id)]

    web.status = 200
    alert(org, key="another")
    work_off()
    assert "notifications_undelivered" not in [row["kind"] for row in list_open_alerts(org.id)]


def test_a_refusal_is_not_repeated_and_says_why(org: OrgFacts, web: WebServer) -> None:
    channel(org, ChannelKind.WEBHOOK, web.url)
    web.status, web.text = 404, b"no such hook"
    alert(org)
    work_off()

    [line] = notifications.list_deliveries(org.id, org.user_id)["deliveries"][-1:]
    assert (line["status"], line["attempts"]) == ("dead", 1)
    assert "404" in line["error"]


def test_as_long_as_somebody_is_reached_nobody_is_alarmed(org: OrgFacts, web: WebServer, mail: MailServer) -> None:
    channel(org, ChannelKind.WEBHOOK, web.url)
    channel(org, ChannelKind.EMAIL, "sara@example.com")
    web.status = 410
    alert(org)
    work_off()

    assert {row.status for row in deliveries(org)} == {SendingStatus.DEAD, SendingStatus.SENT}
    assert [row["kind"] for row in list_open_alerts(org.id)] == ["sync_failed"]


def test_a_slow_target_is_given_up_in_time(org: OrgFacts, web: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways, "TIMEOUT_S", 0.3)
    web.patience = threading.Event()
    channel(org, ChannelKind.WEBHOOK, web.url)
    alert(org)
    work_off()

    assert one(org).status == SendingStatus.WAITING
    assert "0.3" in notifications.list_deliveries(org.id, org.user_id)["deliveries"][0]["error"]


def test_who_dies_between_sending_and_noting_sends_again_and_says_so(
    org: OrgFacts, web: WebServer, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel(org, ChannelKind.WEBHOOK, web.url)
    channel(org, ChannelKind.EMAIL, "sara@example.com")
    with monkeypatch.context() as dying:
        dying.setattr(sending, "_note_sent", _die)
        alert(org)
        work_off()
    assert {row.status for row in deliveries(org)} == {SendingStatus.SENDING}
    assert notifications.send_due(org.id) == 0  # somebody may still be at it

    with clock.stopped_at(clock.now() + sending.LEASE + timedelta(seconds=1)):
        assert notifications.send_due(org.id) == 2
        work_off()
        assert notifications.send_due(org.id) == 0

    assert {row.status for row in deliveries(org)} == {SendingStatus.SENT}
    assert len({call.headers["webhook-id"] for call in web.calls}) == 1
    assert len({letter["Message-ID"] for letter in mail.mails}) == 1
    again = mail.mails[-1].get_body(("plain",))
    assert again
    assert "You may have had this message already" in again.get_content()


def _die(*_: object) -> None:
    raise MemoryError


def test_quiet_hours_hold_it_until_morning_but_not_what_is_critical(org: OrgFacts, web: WebServer) -> None:
    channel(org, ChannelKind.WEBHOOK, web.url)
    choose(org, quiet_from="22:00", quiet_until="07:00")
    with clock.stopped_at(NIGHT):
        alert(org, Severity.ERROR, "quiet")
        alert(org, Severity.CRITICAL, "loud")
        work_off()
        assert len(web.calls) == 1
        assert notifications.send_due(org.id) == 0
    with clock.stopped_at(MORNING):
        assert notifications.send_due(org.id) == 1
        work_off()

    assert [call.json["notifications"][0]["severity"] for call in web.calls] == ["critical", "error"]


def test_who_says_so_is_not_woken_by_anything(org: OrgFacts, web: WebServer) -> None:
    channel(org, ChannelKind.WEBHOOK, web.url)
    choose(org, quiet_from="22:00", quiet_until="07:00", critical_passes=False)
    with clock.stopped_at(NIGHT):
        alert(org, Severity.CRITICAL)
        work_off()

    assert web.calls == []
    assert one(org).due_at == MORNING


def test_a_digest_is_one_mail_with_everything_and_what_was_settled(org: OrgFacts, mail: MailServer) -> None:
    channel(org, ChannelKind.EMAIL, "sara@example.com", Pace.DAILY)
    with clock.stopped_at(NIGHT):
        for key in ("a", "b", "c"):
            alert(org, Severity.WARNING, key, account=key)
        work_off()
        with work(org.id) as unit:
            resolve_alert(unit, "b")
    assert mail.mails == []

    with clock.stopped_at(MORNING.replace(hour=8)):
        for _ in range(2):
            notifications.send_due(org.id)
            work_off()

    [letter] = mail.mails
    text = letter.get_body(("plain",))
    assert text
    assert letter["Subject"] == "3 messages from Al Waha"
    assert text.get_content().count("failed 4 times") == 3
    assert text.get_content().count("This has been resolved since.") == 1
    assert {row.status for row in deliveries(org)} == {SendingStatus.SENT}


def test_a_person_hears_only_what_they_want_where_they_want_it(org: OrgFacts, web: WebServer) -> None:
    made = channel(org, ChannelKind.WEBHOOK, web.url)
    choose(org, least={"*": {made["id"]: "info"}, "syncs": {made["id"]: "critical"}})
    alert(org, Severity.ERROR)
    with work(org.id) as unit:
        notifications.announce(unit, "campaign_created", Severity.INFO, N_("Campaign {campaign} was created."),
                               key="c", campaign="x")  # fmt: skip
    work_off()

    assert [call.json["notifications"][0]["kind"] for call in web.calls] == ["campaign_created"]


def test_who_never_chose_gets_warnings_by_mail(org: OrgFacts, mail: MailServer) -> None:
    alert(org, Severity.INFO, "a")
    alert(org, Severity.WARNING, "b")
    work_off()

    assert len(mail.mails) == 1
    [usual] = notifications.list_channels(org.id, org.user_id)
    with work(org.id, actor(org)) as unit:
        notifications.remove_channel(unit, UUID(usual["id"]))
    alert(org, Severity.CRITICAL, "c")
    work_off()
    assert len(mail.mails) == 1  # what was removed does not come back


def test_addresses_and_keys_are_sealed_and_turn_with_the_ring(
    org: OrgFacts, web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = channel(org, ChannelKind.WEBHOOK, web.url + "/secret-path")
    with session(org.id) as reader:
        row = reader.get_one(NotificationChannel, (org.id, UUID(made["id"])))
    assert row.address.startswith("v1:")
    assert row.secret
    assert row.secret.startswith("v1:")
    assert "secret-path" not in row.hint
    assert set(SEALED[NotificationChannel]) == {"address", "secret"}
    assert reseal(org.id).unreadable == 0


def test_a_private_address_is_refused_when_it_is_entered_and_when_it_is_called(
    org: OrgFacts, web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:

    channel(org, ChannelKind.WEBHOOK, web.url)
    monkeypatch.delenv("CMIS_ALLOW_PRIVATE_TARGETS")
    settings.cache_clear()
    for kind in (ChannelKind.WEBHOOK, ChannelKind.TEAMS):
        with pytest.raises(Invalid):
            channel(org, kind, web.url)

    alert(org)
    work_off()

    assert web.calls == []
    assert "private network" in notifications.list_deliveries(org.id, org.user_id)["deliveries"][-1]["error"]


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (ChannelKind.EMAIL, "not an address"),
        (ChannelKind.EMAIL, "a@example.com,b@example.com"),
        (ChannelKind.EMAIL, "a@example.com\nBcc: b@example.com"),
        (ChannelKind.SLACK, "https://hooks.slack.com.evil.example/services/T1/B1/x"),
        (ChannelKind.TELEGRAM, "token"),
        (ChannelKind.WEBHOOK, "ftp://example.com"),
    ],
)
def test_what_cannot_be_an_address_is_refused(
    org: OrgFacts, mail: MailServer, kind: ChannelKind, address: str
) -> None:

    with pytest.raises(Invalid):
        channel(org, kind, address)


def test_a_test_says_whether_it_was_taken(org: OrgFacts, web: WebServer) -> None:
    made = UUID(channel(org, ChannelKind.WEBHOOK, web.url)["id"])
    good = notifications.try_channel(org.id, actor(org), made)
    web.status = 500
    bad = notifications.try_channel(org.id, actor(org), made)

    assert (good["ok"], bad["ok"]) == (True, False)
    assert "500" in bad["message"]
    assert [row.status for row in deliveries(org)] == [SendingStatus.SENT, SendingStatus.DEAD]
    assert notifications.list_notifications(org.id, org.user_id)["notifications"] == []


def test_the_bell_counts_and_is_read(org: OrgFacts) -> None:
    for key in ("a", "b", "c"):
        alert(org, key=key)
    work_off()
    assert notifications.count_unread(org.id, org.user_id) == 3
    newest = notifications.list_notifications(org.id, org.user_id, unread=True, per_page=1)["notifications"][0]

    with work(org.id, actor(org)) as unit:
        assert notifications.mark_read(unit, org.user_id, [UUID(newest["id"])]) == 1
    assert notifications.count_unread(org.id, org.user_id) == 2
    with work(org.id, actor(org)) as unit:
        assert notifications.mark_read(unit, org.user_id) == 2
    assert notifications.list_notifications(org.id, org.user_id, unread=False)["unread"] == 0


def test_a_settled_alert_is_not_told_late(org: OrgFacts, web: WebServer) -> None:
    channel(org, ChannelKind.WEBHOOK, web.url)
    alert(org)
    with work(org.id) as unit:
        resolve_alert(unit, "k")
    work_off()

    assert web.calls == []
    with session(org.id) as reader:
        assert reader.scalars(select(Alert.status).where(Alert.org_id == org.id)).one() == AlertStatus.RESOLVED


def test_a_member_who_left_is_not_written_to(org: OrgFacts, web: WebServer) -> None:
    insert(org.id, NotificationPreference(org_id=org.id, user_id=org.user_id, least={}))
    made = UUID(channel(org, ChannelKind.WEBHOOK, web.url, Pace.DAILY)["id"])
    alert(org)
    work_off()
    with work(org.id, actor(org)) as unit:
        notifications.change_channel(unit, made, is_active=False)

    with clock.stopped_at(clock.now() + timedelta(days=2)):
        notifications.send_due(org.id)
        work_off()

    assert web.calls == []
    assert one(org).status == SendingStatus.DEAD


def test_slack_that_refuses_is_not_asked_again_and_slack_that_is_down_is(org: OrgFacts, web: WebServer) -> None:
    channel(org, ChannelKind.SLACK, SLACK)
    for status, expected in ((404, SendingStatus.DEAD), (503, SendingStatus.WAITING)):
        web.status, web.text = status, b"no_team"
        alert(org, key=str(status))
        work_off()
        assert deliveries(org)[-1].status == expected


def test_what_kills_whoever_sends_it_is_given_up(
    org: OrgFacts, web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel(org, ChannelKind.WEBHOOK, web.url)
    monkeypatch.setattr(sending, "_note_sent", _die)
    moment = clock.now()
    alert(org)
    work_off()
    for _ in range(sending.MOST):
        moment += sending.LEASE + timedelta(seconds=1)
        with clock.stopped_at(moment):
            notifications.send_due(org.id)
            work_off()

    assert len(web.calls) == sending.MOST
    assert one(org).status == SendingStatus.DEAD


def test_the_bell_asks_an_index(org: OrgFacts) -> None:
    with session(org.id) as reader:
        reader.execute(text("SET LOCAL enable_seqscan = off"))
        bound = reads._UNREAD.params(org_id=org.id, user_id=org.user_id).compile(
            reader.get_bind(), compile_kwargs={"literal_binds": True}
        )
        plan = "\n".join(reader.execute(text(f"EXPLAIN {bound}")).scalars())

    assert "idx_notifications_unread" in plan
