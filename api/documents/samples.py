"""Every operation as a program would call it: bash, JavaScript, PHP and Python with nothing unusual installed.

They read CMIS_URL (https://cmis.example), CMIS_KEY and CMIS_ORG from the environment. What takes a person's
session has its cookie in a file that all but JavaScript share; there it is CMIS_SESSION.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from shlex import quote
from typing import Any
from urllib.parse import urlencode

SHOWN = ("days", "per_page")  # parameters that need not be given, and usually are
PAGE = '    headers={"Origin": url}, timeout=60,'
FILE, JAR = "file.csv", "session.txt"


@dataclass(frozen=True)
class Call:
    """What is to be written: `body` as JSON, or a file to `upload`; by a key, or by a person's session."""

    method: str
    place: str
    body: Any
    upload: bool
    by_session: bool


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
    call = Call(method, place, body, "multipart/form-data" in content, "auth" in operation["tags"])
    return [{"lang": language, "label": label, "source": write(call)} for language, label, write in WRITERS]


def _bash(call: Call) -> str:
    lines = ["curl -sS --fail-with-body"]
    if call.method != "GET":
        lines[0] += f" -X {call.method}"
    lines[0] += f' "$CMIS_URL{call.place.replace("{org}", "$CMIS_ORG")}"'
    if call.by_session:
        lines += [f"-b {JAR} -c {JAR}", '-H "Origin: $CMIS_URL"']
    else:
        lines.append('-H "Authorization: Bearer $CMIS_KEY"')
    if call.upload:
        lines.append(f"-F file=@{FILE}")
    elif call.body is not None:
        lines += ["-H 'Content-Type: application/json'", f"-d {quote(_json(call.body))}"]
    return " \\\n  ".join(lines) + "\n"


def _javascript(call: Call) -> str:
    address, options = call.place.replace("{org}", "${CMIS_ORG}"), [f"method: {json.dumps(call.method)},"]
    head, headers = (
        ["const { CMIS_URL, CMIS_KEY, CMIS_ORG } = process.env;"],
        "Authorization: `Bearer ${CMIS_KEY}`",
    )
    tail = ["console.log(await answer.text());", ""]
    if call.by_session:
        head, headers = (
            ['const { CMIS_URL, CMIS_SESSION = "" } = process.env;'],
            "Origin: CMIS_URL, Cookie: CMIS_SESSION",
        )
        tail.insert(0, 'console.error(answer.headers.getSetCookie().map((one) => one.split(";")[0]).join("; "));')
    if call.upload:
        head = ['import { openAsBlob } from "node:fs";', *head, "const form = new FormData();"]
        head.append(f'form.set("file", await openAsBlob("{FILE}"), "{FILE}");')
        options.append("body: form,")
    elif call.body is not None:
        headers += ', "Content-Type": "application/json"'
        options.append(f"body: JSON.stringify({_json(call.body, 2).replace(chr(10), chr(10) + '  ')}),")
    options.insert(1, f"headers: {{ {headers} }},")
    lines = [
        *head,
        f"const answer = await fetch(`${{CMIS_URL}}{address}`, {{",
        *(f"  {one}" for one in options),
        "});",
        "if (!answer.ok) throw new Error(await answer.text());",
    ]
    return "\n".join([*lines, *tail])


def _php(call: Call) -> str:
    before, _, after = call.place.partition("{org}")
    address = f"getenv('CMIS_URL') . {_single(before)}"
    if "{org}" in call.place:
        address += f" . getenv('CMIS_ORG') . {_single(after)}" if after else " . getenv('CMIS_ORG')"
    headers = ["'Authorization: Bearer ' . getenv('CMIS_KEY')"]
    options = [f"CURLOPT_CUSTOMREQUEST => {_single(call.method)},", "CURLOPT_RETURNTRANSFER => true,"]
    if call.by_session:
        headers = ["'Origin: ' . getenv('CMIS_URL')"]
        options += [f"CURLOPT_COOKIEFILE => '{JAR}',", f"CURLOPT_COOKIEJAR => '{JAR}',"]
    if call.upload:
        options.append(f"CURLOPT_POSTFIELDS => ['file' => new CURLFile('{FILE}')],")
    elif call.body is not None:
        headers.append("'Content-Type: application/json'")
        options.append(f"CURLOPT_POSTFIELDS => {_single(_json(call.body))},")
    options.insert(2, f"CURLOPT_HTTPHEADER => [{', '.join(headers)}],")
    lines = [
        "<?php",
        f"$call = curl_init({address});",
        "curl_setopt_array($call, [",
        *(f"    {one}" for one in options),
    ]
    check = "if (curl_getinfo($call, CURLINFO_RESPONSE_CODE) >= 400) { fwrite(STDERR, $answer); exit(1); }"
    return "\n".join([*lines, "]);", "$answer = curl_exec($call);", check, "echo $answer, PHP_EOL;", ""])


def _python(call: Call) -> str:
    lines = ["import os", "", "import requests", ""]
    end, ask = [], "requests.request"
    proof = '    headers={"Authorization": f"Bearer {key}"}, timeout=60,'
    if call.by_session:
        lines[1:1] = ["from http.cookiejar import MozillaCookieJar"]
        lines += [
            'url = os.environ["CMIS_URL"]',
            "session = requests.Session()",
            f'session.cookies = MozillaCookieJar("{JAR}")',
            f'if os.path.exists("{JAR}"):',
            "    session.cookies.load(ignore_discard=True)",
        ]
        end, ask, proof = ["session.cookies.save(ignore_discard=True)"], "session.request", PAGE
    else:
        lines.append('url, key, org = (os.environ[f"CMIS_{one}"] for one in ("URL", "KEY", "ORG"))')
    more = ""
    if call.upload:
        lines.append(f'files = {{"file": open("{FILE}", "rb")}}')
        more = "files=files, "
    elif call.body is not None:
        lines.append(f"body = {_literal(call.body)}")
        more = "json=body, "
    lines += [
        f"answer = {ask}(",
        f"    {json.dumps(call.method)}, f{json.dumps('{url}' + call.place)}, {more}",
        proof,
        ")",
        "answer.raise_for_status()",
        *end,
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


WRITERS: tuple[tuple[str, str, Callable[[Call], str]], ...] = (
    ("bash", "bash", _bash),
    ("javascript", "JavaScript", _javascript),
    ("php", "PHP", _php),
    ("python", "Python", _python),
)
