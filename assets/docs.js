// The page /docs: Swagger UI over our own description, with its samples in four languages beside each operation.
"use strict";

function samples(system) {
  const { React } = system;
  const make = React.createElement;
  let chosen = "bash"; // kept from one operation to the next

  return function Samples({ path, method }) {
    const [lang, choose] = React.useState(chosen);
    const found = system.specSelectors.specJson().getIn(["paths", path, method, "x-codeSamples"]);
    if (!found) return null;
    const shown = found.find((one) => one.get("lang") === lang) || found.first();
    const pick = (one) => {
      chosen = one.get("lang");
      choose(chosen);
    };
    return make(
      "div",
      { className: "samples" },
      make("h4", null, "Samples"),
      make(
        "div",
        { className: "samples-tabs", role: "group", "aria-label": "Language of the sample" },
        found.toArray().map((one) =>
          make(
            "button",
            { key: one.get("lang"), type: "button", "aria-pressed": one === shown, onClick: () => pick(one) },
            one.get("label"),
          ),
        ),
      ),
      make("pre", { tabIndex: 0 }, make("code", null, shown.get("source"))),
    );
  };
}

// As its own layout, without a second `main` inside of ours.
function layout({ React }) {
  const make = React.createElement;
  return function OurLayout({ getComponent }) {
    const [Row, Col, Icons] = ["Row", "Col", "SvgAssets"].map((one) => getComponent(one));
    const [Errors, Info, Servers, Authorize, Filter, Operations] = [
      "errors", "InfoContainer", "ServersContainer", "AuthorizeBtnContainer", "FilterContainer", "operations",
    ].map((one) => getComponent(one, true));
    const wide = { mobile: 12, desktop: 12 };
    return make(
      "div",
      { className: "swagger-ui" },
      make(Icons),
      make(Errors),
      make(Row, { className: "information-container" }, make(Col, wide, make(Info))),
      make(
        "div",
        { className: "scheme-container" },
        make(
          Col,
          { className: "schemes wrapper", mobile: 12 },
          make("div", { className: "schemes-server-container" }, make(Servers)),
          make(Authorize),
        ),
      ),
      make(Filter),
      make(Row, null, make(Col, wide, make(Operations))),
    );
  };
}

function ours(system) {
  return {
    components: {
      OurLayout: layout(system),
      // Items of lists are looked for by their format; without one it complains and draws texts.
      JsonSchema_string_uuid: (props) =>
        system.React.createElement(system.getComponent("JsonSchema_string"), props),
    },
    wrapComponents: {
      // A link inside the button that opens the operation: the address follows what is open anyway.
      DeepLink: (_, system) => ({ text }) => system.React.createElement("span", { className: "nostyle" }, text),
      responses: (Original, system) => {
        const Samples = samples(system);
        return (props) =>
          system.React.createElement(
            system.React.Fragment,
            null,
            system.React.createElement(Samples, { path: props.path, method: props.method }),
            system.React.createElement(Original, props),
          );
      },
    },
  };
}

// What Swagger UI leaves without a name, a place or a way in for those who do not see it or use no mouse. It draws
// anew whenever something is pressed, so this is looked after whenever the page changes.
const MENDED = [
  ["h3", (part) => part.setAttribute("aria-level", "2")],
  ["h4", (part) => part.setAttribute("aria-level", "3")],
  ["h5", (part) => part.setAttribute("aria-level", "4")],
  ["#servers", (part) => name(part, "Server")],
  [".body-param__text", (part) => name(part, "Request body")],
  [".close-modal", (part) => name(part, "Close")],
  ["tr[data-param-name] :is(input, select, textarea)", (part) => name(part, part.closest("tr").dataset.paramName)],
  [".responses-table[role]", (part) => part.removeAttribute("role")], // one region for each operation is none
  ["pre", (part) => (part.tabIndex = 0)], // they scroll
];

function name(part, label) {
  part.setAttribute("aria-label", label);
}

function mend() {
  for (const [selector, put] of MENDED) document.querySelectorAll(`#docs ${selector}`).forEach(put);
}

new MutationObserver(mend).observe(document.getElementById("docs"), { childList: true, subtree: true });

// An example of a filter would be sent by whoever tries the operation out: it is only told.
function told(spec) {
  for (const item of Object.values(spec.paths)) {
    for (const operation of Object.values(item)) {
      for (const one of operation.parameters || []) {
        if (!one.required && "example" in one) {
          one.description += ` Example: \`${[one.example].flat().join(",")}\``;
          delete one.example;
        }
      }
    }
  }
  return spec;
}

fetch("/docs.openapi")
  .then((answer) => answer.json())
  .then((spec) =>
    SwaggerUIBundle({
      spec: told(spec),
      domNode: document.getElementById("docs"),
      deepLinking: true,
      docExpansion: "none",
      defaultModelsExpandDepth: -1,
      filter: true,
      tryItOutEnabled: true,
      persistAuthorization: false,
      validatorUrl: null,
      syntaxHighlight: { activated: false },
      layout: "OurLayout",
      plugins: [ours],
    }),
  );
