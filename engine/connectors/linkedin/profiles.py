"""The organisations that a person administers: they publish, and advertisements speak for them."""

from typing import Any

from engine.connectors import faults
from engine.connectors.content import ProfileRow
from engine.connectors.linkedin import restli
from engine.connectors.linkedin.calls import batch, numbered
from engine.connectors.linkedin.platform import PLATFORM

KIND = "linkedin_organization"
SITE = "https://www.linkedin.com/company"
PAGE = 100
LOOKED_UP = 50  # names asked for at once, so that the address stays short
# Not confirmed by LinkedIn's documents for every version: under which name a role tells its organisation.
_TARGETS = ("organization", "organizationalTarget", "organizationTarget")


def fetch_profiles(token: str) -> list[ProfileRow]:
    """Every organisation in which the person is an administrator; the grant's own token speaks for them."""
    query = {"q": "roleAssignee", "role": "ADMINISTRATOR", "state": "APPROVED"}
    roles = numbered(token, "organizationAcls", query, size=PAGE)
    ids = list(dict.fromkeys(faults.read_each(PLATFORM, _organization_id, roles)))
    found: dict[str, Any] = {}
    for start in range(0, len(ids), LOOKED_UP):
        found |= batch(token, "organizations", ids[start : start + LOOKED_UP])
    return [_profile(each, found.get(each)) for each in ids]


def organization(profile_id: str) -> str:
    """An organisation's name in LinkedIn's own words."""
    return restli.urn("organization", profile_id)


def _organization_id(role: dict[str, Any]) -> str:
    return restli.id_of(next((role[name] for name in _TARGETS if name in role), None))


def _profile(profile_id: str, item: Any) -> ProfileRow:
    known = item if isinstance(item, dict) else {}
    address = f"{SITE}/{known.get('vanityName') or profile_id}"
    return ProfileRow(profile_id, KIND, str(known.get("localizedName") or profile_id), address)
