"""The description as a Postman collection (2.1): a folder for each tag, with the recorded answers as examples."""

import json
from collections import defaultdict
from typing import Any

from api.documents.openapi import document, operations

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def collection(server: str = "https://cmis.example") -> dict[str, Any]:
    """The collection; `server` is where the variable `baseUrl` begins."""
    described = document()
    folders = defaultdict(list)
    for method, path, operation in operations(described):
        folders[operation["tags"][0]].append(_item(method, path, operation))
    about = {tag["name"]: tag["description"] for tag in described["tags"]}
    info = described["info"]
    return {
        "info": {"name": f"{info['title']} API", "description": info["description"], "schema": SCHEMA},
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{key}}", "type": "string"}]},
        "variable": [
            {"key": "baseUrl", "value": f"{server}/api"},
            {"key": "org", "value": ""},
            {"key": "key", "value": ""},
        ],
        "item": [{"name": tag, "description": about[tag], "item": items} for tag, items in folders.items()],
    }


def _item(method: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    request: dict[str, Any] = {
        "method": method.upper(),
        "description": operation["description"],
        "header": [],
        "url": _address(path, operation),
    }
    if by_session := "auth" in operation["tags"]:
        request["header"].append({"key": "Origin", "value": "{{baseUrl}}"})
    if by_session or not operation["security"]:
        request["auth"] = {"type": "noauth"}
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        if media == "multipart/form-data":
            fields = [_field(name, value) for name, value in content["example"].items()]
            request["body"] = {"mode": "formdata", "formdata": fields}
        else:
            request["header"].append({"key": "Content-Type", "value": media})
            raw = json.dumps(content["example"], ensure_ascii=False, indent=2)
            request["body"] = {"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}}
    return {"name": operation["summary"], "request": request, "response": _answers(operation, request)}


def _address(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    steps = [
        "{{org}}" if step == "{org}" else step.replace("{", ":").replace("}", "") for step in path[1:].split("/")
    ]
    variables = [
        {"key": one["name"], "value": str(one["example"]), "description": one["description"]}
        for one in operation["parameters"]
        if one["in"] == "path" and one["name"] != "org"
    ]
    query = [
        {
            "key": one["name"],
            "value": ",".join(map(str, one["example"]))
            if isinstance(one["example"], list)
            else str(one["example"]),
            "description": one["description"],
            "disabled": not one.get("required", False),
        }
        for one in operation["parameters"]
        if one["in"] == "query"
    ]
    return {
        "raw": "{{baseUrl}}/" + "/".join(steps),
        "host": ["{{baseUrl}}"],
        "path": steps,
        "variable": variables,
        "query": query,
    }


def _field(name: str, value: str) -> dict[str, Any]:
    return (
        {"key": name, "type": "file", "src": []}
        if name == "file"
        else {"key": name, "type": "text", "value": value}
    )


def _answers(operation: dict[str, Any], request: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for status, answer in operation["responses"].items():
        for media, content in answer.get("content", {}).items():
            if "example" not in content:
                continue
            example = content["example"]
            found.append(
                {
                    "name": answer["description"],
                    "originalRequest": {name: request[name] for name in ("method", "header", "url")},
                    "code": int(status),
                    "_postman_previewlanguage": "json" if "json" in media else "text",
                    "header": [{"key": "Content-Type", "value": media}],
                    "body": example
                    if isinstance(example, str)
                    else json.dumps(example, ensure_ascii=False, indent=2),
                }
            )
    return found
