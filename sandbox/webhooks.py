"""What the platforms tell by themselves: something happens in the world, and its dialect writes the delivery.

Each dialect that tells anything has a module `webhooks` with

    def emit(stage: Stage, happening: Happening) -> list[Outgoing]

which makes the platform's exact bytes and headers, signed with `happening.secret`; no delivery at all for a kind
that the platform does not tell. By then the thing has happened: the lead can be read, the comment is listed.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Any, Literal, get_args

import httpx

from sandbox.orders import BadOrder, read_platform
from sandbox.settings import VERIFY_TOKEN
from sandbox.stage import Stage
from sandbox.subscriptions import callbacks
from sandbox.world.leads import Lead
from sandbox.world.model import Account, Entity, Platform, Status
from sandbox.world.posts import Comment, Post
from sandbox.world.profiles import Profile

Kind = Literal["lead", "comment", "message", "entity", "budget", "figures", "access", "other", "handshake"]
TELLS_BELOW = frozenset({Platform.TIKTOK})  # tells of ad sets and ads, never of campaigns
PATIENCE_S = 10
# What is subscribed to with an address of its own, in the platforms' words.
TOPICS = {
    (Platform.TIKTOK, "lead"): "LEAD",
    (Platform.TIKTOK, "figures"): "REPORT_DATA_CHANGE",
    (Platform.LINKEDIN, "lead"): "SPONSORED",
}
AUTHOR, USUAL_TEXT = "Lena Brandt", "هل التوصيل مجاني؟ 🚚"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request as the platform sends it.

    A handshake is a GET whose `query` asks; `expects` is the only answer to it, text or the content of JSON.
    """

    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    method: Literal["POST", "GET"] = "POST"
    expects: Any = None


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened, whatever the platform. `account` and, where the platform has any, `profile` are always there.

    lead       `lead`, just filled in
    comment    `comment`, just said beneath `post`
    message    `text`, from `author`, its id `id`
    entity     `entity` now has `status`; without one it was only reviewed
    budget     `entity` has used its budget up
    figures, access, other, handshake: nothing beyond
    """

    kind: Kind
    platform: Platform
    at: datetime
    id: str  # of the happening itself, for platforms that number what they tell
    secret: str
    account: Account
    profile: Profile | None
    entity: Entity | None = None
    status: Status | None = None
    lead: Lead | None = None
    post: Post | None = None
    comment: Comment | None = None
    author: str = AUTHOR
    text: str = ""
    verify_token: str = VERIFY_TOKEN

    def facts(self) -> dict[str, Any]:
        """What can be checked against what the receiver understood."""
        parts: dict[str, Entity | Profile | Lead | Post | Comment | None] = {
            "profile": self.profile, "entity": self.entity, "lead": self.lead, "post": self.post,
            "comment": self.comment,
        }  # fmt: skip
        ids = {f"{name}_id": part.id for name, part in parts.items() if part}
        fields = asdict(self.lead) if self.lead else {}
        return (
            {"id": self.id, "account_id": self.account.id, "author": self.author, "text": self.text} | ids | fields
        )


def happen(stage: Stage, order: Mapping[str, Any]) -> Happening:
    """Let it happen as ordered; what is not said is the first account, profile, campaign and post."""
    platform, kind = read_platform(order), _kind(order)
    account, profile = _account(stage, platform, order), _profile(stage, platform, order)
    found: dict[str, Any] = {"account": account, "profile": profile, "text": str(order.get("text", USUAL_TEXT))}
    found["verify_token"] = str(order.get("verify_token", VERIFY_TOKEN))
    if kind == "lead":
        found["lead"] = _lead(stage, account, order)
    elif kind == "comment":
        found |= _said(stage, platform, profile, order)
    elif kind in {"entity", "budget"}:
        found |= _changed(stage, account, order)
    made = stage.content.new_id(platform, "happening")
    stage.save()
    secret = str(order.get("secret", stage.settings.client_secret(platform)))
    return Happening(kind, platform, stage.clock.now(), made, secret, **found)


def subscribed(stage: Stage, happening: Happening) -> list[str]:
    """The addresses that asked to be told of it."""
    topic = TOPICS.get((happening.platform, happening.kind), "")
    found = list(callbacks(stage, happening.platform, happening.account.id, topic))
    if not found:
        raise BadOrder("Say url: nobody has subscribed to this with an address.")
    return found


async def deliver(stage: Stage, happening: Happening, url: str, times: int = 1) -> list[dict[str, Any]]:
    """Send what the platform tells of it, each delivery so many times; what the receiver answered, in order."""
    sent = _dialect(happening.platform).emit(stage, happening)
    if not sent:
        raise BadOrder(f"{happening.platform} does not tell of {happening.kind}.")
    async with httpx.AsyncClient(timeout=PATIENCE_S, trust_env=False) as client:
        try:
            return [await _send(client, each, httpx.URL(url)) for each in sent for _ in range(times)]
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise BadOrder(f"{url} could not be reached: {error!r}") from error


async def _send(client: httpx.AsyncClient, each: Outgoing, url: httpx.URL) -> dict[str, Any]:
    target = url.copy_merge_params(dict(each.query)) if each.query else url
    answer = await client.request(each.method, target, content=each.body or None, headers=dict(each.headers))
    return {
        "status": answer.status_code,
        "body": answer.text,
        "accepted": answer.status_code == 200 and each.expects in (None, answer.text, _json(answer)),
    }


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return answer.text


def _kind(order: Mapping[str, Any]) -> Kind:
    kinds: tuple[Kind, ...] = get_args(Kind)
    if order.get("kind") not in kinds:
        raise BadOrder(f"kind is one of {', '.join(kinds)}.")
    return kinds[kinds.index(order["kind"])]


def _dialect(platform: Platform) -> Any:
    return import_module(f"sandbox.dialects.{platform}.webhooks")


def _account(stage: Stage, platform: Platform, order: Mapping[str, Any]) -> Account:
    """The account that is named, or the platform's first with campaigns."""
    if "account" in order:
        account = stage.world.account(platform, str(order["account"]).removeprefix("act_"))
        if account is None:
            raise BadOrder("There is no such account.")
        return account
    return next(each for each in stage.world.accounts_of(platform) if stage.world.campaigns_of(each))


