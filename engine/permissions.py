"""The one permission table, used by screens and API alike."""

from enum import StrEnum

from db.kinds import Role
from engine.core.errors import Denied
from engine.core.i18n import N_, t


class Permission(StrEnum):
    """What can be allowed or refused."""

    READ = "read"
    EXPORT = "export"
    FORECASTS_READ = "forecasts.read"
    CAMPAIGNS_WRITE = "campaigns.write"
    POSTS_WRITE = "posts.write"
    BUDGETS_WRITE = "budgets.write"
    EXPERIMENTS_WRITE = "experiments.write"
    TARGETS_WRITE = "targets.write"
    ALERTS_HANDLE = "alerts.handle"
    LEADS_READ = "leads.read"
    SYNC_TRIGGER = "sync.trigger"
    INTEGRATIONS_MANAGE = "integrations.manage"
    CACHE_MANAGE = "cache.manage"
    JOBS_MANAGE = "jobs.manage"
    MEMBERS_MANAGE = "members.manage"
    KEYS_MANAGE = "keys.manage"
    AUDIT_READ = "audit.read"
    SECURITY_READ = "security.read"
    ORG_UPDATE = "org.update"
    ORG_DELETE = "org.delete"


WORDS = {
    Permission.READ: N_("read"),
    Permission.EXPORT: N_("export data"),
    Permission.FORECASTS_READ: N_("see forecasts"),
    Permission.CAMPAIGNS_WRITE: N_("change campaigns"),
    Permission.POSTS_WRITE: N_("write posts"),
    Permission.BUDGETS_WRITE: N_("change budgets"),
    Permission.EXPERIMENTS_WRITE: N_("run experiments"),
    Permission.TARGETS_WRITE: N_("set targets"),
    Permission.ALERTS_HANDLE: N_("handle alerts"),
    Permission.LEADS_READ: N_("see what people entered or wrote"),
    Permission.SYNC_TRIGGER: N_("start a sync"),
    Permission.INTEGRATIONS_MANAGE: N_("connect accounts"),
    Permission.CACHE_MANAGE: N_("manage the cache"),
    Permission.JOBS_MANAGE: N_("run events and jobs again"),
    Permission.MEMBERS_MANAGE: N_("manage members"),
    Permission.KEYS_MANAGE: N_("manage API keys"),
    Permission.AUDIT_READ: N_("read the audit log"),
    Permission.SECURITY_READ: N_("see the security screen"),
    Permission.ORG_UPDATE: N_("change the organisation"),
    Permission.ORG_DELETE: N_("delete the organisation"),
}

_VIEWER = frozenset({Permission.READ})
_ANALYST = _VIEWER | {Permission.EXPORT, Permission.FORECASTS_READ}
_MARKETER = _VIEWER | {
    Permission.CAMPAIGNS_WRITE,
    Permission.POSTS_WRITE,
    Permission.BUDGETS_WRITE,
    Permission.EXPERIMENTS_WRITE,
    Permission.TARGETS_WRITE,
    Permission.ALERTS_HANDLE,
    Permission.LEADS_READ,
    Permission.SYNC_TRIGGER,
    Permission.EXPORT,
    Permission.FORECASTS_READ,
}
_OWNER = frozenset(Permission)

TABLE: dict[Role, frozenset[Permission]] = {
    Role.OWNER: _OWNER,
    Role.ADMIN: _OWNER - {Permission.ORG_DELETE},
    Role.MARKETER: _MARKETER,
    Role.ANALYST: _ANALYST,
    Role.VIEWER: _VIEWER,
}


def granted(role: Role) -> frozenset[Permission]:
    """Everything that role may do."""
    return TABLE[role]


def require(role: Role, permission: Permission) -> None:
    """Denied, naming what is missing, unless the role may."""
    if permission not in TABLE[role]:
        raise Denied(
            N_("Your role may not {action} (permission {permission}). Ask an admin of your organisation."),
            action=t(WORDS[permission]),
            permission=str(permission),
        )
