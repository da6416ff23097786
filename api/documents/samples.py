"""Every operation as a program would call it: bash, JavaScript, PHP and Python with nothing unusual installed.

They read CMIS_URL (https://cmis.example), CMIS_KEY and CMIS_ORG from the environment.
"""

import json
from collections.abc import Callable
from shlex import quote
from typing import Any
from urllib.parse import urlencode

SHOWN = ("days", "per_page")  # parameters that need not be given, and usually are
FILE = "file.csv"


def samples_of(method: str, path: str, operation: dict[str, Any]) -> list[dict[str, str]]:
    """`[{lang, label, source}]` of one operation."""
    asked = [one for one in operation["parameters"] if one["in"] == "query"]
    query = {one["name"]: one["example"] for one in asked if one.get("required") or one["name"] in SHOWN}
    place = f"/api{path}" + (f"?{urlencode(query, doseq=True)}" if query else "")
    for one in operation["parameters"]:
        if one["in"] == "path" and one["name"] != "org":
            place = place.replace("{" + one["name"] + "}", str(one["example"]))
    content = operation.get("requestBody", {}).get("content", {})
    body = content.get("application/json", {}).get("example")
    upload = "multipart/form-data" in content
    return [
        {"lang": language, "label": label, "source": write(method, place, body, upload)}
        for language, label, write in WRITERS
    ]


def _bash(method: str, place: str, body: Any, upload: bool) -> str:
    lines = ["curl -sS --fail-with-body"]
    if method != "GET":
        lines[0] += f" -X {method}"
    lines[0] += f' "$CMIS_URL{place.replace("{org}", "$CMIS_ORG")}"'
    lines.append('-H "Authorization: Bearer $CMIS_KEY"')
    if upload:
        lines.append(f"-F file=@{FILE}")
    elif body is not None:
        lines += ["-H 'Content-Type: application/json'", f"-d {quote(_json(body))}"]
    return " \\\n  ".join(lines) + "\n"


def _javascript(method: str, place: str, body: Any, upload: bool) -> str:
    address = place.replace("{org}", "${CMIS_ORG}")
    head, options = ["const { CMIS_URL, CMIS_KEY, CMIS_ORG } = process.env;"], [f"method: {json.dumps(method)},"]
    headers = "Authorization: `Bearer ${CMIS_KEY}`"
    if upload:
        head = ['import { openAsBlob } from "node:fs";', *head, "const form = new FormData();"]
        head.append(f'form.set("file", await openAsBlob("{FILE}"), "{FILE}");')
        options.append("body: form,")
    elif body is not None:
        headers += ', "Content-Type": "application/json"'
        options.append(f"body: JSON.stringify({_json(body, 2).replace(chr(10), chr(10) + '  ')}),")
    options.insert(1, f"headers: {{ {headers} }},")
    call = f"const answer = await fetch(`${{CMIS_URL}}{address}`, {{"
    lines = [
        *head,
        call,
        *(f"  {one}" for one in options),
        "});",
        "if (!answer.ok) throw new Error(await answer.text());",
    ]
    return "\n".join([*lines, "console.log(await answer.text());", ""])


def _php(method: str, place: str, body: Any, upload: bool) -> str:
    before, _, after = place.partition("{org}")
    address = f"getenv('CMIS_URL') . {_single(before)}"
    if "{org}" in place:
        address += f" . getenv('CMIS_ORG') . {_single(after)}" if after else " . getenv('CMIS_ORG')"
    headers = ["'Authorization: Bearer ' . getenv('CMIS_KEY')"]
    options = [f"CURLOPT_CUSTOMREQUEST => {_single(method)},", "CURLOPT_RETURNTRANSFER => true,"]
    if upload:
        options.append(f"CURLOPT_POSTFIELDS => ['file' => new CURLFile('{FILE}')],")
    elif body is not None:
        headers.append("'Content-Type: application/json'")
        options.append(f"CURLOPT_POSTFIELDS => {_single(_json(body))},")
    options.insert(2, f"CURLOPT_HTTPHEADER => [{', '.join(headers)}],")
    lines = [
        "<?php",
        f"$call = curl_init({address});",
        "curl_setopt_array($call, [",
        *(f"    {one}" for one in options),
    ]
    check = "if (curl_getinfo($call, CURLINFO_RESPONSE_CODE) >= 400) { fwrite(STDERR, $answer); exit(1); }"
    return "\n".join([*lines, "]);", "$answer = curl_exec($call);", check, "echo $answer, PHP_EOL;", ""])


def _python(method: str, place: str, body: Any, upload: bool) -> str:
    lines = [
        "import os",
        "",
        "import requests",
        "",
        'url, key, org = (os.environ[f"CMIS_{one}"] for one in ("URL", "KEY", "ORG"))',
    ]
    more = ""
    if upload:
        lines.append(f'files = {{"file": open("{FILE}", "rb")}}')
        more = "files=files, "
    elif body is not None:
        lines.append(f"body = {_literal(body)}")
        more = "json=body, "
    lines += [
        "answer = requests.request(",
        f"    {json.dumps(method)}, f{json.dumps('{url}' + place)}, {more}",
        '    headers={"Authorization": f"Bearer {key}"}, timeout=60,',
        ")",
        "answer.raise_for_status()",
        "print(answer.text)",
        "",
    ]
    return "\n".join(line.rstrip() for line in lines)


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _single(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _literal(value: Any) -> str:
    """The value as Python writes it, one field a line."""
    if not isinstance(value, dict):
        return repr(value)
    return "{\n" + "".join(f"    {name!r}: {one!r},\n" for name, one in value.items()) + "}"


WRITERS: tuple[tuple[str, str, Callable[[str, str, Any, bool], str]], ...] = (
    ("bash", "bash", _bash),
    ("javascript", "JavaScript", _javascript),
    ("php", "PHP", _php),
    ("python", "Python", _python),
)
