"""How a file is read: the platform, the account, what text leaves unsaid. Each choice takes effect at once."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import streamlit as st
from babel import Locale

from db.kinds import PlatformName
from engine import imports
from engine.core.i18n import locale, t
from engine.core.work import work
from pages.ui import format as formats
from pages.ui.marks import platform_name
from pages.ui.places import currencies, zones
from pages.ui.scope import Scope

Preview = dict[str, Any]
NEW = ""
WIDTH = 210


def reading(scope: Scope, import_id: UUID, preview: Preview) -> None:
    """The choices: whose figures they are, then how they are written."""
    with st.container(horizontal=True, key="reading"):
        slug = _choose(
            import_id, "platform", t("Platform"), list(PlatformName), preview.get("platform"), platform_name
        )
        _changed(scope, import_id, preview.get("platform"), slug, {"platform": slug})
        _account(scope, import_id, preview, slug)
        for name, label, words in (
            ("encoding", t("Encoding"), imports.ENCODINGS),
            ("delimiter", t("Delimiter"), imports.DELIMITERS),
            ("decimal", t("Numbers"), imports.MARKS),
            ("date_order", t("Days"), imports.ORDERS),
        ):
            _written(scope, import_id, preview, name, label, words)


def _written(  # noqa: PLR0917 - one choice, from its name to its words
    scope: Scope, import_id: UUID, preview: Preview, name: str, label: str, words: Mapping[str, str]
) -> None:
    present = preview.get(name) or preview["choices"].get(name)
    asked = any(one["field"] == name for one in preview.get("problems", ()))
    if not present and not asked and "unreadable" not in preview:
        return  # a workbook has no delimiter, and plain days no order
    chosen = _choose(import_id, name, label, list(words), present, lambda code: t(words[code]))
    _changed(scope, import_id, present, chosen, {name: chosen})


def _account(scope: Scope, import_id: UUID, preview: Preview, slug: str | None) -> None:
    """An account that lives on files already, or the facts of a new one."""
    known = {one["integration_id"]: one for one in imports.list_accounts(scope.org_id) if one["platform"] == slug}
    present = preview["choices"]["account"]
    names = {NEW: t("A new account")} | {one: facts["name"] for one, facts in known.items()}
    now = present["integration_id"] if present["integration_id"] in known else NEW
    chosen = _choose(import_id, f"account-{slug}", t("Account"), list(names), now, names.__getitem__)
    _changed(scope, import_id, now, chosen, {"account": {"integration_id": chosen or ""}})
    if now != NEW:
        return
    for name, label in (("name", t("Name of the account")), ("external_id", t("Account id, if you know it"))):
        text = st.text_input(label, present[name], key=f"{name}-{import_id}", max_chars=120, width=WIDTH)
        _changed(scope, import_id, present[name], text.strip(), {"account": {name: text.strip()}})
    money = Locale(locale()).currencies
    code = _choose(
        import_id,
        "currency",
        t("Currency"),
        currencies(),
        present["currency"],
        lambda one: f"{one} · {money.get(one, one)}",
    )
    _changed(scope, import_id, present["currency"], code, {"account": {"currency": code}})
    zone = _choose(import_id, "timezone", t("Time zone"), zones(), present["timezone"], formats.zone_name)
    _changed(scope, import_id, present["timezone"], zone, {"account": {"timezone": zone}})


def _choose(  # noqa: PLR0917 - one select, from its key to its words
    import_id: UUID, key: str, label: str, codes: Sequence[str], present: str | None, word: Any
) -> str | None:
    return st.selectbox(
        label,
        codes,
        index=codes.index(present) if present in codes else None,
        format_func=word,
        placeholder=t("Choose"),
        key=f"{key}-{import_id}",
        width=WIDTH,
    )


def _changed(scope: Scope, import_id: UUID, before: object, after: object, change: dict[str, Any]) -> None:
    """Let a new choice take effect, and look at the file again."""
    if after is None or after == (before or ""):
        return
    with work(scope.org_id, scope.actor) as unit:
        imports.adjust(unit, import_id, change)
    st.rerun()
