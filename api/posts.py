"""Posts over HTTP: written for several profiles at once, scheduled, published, tried again."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import Field

from api.answers import answer
from api.bodies import Body
from api.deps import door, open_door
from api.frame import address
from api.kept import kept
from api.limits import Tier
from api.moments import Moment
from api.paging import Page, PerPage
from api.routing import Router
from api.uploads import form, received
from db.kinds import PlatformName, PostStatus, ReviewState
from engine import posts
from engine.connectors.media import Medium
from engine.core.i18n import N_, t
from engine.core.periods import moment_in
from engine.core.work import work
from engine.identity import Identity

router = Router(tags=["posts"])

Reader = Annotated[Identity, door("read")]
Writer = Annotated[Identity, door("posts.write")]
Publisher = Annotated[Identity, door("posts.write", Tier.HEAVY)]

FORM = form("JPEG, PNG, GIF, WebP, MP4 or MOV, up to 64 MB")
TOO_LARGE = N_("The file is larger than {megabytes} MB. Send a smaller one.")


class NewPosts(Body):
    """One content for several profiles; `platforms` are slugs, or kinds such as `instagram`."""

    content: str = Field(max_length=100_000)
    platforms: list[str] = Field(default=[], max_length=50)
    profiles: list[UUID] = Field(default=[], max_length=50)
    media: list[str] = Field(default=[], max_length=50)
    scheduled_for: Moment | None = None


class Edit(Body):
    """What changes; `version` is the one that was read, so that nobody's change is overwritten."""

    content: str | None = Field(default=None, max_length=100_000)
    media: list[str] | None = Field(default=None, max_length=50)
    scheduled_for: Moment | None = None
    version: int | None = None


class Wanted(Body):
    """Which posts to list; `q` is looked for in their texts."""

    status: PostStatus | None = None
    platform: PlatformName | None = None
    review: ReviewState | None = None
    q: str = Field(default="", max_length=200)
    page: Page = 1
    per_page: PerPage = 50


class Verdict(Body):
    """What somebody says about a draft."""

    comment: str = Field("", max_length=posts.LONGEST_COMMENT)


class Reason(Body):
    """Why a draft goes back, and what has to change."""

    comment: str = Field(max_length=posts.LONGEST_COMMENT, json_schema_extra={"pattern": r"\S"})


class Approvals(Body):
    """So many people have to approve."""

    approvals: int = Field(ge=0, le=posts.MOST_STEPS)


class Timing(Body):
    """When to publish."""

    scheduled_for: Moment
    version: int | None = None


@router.get("/orgs/{org}/posts")
@kept("campaigns", "posts")
def show_all(identity: Reader, wanted: Annotated[Wanted, Query()]) -> Response:
    """`{"posts", "total", "page", "per_page"}`, the newest first, those of other tools included."""
    return answer(posts.list_posts(identity.org_id, **wanted.model_dump()))


@router.post("/orgs/{org}/posts")
def create(request: Request, identity: Writer, body: NewPosts) -> Response:
    """Write a post for every profile: 201 `{"message", "group_id", "posts"}`; 422 names every field."""
    content = _content(identity, body)
    with work(identity.org_id, identity.actor(address(request))) as unit:
        made = posts.create_posts(unit, content)
        ids, group_id = [each.id for each in made], made[0].group_id
    shown = [posts.post_of(identity.org_id, one) for one in ids]
    return answer({"message": t("The post was saved."), "group_id": group_id, "posts": shown}, 201)


@router.get("/orgs/{org}/posts/calendar")
@kept("campaigns", "posts")
def calendar(identity: Reader, since: Moment, until: Moment) -> Response:
    """`{"posts"}` planned for or published in `[since, until)`, at most 100 days."""
    span = (_moment(identity, since, "since"), _moment(identity, until, "until"))
    return answer({"posts": posts.calendar(identity.org_id, *span)})


@router.get("/orgs/{org}/posts/best-times")
@kept("analytics", "posts", "org")
def best_times(identity: Reader) -> Response:
    """When posts did best: `{"enough", "posts", "needed", "zone", "slots"}` from the org's own history."""
    return answer(posts.best_times(identity.org_id))


@router.post("/orgs/{org}/posts/check")
def check(identity: Reader, body: NewPosts) -> Response:
    """What creating it would say, and nothing is written: `{"fields", "profiles"}` with lengths and warnings."""
    return answer(posts.check(identity.org_id, _content(identity, body), identity.timezone))


