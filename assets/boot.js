/* Runs before Streamlit's bundle on every page of ours; no library, no inline script (the policy forbids it).
   It sets the theme, gives names and landmarks that Streamlit lacks, and lets our markup act. */
"use strict";

{
  const root = document.documentElement;
  const labels = JSON.parse(root.dataset.labels || "{}"); // stock names of Streamlit → the reader's language
  const session = new BroadcastChannel("cmis-session");

  /* Where the server is, so that the bundle need not probe for it (found in the bundle, pinned by a test). */
  window.prerenderReady = false;
  window.__streamlit = {
    BACKEND_BASE_URL: location.origin + "/",
    HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false },
  };

  /* Theme: what the reader chose (the server wrote it), else what their system prefers.
     Streamlit keeps its own per path and reads it when its bundle starts. */
  root.dataset.theme ||= matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  try {
    const name = root.dataset.theme === "dark" ? "Dark" : "Light";
    localStorage.setItem(`stActiveTheme-${location.pathname}-v2`, JSON.stringify(name));
  } catch { /* a browser without storage keeps the system's theme */ }

  /* Streamlit writes href="" for home and "sync" for the rest. */
  const pathOf = (link) => new URL(link.getAttribute("href") || "/", location.origin + "/").pathname;

  /* Links in our markup go through the sidebar's own link: the page changes without a reload. */
  function follow(event, link) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button || new URL(link.href).search) return;
    const wanted = new URL(link.href).pathname;
    const own = [...document.querySelectorAll(".st-key-nav a")].find((a) => pathOf(a) === wanted);
    if (own) { event.preventDefault(); own.click(); }
  }

  /* Sorting: a button in a column's head, aria-sort on it, the order of the values in data-v. */
  function sort(button) {
    const head = button.parentNode, row = head.parentNode, body = row.closest("table").tBodies[0];
    const column = [...row.cells].indexOf(head);
    const sign = head.getAttribute("aria-sort") === "descending" ? 1 : -1;
    for (const cell of row.cells) cell.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
    const key = (line) => line.cells[column]?.dataset.v ?? "";
    const compare = (a, b) => {
      const difference = Number(a) - Number(b);
      return Number.isNaN(difference) ? a.localeCompare(b, root.lang) : difference;
    };
    const lines = [...body.rows].filter((line) => !line.dataset.under);
    const below = Map.groupBy([...body.rows].filter((line) => line.dataset.under), (line) => line.dataset.under);
    lines.sort((a, b) => sign * compare(key(a), key(b)));
    for (const line of lines) body.append(line, ...(below.get(line.dataset.id) ?? []));
  }

  /* A press in our markup reaches Python through one hidden field; React listens to the native setter only. */
  function pick(button) {
    const field = document.querySelector(`.st-key-pick-${button.dataset.pick} input`);
    if (!field) return;
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, button.value);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, bubbles: true }));
  }

  addEventListener("click", (event) => {
    const at = (selector) => event.target.closest?.(selector);
    const link = at("a[data-page]"), head = at("th button"), button = at("[data-pick]");
    if (link) follow(event, link);
    else if (button) pick(button);
    else if (head) sort(head);
  });

  /* A file goes to the address of its form; what the answer calls it goes to Python like a press. */
  async function upload(form, field) {
    const said = form.querySelector("[role=status]");
    form.setAttribute("aria-busy", "true");
    said.textContent = form.dataset.busy;
    let problem = form.dataset.failed;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
      const told = await answer.json();
      if (answer.ok) pick({ dataset: { pick: form.dataset.upload }, value: told.import_id ?? told.id });
      problem = answer.ok ? "" : Object.values(told.messages ?? {}).flat()[0] ?? told.message;
    } catch { /* no answer, or none of ours */ }
    said.textContent = problem;
    form.removeAttribute("aria-busy");
    field.value = "";
  }
  addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-upload]");
    if (form && event.target.files?.length) upload(form, event.target);
  });

  /* Signing out in one tab leads all others to the sign-in page, and so does coming back to a tab whose session
     ended while the machine slept. */
  const leave = () => {
    const here = encodeURIComponent(location.pathname + location.search);
    location.replace(`/auth/login?ended=1&next=${here}`);
  };
  const signingIn = location.pathname.startsWith("/auth/");
  if (signingIn && new URLSearchParams(location.search).has("out")) session.postMessage("signed out");
  if (!signingIn) {
    session.addEventListener("message", leave);
    addEventListener("visibilitychange", async () => {
      if (document.visibilityState !== "visible") return;
      const answer = await fetch("/auth/session").catch(() => null);
      if (answer?.status === 401) leave();
    });
  }

  /* Names and landmarks. */
  function name(element) {
    const label = element.getAttribute("aria-label");
    if (labels[label]) element.setAttribute("aria-label", labels[label]);
    else if (labels.Remove && label.startsWith("Remove ")) {
      element.setAttribute("aria-label", `${labels.Remove} ${label.slice(7)}`);
    }
  }
  function tidy() {
    document.querySelectorAll("[aria-label]").forEach(name);
    for (const nav of document.querySelectorAll(".st-key-nav:not([role])")) {
      nav.setAttribute("role", "navigation");
      nav.setAttribute("aria-label", labels.Main || "Main");
    }
    for (const link of document.querySelectorAll(".st-key-nav a")) {
      const current = pathOf(link) === location.pathname;
      if (current && !link.hasAttribute("aria-current")) link.setAttribute("aria-current", "page");
      if (!current && link.hasAttribute("aria-current")) link.removeAttribute("aria-current");
    }
    const ended = document.querySelector("a[data-leave]");
    if (ended) location.replace(ended.href);
  }
  let waiting = 0;
  const soon = () => { waiting ||= requestAnimationFrame(() => { waiting = 0; tidy(); }); };
  addEventListener("DOMContentLoaded", () => {
    new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
    tidy();
  });
}
