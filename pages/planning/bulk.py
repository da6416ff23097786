"""Campaigns from a file: bring it, look at what it would create, have it created, take the result away."""

from datetime import datetime
from typing import Any
from uuid import UUID

import streamlit as st
from markupsafe import Markup

from db.kinds import ImportStatus
from engine import batches
from engine.core.errors import Missing
from engine.core.exports import MEDIA, Form
from engine.core.i18n import N_, nt, t
from engine.core.work import Work
from engine.permissions import Permission, require
from pages.planning.overview import platforms
from pages.ui import format as formats
from pages.ui.cards import card_bar, card_box, footnote, heading
from pages.ui.deeds import do, done
from pages.ui.frame import section
from pages.ui.html import render, show
from pages.ui.marks import link, n, pill
from pages.ui.picks import pick, pick_button
from pages.ui.scope import Scope
from pages.ui.states import Step, nothing, trouble, warning
from pages.ui.stats import Stat, stats_strip
from pages.ui.strips import progress
from pages.ui.tables import Column, table
from pages.ui.topbar import topbar

Row = dict[str, Any]
SHOWN = 200
STATES = {
    "ready": ("good", N_("ready")),
    "wrong": ("bad", N_("not as it is")),
    "made": ("mute", N_("was there already")),
}
STATUSES = {
    ImportStatus.PREVIEW: ("mute", N_("not created yet")),
    ImportStatus.RUNNING: ("live", N_("being created")),
    ImportStatus.DONE: ("good", N_("created")),
    ImportStatus.FAILED: ("bad", N_("failed")),
}
FORMS = {Form.CSV: "CSV", Form.XLSX: "Excel"}


def bulk(scope: Scope) -> None:
    """The file that the address names, else the field that takes one."""
    require(scope.person.role, Permission.CAMPAIGNS_WRITE)
    named = st.query_params["bulk"]
    with topbar(t("Campaigns from a file")) as top:
        top.sub = t("Plan many in a spreadsheet, look at all of them, create each once")
        if named != "1" and st.button(t("Bring another file")):
            _open("1")
        if st.button(t("All campaigns")):
            del st.query_params["bulk"]
            st.rerun()
    if named == "1":
        _bring(scope)
    else:
        _file(scope, _id(named))
    _past(scope)


def _bring(scope: Scope) -> None:
    steps = [
        Step(
            t("Begin with the sample"),
            t("It has every column. A row is an ad; rows of one name are one campaign."),
            "now",
        ),
        Step(t("See what would happen"), t("Every row is checked as if it were created; nothing is created yet.")),
        Step(
            t("Create"),
            t("Each campaign is made paused unless its row says so, and once, however often you try."),
        ),
    ]  # fmt: skip
    with card_box("bring"):
        heading(t("Bring a file"))
        with st.container(horizontal=True):
            for form, label in FORMS.items():
                sample = batches.sample_file(scope.org_id, form)
                st.download_button(
                    t("Sample as {form}", form=label), sample.body, sample.name, sample.media, on_click="ignore",
                    icon=":material/download:",
                )  # fmt: skip
        hint = t(
            "CSV, TSV or Excel (.xlsx), up to {megabytes} MB, {rows} rows and {campaigns} campaigns",
            megabytes=batches.MAX_BYTES // 2**20, rows=formats.number(batches.MAX_ROWS),
            campaigns=formats.number(batches.MAX_CAMPAIGNS),
        )  # fmt: skip
        action = f"/api/orgs/{scope.org_id}/unified-campaigns/bulk"
        show(render("upload", action=action, hint=hint, steps=steps))
        if brought := pick("upload"):
            _open(brought)


@section(N_("The file"), run_every=2)
def _file(scope: Scope, batch_id: UUID) -> None:
    """What it would do, how far it is, or what came of it."""
    found = batches.batch_progress(scope.org_id, batch_id)
    done("bulk")
    if found["status"] == ImportStatus.RUNNING:
        with card_box("bulk"):
            heading(found["file_name"])
            show(_bar(found))
        return
    if found["status"] == ImportStatus.DONE:
        _result(scope, batch_id, found)
    else:
        _dry_run(scope, batch_id, found)


def _dry_run(scope: Scope, batch_id: UUID, found: Row) -> None:
    found = _looked(scope, batch_id, found)
    wrong = sum(one["state"] == "wrong" for one in found["campaigns"])
    if found["error"]:
        show(trouble(t("The last attempt stopped"), found["error"]))
    if found["notes"]:
        show(warning(t("Not everything is read"), Markup("<br>").join(found["notes"])))
    with card_box("bulk"):
        with card_bar("bulk", found["file_name"]):
            creatable = found["creatable"]
            label = nt("Create {n} campaign", "Create {n} campaigns", creatable)
            if st.button(label, type="primary", disabled=not creatable):

                def start(unit: Work) -> None:
                    batches.start(unit, batch_id)

                st.session_state.pop(f"looked-{batch_id}", None)
                do(scope, "bulk", start)
        show(
            stats_strip(
                [
                    Stat(t("Rows"), n(formats.number(found["rows"])), t("read from the file")),
                    Stat(t("Campaigns"), n(formats.number(found["total"])), t("planned in it")),
                    Stat(
                        t("Ready"), n(formats.number(creatable)), t("will be created"), "good" if creatable else ""
                    ),
                    Stat(
                        t("Left out"), n(formats.number(wrong)), t("until they are mended"), "bad" if wrong else ""
                    ),
                ]
            )
        )
        show(table(found["campaigns"], _columns(), label=t("Campaigns"), css="grid", cards=True))
    _errors(found["errors"])