@router.put("/orgs/{org}/posts/approvals")
def set_approvals(
    request: Request, identity: Annotated[Identity, door("org.update")], body: Approvals
) -> Response:
    """How many people have to approve a post before it is scheduled; 0: nobody."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        posts.set_approvals(unit, body.approvals)
    return answer({"approvals": body.approvals})


@router.get("/orgs/{org}/posts/media")
def files(identity: Reader) -> Response:
    """`{"files"}`: the newest pictures and films, to be named in `media` by their ids."""
    return answer({"files": posts.list_files(identity.org_id)})


@router.post("/orgs/{org}/posts/media", openapi_extra=FORM)
async def upload(request: Request, identity: Publisher) -> Response:
    """Bring a picture or film (multipart, field `file`): 201 with its `id`. What it is its bytes decide."""
    name, body, _ = await received(request, posts.LARGEST_FILM, TOO_LARGE)
    return answer(await run_in_threadpool(_keep, request, identity, name, body), 201)


@router.get("/orgs/{org}/posts/media/{media}")
def file(identity: Reader, media: UUID) -> Response:
    """The picture or film itself."""
    return _bytes(posts.file_of(identity.org_id, media))


@router.get("/files/{word}/{name}", dependencies=[open_door(Tier.WEBHOOKS)])
def lent(word: str, name: str) -> Response:  # noqa: ARG001 - the ending is for platforms that look at it
    """The file that a platform was given the address of; the word is sealed and holds for two days."""
    return _bytes(posts.lent_file(word))


@router.get("/orgs/{org}/posts/{post}")
def show(identity: Reader, post: UUID) -> Response:
    """One post, with `siblings`: the same content on other profiles."""
    return answer(posts.post_of(identity.org_id, post))


@router.patch("/orgs/{org}/posts/{post}")
def edit(request: Request, identity: Writer, post: UUID, body: Edit) -> Response:
    """Change text, files or time of a post that is not out; 409 when somebody else changed it."""
    media = tuple(body.media) if body.media is not None else None
    with work(identity.org_id, identity.actor(address(request))) as unit:
        version = body.version
        if body.content is not None or media is not None:
            version = posts.edit(unit, post, text=body.content, media=media, version=version).version
        if body.scheduled_for:
            posts.schedule(unit, post, _moment(identity, body.scheduled_for), version=version)
    return _told(identity, post, t("The post was saved."))


@router.delete("/orgs/{org}/posts/{post}")
def delete(request: Request, identity: Writer, post: UUID) -> Response:
    """Throw away a post that is not out."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        posts.delete(unit, post)
    return answer({"message": t("The post was deleted.")})


@router.post("/orgs/{org}/posts/{post}/schedule")
def schedule(request: Request, identity: Writer, post: UUID, body: Timing) -> Response:
    """Give the post its moment, or another one."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        posts.schedule(unit, post, _moment(identity, body.scheduled_for), version=body.version)
    return _told(identity, post, t("The post is scheduled."))


@router.post("/orgs/{org}/posts/{post}/unschedule")
def unschedule(request: Request, identity: Writer, post: UUID) -> Response:
    """Make a scheduled post a draft again."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        posts.unschedule(unit, post)
    return _told(identity, post, t("The post is a draft again."))


@router.post("/orgs/{org}/posts/{post}/submit")
def submit(request: Request, identity: Writer, post: UUID) -> Response:
    """Ask for approval of a draft."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        posts.submit(unit, post)
    return _told(identity, post, t("The post waits for approval."))


@router.post("/orgs/{org}/posts/{post}/approve")
def approve(request: Request, identity: Writer, post: UUID, body: Verdict | None = None) -> Response:
    """One step of approval; 403 for its author who is no admin. After the last its time holds."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        posts.approve(unit, post, identity.role, body.comment if body else "")
    return _told(identity, post, t("The post was approved."))


@router.post("/orgs/{org}/posts/{post}/reject")
def reject(request: Request, identity: Writer, post: UUID, body: Reason) -> Response:
    """Send a draft back, with a comment that says why."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        posts.reject(unit, post, identity.role, body.comment)
    return _told(identity, post, t("The post was sent back."))


@router.post("/orgs/{org}/posts/{post}/publish")
def publish(request: Request, identity: Publisher, post: UUID) -> Response:
    """Publish the post now; 202, and its status tells how it goes."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        posts.publish_now(unit, post)
    return _told(identity, post, t("The post is being published."), 202)


@router.post("/orgs/{org}/posts/{post}/retry")
def retry(request: Request, identity: Publisher, post: UUID) -> Response:
    """Try a failed post again on its platform; if it is out after all, it is found and not published twice."""
    with work(identity.org_id, identity.actor(address(request))) as unit:
        posts.retry(unit, post)
    return _told(identity, post, t("The post is being published."), 202)


def _content(identity: Identity, body: NewPosts) -> posts.Content:
    at = _moment(identity, body.scheduled_for) if body.scheduled_for else None
    return posts.Content(body.content, tuple(body.media), tuple(body.platforms), tuple(body.profiles), at)


def _keep(request: Request, identity: Identity, name: str, body: bytes) -> dict[str, Any]:
    with work(identity.org_id, identity.actor(address(request))) as unit:
        return posts.keep_file(unit, name, body)


def _bytes(medium: Medium) -> Response:
    """Shown in place, since only pictures and films are kept; nothing else is guessed from the bytes."""
    headers = {"Content-Disposition": f'inline; filename="{medium.name}"', "X-Content-Type-Options": "nosniff"}
    return Response(medium.content, media_type=medium.type, headers=headers)


def _told(identity: Identity, post_id: UUID, message: str, status: int = 200) -> Response:
    shown: dict[str, Any] = posts.post_of(identity.org_id, post_id)
    return answer({"message": message, "post": shown}, status)


def _moment(identity: Identity, given: datetime, field: str = "scheduled_for") -> datetime:
    return moment_in(given, identity.timezone, field=field)
