"""The words that rows, engine and doors share: roles, states, levels. Stored as text, checked by the database."""

from enum import StrEnum


class Role(StrEnum):
    """What a person or an API key may do in one org; `engine.identity` holds the permission table."""

    OWNER = "owner"
    ADMIN = "admin"
    MARKETER = "marketer"
    ANALYST = "analyst"
    VIEWER = "viewer"


class PlatformName(StrEnum):
    """The six ad platforms; `twitter` is shown as "X"."""

    META = "meta"
    GOOGLE = "google"
    TIKTOK = "tiktok"
    LINKEDIN = "linkedin"
    TWITTER = "twitter"
    SNAPCHAT = "snapchat"


class Level(StrEnum):
    """The three levels every platform has under other names (ad group, line item, ad squad …)."""

    CAMPAIGN = "campaign"
    AD_SET = "ad_set"
    AD = "ad"


class EntityStatus(StrEnum):
    """What a campaign, ad set or ad is, whatever its platform calls it."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    ARCHIVED = "archived"
    REMOVED = "removed"


class Objective(StrEnum):
    """What a campaign is for."""

    AWARENESS = "awareness"
    TRAFFIC = "traffic"
    ENGAGEMENT = "engagement"
    VIDEO_VIEWS = "video_views"
    LEADS = "leads"
    SALES = "sales"
    APP = "app"
    UNKNOWN = "unknown"


class SyncStatus(StrEnum):
    """Where an integration's data stands."""

    PENDING = "pending"
    SYNCING = "syncing"
    SUCCESS = "success"
    FAILED = "failed"


class RunStatus(StrEnum):
    """Where one sync run stands; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    RETRYING = "retrying"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class DataType(StrEnum):
    """What a sync brings."""

    ALL = "all"
    CAMPAIGNS = "campaigns"
    METRICS = "metrics"
    POSTS = "posts"


class Trigger(StrEnum):
    """Who asked for a sync."""

    MANUAL = "manual"
    SCHEDULED = "scheduled"
    WEBHOOK = "webhook"
    CONNECT = "connect"


class Severity(StrEnum):
    """How loud an alert is."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    CRITICAL = "critical"


class AlertStatus(StrEnum):
    """What became of an alert."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class AlertAction(StrEnum):
    """What happened to an alert, and so a line of its history."""

    OPENED = "opened"
    ROSE = "rose"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    RETURNED = "returned"
    RESOLVED = "resolved"
    REOPENED = "reopened"


class ChannelKind(StrEnum):
    """A way to reach somebody who has no screen open."""

    EMAIL = "email"
    SLACK = "slack"
    TELEGRAM = "telegram"
    TEAMS = "teams"
    WEBHOOK = "webhook"


class Pace(StrEnum):
    """How soon a channel is used: for each message, or for many at a fixed hour."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


class SendingStatus(StrEnum):
    """The life of one message on one channel."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"


class ValueSource(StrEnum):
    """Where the value of a campaign's conversions comes from."""

    PLATFORM = "platform"
    ORG = "org"  # what the organisation says that a conversion is worth
    BOTH = "both"  # some days the one, some the other
    NONE = "none"


class Judged(StrEnum):
    """The figures whose days are compared with what was expected."""

    SPEND = "spend"
    IMPRESSIONS = "impressions"
    CLICKS = "clicks"
    CTR = "ctr"
    CPM = "cpm"
    CONVERSIONS = "conversions"


class PauseStatus(StrEnum):
    """The life of a pause that a used-up budget caused."""

    PAUSING = "pausing"
    PAUSED = "paused"
    FAILED = "failed"
    RESUMING = "resuming"
    ENDED = "ended"


class PostStatus(StrEnum):
    """The life of a social post."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    FAILED = "failed"


class ReviewState(StrEnum):
    """Where a draft stands with those who approve it."""

    NONE = "none"
    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"


class CampaignStatus(StrEnum):
    """The life of a unified campaign."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    ARCHIVED = "archived"


class Phase(StrEnum):
    """How far the making of a campaign is; each platform's part goes through the same words."""

    CREATING = "creating"  # everything, paused
    ARMING = "arming"  # ads and ad sets are switched on, below campaigns that still pause
    ACTIVATING = "activating"  # the campaigns are switched on
    DONE = "done"
    CHANGING = "changing"  # a platform is being told what we want now
    UNDOING = "undoing"  # something failed for good: what was made is taken away again
    UNDONE = "undone"
    ORPHANED = "orphaned"  # it could not be taken away: a person has to decide
    ADOPTED = "adopted"  # a person decided to keep it


class StepState(StrEnum):
    """What is known about one call that changes something on a platform."""

    INTENDED = "intended"  # about to be made, or made without an answer
    DONE = "done"
    REFUSED = "refused"


class DeliveryStatus(StrEnum):
    """The life of something that must leave the process: an event's consequence or a job."""

    PENDING = "pending"
    SENT = "sent"
    DONE = "done"
    DEAD = "dead"


class SourceKind(StrEnum):
    """Where an account's data comes from: its platform, or files that people bring."""

    API = "api"
    FILE = "file"


class WebhookStatus(StrEnum):
    """The life of a delivery that a platform made to us."""

    RECEIVED = "received"
    DONE = "done"
    IGNORED = "ignored"
    FAILED = "failed"


class ImportStatus(StrEnum):
    """The life of a file that somebody brought."""

    PREVIEW = "preview"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class SubscriptionStatus(StrEnum):
    """Whether a customer's system is told of events: yes, not while somebody paused it, or not since it failed."""

    ACTIVE = "active"
    PAUSED = "paused"
    DISABLED = "disabled"


class MessageStatus(StrEnum):
    """The life of a message to a customer's system."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class Advice(StrEnum):
    """What the product tells of things it cannot know, and is measured by afterwards."""

    EXPECTED_RANGE = "expected_range"
    BUDGET_FORECAST = "budget_forecast"
    BEST_TIME = "best_time"


class Verdict(StrEnum):
    """What became of a forecast: it came true, it did not, or somebody acted, so that it was never put to test."""

    CAME_TRUE = "came_true"
    DID_NOT = "did_not"
    UNTESTED = "untested"


class TickOutcome(StrEnum):
    """How a job of the clock ended."""

    DONE = "done"
    FAILED = "failed"
