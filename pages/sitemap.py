"""The one table of pages: the address, the name, the icon, the group in the sidebar and who may see it.

The web process takes its known addresses from here, the sidebar its links, the frame its permissions.
Plain data: importing it needs no Streamlit.
"""

from dataclasses import dataclass

from engine.core.i18n import N_
from engine.permissions import Permission

GROUPS = {"monitor": N_("Monitor"), "create": N_("Create"), "connect": N_("Connect"), "operate": N_("Operate")}


@dataclass(frozen=True, slots=True)
class Entry:
    """One page; `key` is the name of its script in this folder."""

    key: str
    path: str
    title: str
    icon: str
    group: str
    permission: Permission = Permission.READ

    @property
    def script(self) -> str:
        """The script, relative to main.py."""
        return f"{self.key}.py"


PAGES = (
    Entry("dashboard", "/", N_("Dashboard"), "space_dashboard", "monitor"),
    Entry("posts", "/posts", N_("Posts"), "calendar_month", "monitor"),
    Entry("budgets", "/budgets", N_("Budgets"), "savings", "monitor"),
    Entry("alerts", "/alerts", N_("Alerts"), "warning", "monitor"),
    Entry("inbox", "/inbox", N_("Inbox"), "inbox", "monitor"),
    Entry("campaigns", "/campaigns", N_("Campaigns"), "campaign", "create"),
    Entry("integrations", "/integrations", N_("Integrations"), "hub", "connect"),
    Entry("imports", "/imports", N_("Import"), "upload_file", "connect", Permission.INTEGRATIONS_MANAGE),
    Entry("sync_control", "/sync", N_("Sync control"), "sync", "connect"),
    Entry("webhooks", "/webhooks", N_("Webhooks"), "webhook", "connect"),
    Entry(
        "subscriptions",
        "/subscriptions",
        N_("Outbound webhooks"),
        "outbound",
        "connect",
        Permission.INTEGRATIONS_MANAGE,
    ),
    Entry("notifications", "/notifications", N_("Notifications"), "notifications", "operate"),
    Entry("events", "/events", N_("Events"), "bolt", "operate"),
    Entry("jobs", "/jobs", N_("Jobs"), "schedule", "operate"),
    Entry("cache_admin", "/cache", N_("Cache"), "memory", "operate", Permission.CACHE_MANAGE),
    Entry("organisation", "/organisation", N_("Settings"), "settings", "operate"),
    Entry("security", "/security", N_("Security"), "shield", "operate", Permission.SECURITY_READ),
)


def entry(key: str) -> Entry:
    """The page of that name."""
    return next(page for page in PAGES if page.key == key)
