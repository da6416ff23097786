"""What the code does not say of itself: what each tag is about, and what a parameter means, by example."""

ABOUT = """\
Everything the screens do, for programs.

**Signing in.** Send an API key as `Authorization: Bearer …` or `X-API-Key`; the Security screen makes keys. In a
browser that is signed in (by the form, or by `POST /auth/sign-in`) the session cookie is enough, and a change has
to come from our own pages, which its `Origin` says. What a key may do is its role and its scopes; each operation
names the permission it needs.

**Organisations.** Most addresses begin with `/orgs/{org}`. An organisation that is not yours is answered like one
that does not exist (404).

**Versions.** `/api/v1/…` and `/api/…` are the same. Within a version fields and addresses are only added, so
ignore fields that you do not know.

**Requests.** Bodies are JSON: at most 1 MiB, nested at most 32 deep, each name once in an object, whole numbers
below 2^63. No text may hold U+0000 or half of a surrogate pair.

**Limits.** Each operation counts in one tier. Every answer tells `X-RateLimit-Limit`, `X-RateLimit-Remaining` and
`X-RateLimit-Reset`; one request too many is answered 429 with `Retry-After`.

**Errors.** One shape: `code` is a word for programs, `message` a sentence in the language of `Accept-Language`
(`en` or `ar`), `request_id` finds the request in the log.

**Answers.** The examples were given by a running server and are cut short. Their schemas tell the fields that were
seen; any value may be null where nothing is known.
"""

TAGS = {
    "health": "Whether the service is up, and whether all of its parts are.",
    "auth": "Signing in and out as a person, who that is, and their sessions.",
    "organisation": "Facts and choices of an organisation, its targets and its limits.",
    "members": "Who belongs to an organisation, and as what.",
    "audit": "Who changed what, when and from where.",
    "metrics": "Any figure by any dimension over any days.",
    "campaigns": "Campaigns across platforms, the platforms' own campaigns, templates and files of many.",
    "keys": "API keys: made, rotated, revoked.",
    "integrations": "Connected accounts and profiles.",
    "imports": "Figures from files, for accounts that cannot be connected.",
    "dashboard": "The dashboard as data.",
    "budgets": "Budgets used, paced and guarded; performance and anomalies.",
    "sync": "Bringing data from the platforms: state, history, triggers.",
    "webhooks": "What platforms tell us, and what became of it.",
    "deliveries": "What platforms told us, to be looked at and replayed.",
    "subscriptions": "Webhooks of your own: what we tell your programs.",
    "inbox": "Leads, comments and messages.",
    "alerts": "What needs somebody.",
    "notifications": "Messages to a person, and the ways they are reached.",
    "posts": "Posts: written, checked, approved, scheduled, published.",
    "events": "What happened, and who listened.",
    "jobs": "Background work.",
    "cache": "What is kept ready, and how often it was found.",
}

SOME_ID = "01990b6e-7c1a-7a53-8d52-3f0c6f1f2a11"

# By name, or by `operationId.name` where a name means several things: what it is, and an example unless its
# schema has one already (a member of an enumeration, a bound, a date).
PARAMETERS: dict[str, tuple[str, str | int | None]] = {
    "org": ("The organisation's id.", SOME_ID),
    "member": ("The member's id.", SOME_ID),
    "ad_campaign": ("Id of a campaign on its platform.", SOME_ID),
    "key": ("The key's id.", SOME_ID),
    "integration": ("Id of a connected account.", SOME_ID),
    "profile": ("Id of a page or profile.", SOME_ID),
    "answer_id": ("Id of a kept answer of the platform.", SOME_ID),
    "import_id": ("The import's id.", SOME_ID),
    "run": ("Id of a sync run.", SOME_ID),
    "batch": ("Id of a file of campaigns.", SOME_ID),
    "template": ("The template's id.", SOME_ID),
    "campaign": ("Id of a campaign across platforms.", SOME_ID),
    "launch": ("Id of one platform's part of a campaign.", SOME_ID),
    "decision": ("What to do with that part.", None),
    "endpoint": ("Id of an address that platforms send to.", SOME_ID),
    "delivery": ("The delivery's id.", SOME_ID),
    "subscription": ("The subscription's id.", SOME_ID),
    "alert": ("The alert's id.", SOME_ID),
    "channel": ("Id of a way to be reached.", SOME_ID),
    "media": ("Id of a picture or video.", SOME_ID),
    "post": ("The post's id.", SOME_ID),
    "event": ("The event's id.", SOME_ID),
    "job": ("The job's id.", "01990b6e-7c1a-7a53-8d52-3f0c6f1f2a11"),
    "word": ("The signed word that lends the file.", "signed-word"),
    "session": ("The session's id, as the list gives it.", "9f86d081884c7d659a2feaa0"),
    "name": ("Its name.", "CampaignCreated"),
    "files_lent.name": ("The file's name.", "winter.jpg"),
    "posts_lent.name": ("The file's name.", "winter.jpg"),
    "form": ("As which kind of file.", "csv"),
    "format": ("As which kind of file.", None),
    "platform": ("The platform.", "meta"),
    "status": ("Only those of this state.", None),
    "unified_campaigns_show_all.status": ("Only those of this state.", "active"),
    "role": ("Only those of this role.", None),
    "active": ("Only those who are in (true) or were let go (false).", None),
    "action": ("What was done, such as `key_created`.", "key_created"),
    "actor": ("Part of a person's e-mail or of a key's name.", "reports"),
    "q": ("Part of the text sought.", "winter"),
    "since": ("From this day or moment on.", None),
    "until": ("Up to this day (included) or moment.", None),
    "posts_calendar.until": ("Before this moment.", "2026-11-30T00:00:00Z"),
    "month": ("The month as YYYY-MM; the present one by default.", "2026-11"),
    "days": ("The last so many days.", None),
    "hours": ("How far back, in hours.", None),
    "compare": ("What stands beside the figures.", None),
    "metrics": ("Which figures.", None),
    "dimensions": ("By what: a row for each combination.", None),
    "account": ("Only of these connected accounts.", SOME_ID),
    "ad_set": ("Only of these ad sets.", SOME_ID),
    "ad": ("Only of these ads.", SOME_ID),
    "sort": ("The order, a minus for downwards.", "-created_at"),
    "metrics_query.sort": ("A metric or dimension of this question, a minus for downwards.", "-spend"),
    "currency": ("ISO 4217.", "SAR"),
    "type": ("Only those of this type.", "unified"),
    "kind": ("Only those of this kind.", None),
    "alerts_index.kind": ("Only alerts of this kind.", "budget_overspend"),
    "severity": ("Only alerts this loud.", None),
    "unread": ("Only what was not read yet.", None),
    "review": ("Only those in this state of approval.", None),
    "entity": ("Only events of this entity.", SOME_ID),
    "outcome": ("Only events that ended so.", None),
    "page": ("Which page, counted from 1.", None),
    "per_page": ("How many to a page.", None),
    "idempotency-key": ("Your own word for this request: sent twice it is carried out once.", "winter-2026-1"),
    "if-match": ("The version you saw (`ETag`): 409 when it has changed since.", '"1"'),
}
