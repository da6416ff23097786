"""What the person decided about a file; whatever is empty is found out from the file itself."""

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self
from uuid import UUID

from babel.numbers import list_currencies

from db.kinds import PlatformName
from engine.core.errors import Invalid
from engine.core.i18n import N_, t
from engine.core.periods import time_zones
from engine.imports.amounts import MARKS
from engine.imports.dates import ORDERS
from engine.imports.fields import Field
from engine.imports.texts import DELIMITERS, ENCODINGS

NAME_LENGTH = 120
_ONE_OF = N_("Choose one of: {expected}.")
_CURRENCY = N_("“{value}” is not a currency. Give its three letters, such as SAR.")
_ZONE = N_("“{value}” is not a time zone. Give its name, such as Asia/Riyadh.")
_FIELD = N_("“{value}” is not something a column can hold. Choose one of: {known}.")
_LONG = N_("At most {max_length} characters.")


@dataclass(frozen=True, slots=True)
class AccountChoice:
    """The account the figures belong to: one that files were loaded into before, or a new one."""

    integration_id: str = ""
    name: str = ""
    external_id: str = ""
    currency: str = ""
    timezone: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """`columns`: field → head of its column (empty: none holds it); without it the columns are guessed."""

    platform: str = ""
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    date_order: str = ""
    columns: dict[str, str] | None = None
    account: AccountChoice = field(default_factory=AccountChoice)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        """From the row's JSON."""
        known = {one.name: kept[one.name] for one in fields(cls) if one.name in kept}
        return cls(**{**known, "account": AccountChoice(**kept.get("account", {}))})

    def kept(self) -> dict[str, Any]:
        """For the row's JSON."""
        return asdict(self)

    def changed(self, changes: dict[str, Any]) -> "Choices":
        """With these parts exchanged; Invalid names those that make no sense.

        Another platform, encoding or delimiter means other columns: they are guessed again unless given too.
        """
        known = {one.name for one in fields(self)}
        parts = {name: value for name, value in changes.items() if name in known and value is not None}
        if isinstance(parts.get("account"), dict):
            parts["account"] = replace(self.account, **parts["account"])
        if {"platform", "encoding", "delimiter"} & parts.keys() and "columns" not in parts:
            parts["columns"] = None
        made = replace(self, **parts)
        if wrong := made.faults():
            raise Invalid(fields=wrong)
        return made

    def faults(self) -> dict[str, list[str]]:
        """`{field: [sentence]}` of whatever is no valid choice."""
        wrong: dict[str, list[str]] = {}
        lists: dict[str, list[Any]] = {
            "platform": list(PlatformName), "encoding": list(ENCODINGS), "delimiter": list(DELIMITERS),
            "decimal": list(MARKS), "date_order": list(ORDERS),
        }  # fmt: skip
        for name, known in lists.items():
            if (value := getattr(self, name)) and value not in known:
                wrong[name] = [t(_ONE_OF, expected=", ".join(map(str, known)))]
        unknown = [name for name in self.columns or {} if name not in set(Field)]
        if unknown:
            wrong["columns"] = [t(_FIELD, value=unknown[0], known=", ".join(Field))]
        return wrong | self._account_faults()

    def _account_faults(self) -> dict[str, list[str]]:
        wrong = {}
        account = self.account
        if account.currency and account.currency not in list_currencies():
            wrong["account.currency"] = [t(_CURRENCY, value=account.currency)]
        if account.timezone and account.timezone not in time_zones():
            wrong["account.timezone"] = [t(_ZONE, value=account.timezone)]
        for name in ("name", "external_id"):
            if len(getattr(account, name)) > NAME_LENGTH:
                wrong[f"account.{name}"] = [t(_LONG, max_length=NAME_LENGTH)]
        if account.integration_id and not _is_id(account.integration_id):
            wrong["account.integration_id"] = [t("Not a valid id.")]
        return wrong


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