def _profile(stage: Stage, platform: Platform, order: Mapping[str, Any]) -> Profile | None:
    if "profile" in order:
        profile = stage.content.profiles.get((platform, str(order["profile"])))
        if profile is None:
            raise BadOrder("There is no such profile.")
        return profile
    return next(iter(stage.content.profiles_of(platform)), None)


def _lead(stage: Stage, account: Account, order: Mapping[str, Any]) -> Lead:
    forms = stage.content.forms_of(account)
    if not forms:
        raise BadOrder("The account has no lead form.")
    return stage.content.fill_in(forms[0], is_test=order.get("is_test") is True)


def _said(stage: Stage, platform: Platform, profile: Profile | None, order: Mapping[str, Any]) -> dict[str, Any]:
    """A comment beneath the post that is named, or beneath the profile's last."""
    post: Post | None = stage.content.posts_of(profile)[0] if profile else None
    if "post_id" in order:
        post = stage.content.post(platform, str(order["post_id"]))
    if post is None:
        raise BadOrder("There is no such post.")
    comment = stage.content.comment(post, AUTHOR, str(order.get("text", USUAL_TEXT)))
    return {"post": post, "comment": comment, "profile": stage.content.profiles[platform, post.profile_id]}


def _changed(stage: Stage, account: Account, order: Mapping[str, Any]) -> dict[str, Any]:
    """The campaign, ad set or ad of an order, in the status that it has from now on."""
    platform, status = account.platform, str(order["status"]).lower() if "status" in order else None
    campaign = next(iter(stage.world.campaigns_of(account)), None)
    entity: Entity | None = campaign.ad_sets[0] if campaign and platform in TELLS_BELOW else campaign
    if "entity_id" in order:
        entity = stage.world.entity(platform, str(order["entity_id"]))
    if entity is None:
        raise BadOrder("There is no such campaign, ad set or ad.")
    owner = stage.world.campaign_of(platform, entity.id).account
    if status is None:
        return {"entity": entity, "account": owner}
    if status not in set(Status):
        raise BadOrder(f"status is one of {', '.join(Status)}.")
    stage.world.change(platform, entity.id, "status", Status(status))
    return {"entity": entity, "account": owner, "status": Status(status)}
