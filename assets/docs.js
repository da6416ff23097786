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

function withSamples() {
  return {
    wrapComponents: {
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
      plugins: [withSamples],
    }),
  );