def _looked(scope: Scope, batch_id: UUID, found: Row) -> Row:
    """The dry run, kept while the page is open: it is made anew when the file is opened again."""
    key = f"looked-{batch_id}"
    if key not in st.session_state:
        st.session_state[key] = batches.batch_status(scope.org_id, batch_id)
    looked: Row = st.session_state[key]
    return found | looked


def _result(scope: Scope, batch_id: UUID, found: Row) -> None:
    with card_box("bulk"):
        with card_bar("bulk", found["file_name"]):
            for form in FORMS:
                _take_away(scope, batch_id, form)
        wrong = found["wrong"]
        show(
            stats_strip(
                [
                    Stat(t("Campaigns"), n(formats.number(found["total"])), t("planned in it")),
                    Stat(t("Created"), n(formats.number(found["created"])), t("see them in the list"), "good"),
                    Stat(t("There before"), n(formats.number(found["before"])), t("of the same rows")),
                    Stat(t("Not created"), n(formats.number(wrong)), t("see below"), "bad" if wrong else ""),
                ]
            )
        )
        show(Markup('<p class="fname">{}</p>').format(link(t("See the campaigns"), "/campaigns")))
    if wrong:
        _errors(batches.batch_status(scope.org_id, batch_id)["errors"])


def _take_away(scope: Scope, batch_id: UUID, form: Form) -> None:
    def body() -> bytes:
        return batches.result_file(scope.org_id, batch_id, form).body

    label = t("Result as {form}", form=FORMS[form])
    name = f"campaigns-result.{form}"
    st.download_button(label, body, name, MEDIA[form], on_click="ignore", icon=":material/download:")


def _errors(errors: list[Row]) -> None:
    columns: list[Column[Row]] = [
        Column(t("Line"), lambda row: n(formats.number(row["line"])), numeric=True),
        Column(t("Column"), lambda row: Markup("<bdi>{}</bdi>").format(row["column"])),
        Column(t("What is wrong"), lambda row: Markup("<bdi>{}</bdi>").format(row["message"]), wide=True),
    ]
    with card_box("flaws"):
        heading(t("What is wrong"), count=len(errors) or None)
        if not errors:
            show(nothing(t("Nothing stands against any of them.")))
            return
        show(table(errors[:SHOWN], columns, label=t("What is wrong"), css="hist"))
        if len(errors) > SHOWN:
            footnote(
                t(
                    "The first {n} are shown. Mend them, and bring the file again to see the rest.",
                    n=formats.number(SHOWN),
                )
            )


@section(N_("Files so far"), run_every=5)
def _past(scope: Scope) -> None:
    rows = batches.list_batches(scope.org_id)
    if not rows:
        return
    with card_box("past"):
        heading(t("Files so far"), count=len(rows))
        show(table(rows, _past_columns(), label=t("Files so far"), css="hist"))
    if opened := pick("batch"):
        st.query_params["bulk"] = str(UUID(opened))
        st.rerun(scope="app")


def _past_columns() -> list[Column[Row]]:
    def count(label: str, key: str) -> Column[Row]:
        return Column(label, lambda row: n(formats.number(row[key])), numeric=True)

    return [
        Column(t("File"), lambda row: pick_button("batch", row["id"], _quiet(row["file_name"])), wide=True),
        Column(t("Brought"), lambda row: n(formats.ago(datetime.fromisoformat(row["created_at"])))),
        count(t("Rows"), "rows"),
        count(t("Campaigns"), "total"),
        count(t("Created"), "created"),
        count(t("Not created"), "wrong"),
        Column(t("State"), lambda row: _pill(STATUSES[row["status"]]), css="st"),
    ]


def _columns() -> list[Column[Row]]:
    return [
        Column(t("Campaign"), lambda row: _quiet(row["name"] or t("without a name")), wide=True),
        Column(t("Lines"), lambda row: n(", ".join(map(str, row["lines"][:6])) + ("…" * (len(row["lines"]) > 6)))),
        Column(t("Platforms"), lambda row: platforms(row["platforms"])),
        Column(t("Posts"), lambda row: n(formats.number(row["posts"])), numeric=True),
        Column(t("Budget"), _budget, numeric=True),
        Column(t("State"), _state, css="st"),
    ]


def _budget(row: Row) -> Markup:
    return n(f"{row['total_budget'] or formats.NONE} {row['currency'] or ''}".strip())


def _state(row: Row) -> Markup:
    shown = _pill(STATES[row["state"]])
    notes = Markup("<br>").join(row["warnings"])
    return Markup('{}<span class="sub below">{}</span>').format(shown, notes) if row["warnings"] else shown


def _pill(state: tuple[str, str]) -> Markup:
    tone, word = state
    return pill(tone, t(word))


def _quiet(name: str) -> Markup:
    return Markup("<bdi>{}</bdi>").format(name)


def _bar(found: Row) -> Markup:
    through, total = found["through"], max(found["total"], 1)
    share = through / total
    label = t("{name}: {percent} done", name=found["file_name"], percent=formats.percent(share, 0))
    said = nt("{n} campaign through", "{n} campaigns through", through)
    waiting = "" if through else t("waiting for a worker")
    percent = n(formats.percent(share, 0))
    return progress(_quiet(found["file_name"]), t("Create"), share, said, waiting, percent, label=label)


def _open(named: str) -> None:
    st.query_params["bulk"] = named
    st.rerun()


def _id(named: str) -> UUID:
    try:
        return UUID(named)
    except ValueError:
        raise Missing from None
