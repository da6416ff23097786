"""The ways out: each takes an address and a letter, and raises what the sender understands.

Invalid: it will not get better (a wrong address, a refusal). Unready: it may (down, slow, busy).
E-mail goes through smtplib and webhooks through `core.outward`, since Apprise lets nobody set the Message-ID that
makes a repetition recognisable, sign the bytes it sends, or choose the network address it calls. Slack and
Telegram, whose hosts are fixed, go through Apprise, which knows their dialects.
"""

import logging
import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formataddr, formatdate, parseaddr
from typing import Any
from urllib.parse import urlsplit

import orjson

from db.kinds import ChannelKind
from engine.core import clock, outward
from engine.core.errors import Invalid, Unready
from engine.core.i18n import N_, direction, locale
from engine.core.signing import signed
from engine.notifications.letters import Letter
from settings import Smtp, settings

TIMEOUT_S = 15
BUSY = (408, 425, 429)
OUR_PASSWORD = 535
_REFUSAL = re.compile(r"error=(4(?!08|29)[0-9]{2})\b")  # as Apprise logs the status of an answer
_REFUSED = N_("{host} refused the message with status {status}. Check the address.")
_BUSY = N_("{host} could not take the message now (status {status}).")


@dataclass(frozen=True, slots=True)
class Way:
    """An opened channel: what is sealed at rest, in the clear."""

    kind: ChannelKind
    address: str
    secret: str = ""


def send(way: Way, letter: Letter) -> None:
    """Hand the letter over; nothing when it was taken."""
    _WAYS[way.kind](way, letter)


def _email(way: Way, letter: Letter) -> None:
    post = settings().smtp
    if not post.host:
        raise Unready(N_("No mail server is configured. Ask your operator to set CMIS_SMTP__HOST."))
    try:
        with _connected(post) as server:
            server.send_message(compose(way.address, letter))
    except smtplib.SMTPRecipientsRefused as refused:
        code, said = next(iter(refused.recipients.values()))
        _refuse(post.host, code, said)
    except smtplib.SMTPResponseException as refused:
        _refuse(post.host, refused.smtp_code, refused.smtp_error)
    except (OSError, smtplib.SMTPException) as trouble:
        raise Unready(N_("{host} could not be reached."), host=post.host, detail=str(trouble)) from trouble


def compose(address: str, letter: Letter) -> MIMEMultipart:
    """The letter as an e-mail in text and HTML; its Message-ID is the letter's own, each time it is sent.

    Of the older classes of Python's library: the newer ones lose spaces between Arabic words of a folded subject.
    """
    mail = MIMEMultipart("alternative")
    mail["From"] = formataddr(parseaddr(settings().smtp.sender))
    mail["To"] = address
    mail["Subject"] = Header(letter.subject, "utf-8", header_name="Subject").encode()
    mail["Message-ID"] = f"<{letter.id}@{urlsplit(settings().base_url).hostname}>"
    mail["Date"] = formatdate(clock.now().timestamp())
    mail["Auto-Submitted"], mail["Content-Language"] = "auto-generated", locale()
    mail.attach(MIMEText(letter.text, "plain", "utf-8"))
    mail.attach(MIMEText(letter.html, "html", "utf-8"))
    return mail


def _connected(post: Smtp) -> smtplib.SMTP:
    """A conversation with the mail server, signed in."""
    safe = ssl.create_default_context()
    if post.tls == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(post.host, post.port, timeout=TIMEOUT_S, context=safe)
    else:
        server = smtplib.SMTP(post.host, post.port, timeout=TIMEOUT_S)
    if post.tls == "starttls":
        server.starttls(context=safe)
    if post.user:
        server.login(post.user, post.password.get_secret_value())
    return server


def _refuse(host: str, code: int, said: bytes | str) -> None:
    detail = said.decode(errors="replace") if isinstance(said, bytes) else said
    if code >= 500 and code != OUR_PASSWORD:  # which the operator can mend
        raise Invalid(_REFUSED, host=host, status=code, detail=detail)
    raise Unready(_BUSY, host=host, status=code, detail=detail)


def _webhook(way: Way, letter: Letter) -> None:
    body = orjson.dumps(letter.facts, default=str)
    proof = signed([way.secret], str(letter.id), int(clock.now().timestamp()), body)
    _post(way.address, body, proof)


def _teams(way: Way, letter: Letter) -> None:
    _post(way.address, orjson.dumps(_card(letter)), {})


def _card(letter: Letter) -> dict[str, Any]:
    """An Adaptive Card, as a Teams workflow takes it."""
    said = [{"type": "TextBlock", "wrap": True, "text": letter.said(line)} for line in letter.lines]
    content = {
        "type": "AdaptiveCard",
        "version": "1.5",
        "rtl": direction() == "rtl",
        "body": [
            {"type": "TextBlock", "wrap": True, "weight": "bolder", "text": letter.org},
            *said,
            *({"type": "TextBlock", "wrap": True, "isSubtle": True, "text": note} for note in letter.notes),
        ],
        "actions": [{"type": "Action.OpenUrl", "title": "CMIS", "url": letter.lines[0].url}],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "contentUrl": None, "content": content}]}


def _post(url: str, body: bytes, headers: dict[str, str]) -> None:
    named = {"Content-Type": "application/json", "User-Agent": "CMIS-Marketing/1", **headers}
    answer = outward.post(url, body, named, timeout_s=TIMEOUT_S)
    if 200 <= answer.status < 300:
        return
    worth = answer.status in BUSY or answer.status >= 500
    host = urlsplit(url).hostname
    if worth:
        raise Unready(_BUSY, host=host, status=answer.status, detail=answer.text)
    raise Invalid(_REFUSED, host=host, status=answer.status, detail=answer.text)


def _slack(way: Way, letter: Letter) -> None:
    tokens = urlsplit(way.address).path.removeprefix("/services/")
    _by_apprise(f"slack://{tokens}/?image=no&footer=no", "webhook_url", f"{settings().slack_url}/services", letter)


def _telegram(way: Way, letter: Letter) -> None:
    _by_apprise(f"tgram://{way.address}/?image=no", "notify_url", f"{settings().telegram_url}/bot", letter)


def _by_apprise(address: str, base: str, url: str, letter: Letter) -> None:
    """Send through Apprise, which says only whether it worked and writes into its log why not."""
    import apprise  # noqa: PLC0415 - half a second that only who uses it should pay

    plugin = apprise.Apprise.instantiate(f"{address}&redirect=no&cto=5&rto={TIMEOUT_S}")
    if plugin is None:
        raise Invalid(N_("The address is not one of that service any more. Enter it again."))
    setattr(plugin, base, url)
    with apprise.LogCapture(level=logging.WARNING, fmt="%(message)s") as why:  # type: ignore[no-untyped-call]  # untyped there
        taken = plugin.notify(body=letter.text, title=letter.org, body_format=apprise.NotifyFormat.TEXT)
    if taken:
        return
    if refused := _REFUSAL.search(said := why.getvalue()):
        raise Invalid(_REFUSED, host=urlsplit(url).hostname, status=refused.group(1), detail=said)
    raise Unready(N_("{service} did not take the message."), service=plugin.service_name, detail=said)


_WAYS: dict[ChannelKind, Callable[[Way, Letter], None]] = {
    ChannelKind.EMAIL: _email,
    ChannelKind.SLACK: _slack,
    ChannelKind.TELEGRAM: _telegram,
    ChannelKind.TEAMS: _teams,
    ChannelKind.WEBHOOK: _webhook,
}
