"""What holds for the whole code: who opens connections, who takes files, what nobody does, and what the documents
on security say is tested.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from settings import HERE
from tests.advisories import UNREACHED, judge

FOLDERS = ("api", "db", "engine", "jobs", "pages")
# Who opens connections, and to where. What people enter is called through the first two only.
CALLERS = {
    "engine/core/outward.py": "addresses that people enter: webhooks, notifications; judged before a call",
    "engine/connectors/media.py": "addresses of pictures and films that people enter, judged by the first",
    "engine/connectors/http.py": "the platforms, whose addresses are in the code or the settings",
    "engine/notifications/ways.py": "the mail server of the settings; chat services by their own fixed addresses",
    "engine/audits/headers.py": "our own public address",
    "engine/demo.py": "the sandbox",
    "jobs/doctor.py": "our own ports",
    "jobs/processes.py": "our own ports",
}
NETWORK = {
    "httpx",
    "requests",
    "smtplib",
    "socket",
    "aiohttp",
    "apprise",
    "urllib3",
    "urllib.request",
    "http.client",
}
# Who takes a file, and what judges its bytes; `received` itself bounds the size before it reads.
TAKERS = {
    "api/posts.py": "posts.keep_file",
    "api/imports.py": "imports.",
    "api/campaign_batches.py": "batches.",
}
FORBIDDEN = {
    "eval",
    "exec",
    "os.system",
    "pickle.loads",
    "pickle.load",
    "yaml.load",
    "marshal.loads",
    "hashlib.md5",
}
DOCUMENTS = ("docs/ASVS.md", "docs/THREATS.md")
# OWASP ASVS 5.0.0, level 1: 70 requirements, https://github.com/OWASP/ASVS/tree/master/5.0
LEVEL_1 = """
1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1 2.1.1 2.2.1 2.2.2 2.3.1 3.2.1 3.2.2 3.3.1 3.4.1 3.4.2 3.5.1
3.5.2 3.5.3 4.1.1 4.4.1 5.2.1 5.2.2 5.3.1 5.3.2 6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.3.1
6.3.2 6.4.1 6.4.2 7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2 8.1.1 8.2.1 8.2.2 8.3.1 9.1.1 9.1.2 9.1.3 9.2.1 10.4.1
10.4.2 10.4.3 10.4.4 10.4.5 11.3.1 11.3.2 11.4.1 12.1.1 12.2.1 12.2.2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1
15.3.1
"""


def sources() -> Iterator[tuple[str, ast.Module]]:
    for folder in FOLDERS:
        for path in (HERE / folder).rglob("*.py"):
            yield str(path.relative_to(HERE)), ast.parse(path.read_text())


def test_connections_leave_through_known_doors_only() -> None:
    found = set()
    for name, tree in sources():
        for node in ast.walk(tree):
            modules = {alias.name for alias in node.names} if isinstance(node, ast.Import) else set()
            modules |= {str(node.module)} if isinstance(node, ast.ImportFrom) else set()
            if modules & NETWORK:
                found.add(name)
    assert found == set(CALLERS)


def test_files_are_taken_by_known_routes_only_and_each_judges_their_bytes() -> None:
    found = set()
    for name, tree in sources():
        called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        if "received" in called:
            found.add(name)
            assert any(one.startswith(TAKERS.get(name, "?")) for one in called), f"{name}: who judges the bytes?"
        assert not {one for one in called if one.endswith(("file_uploader", "camera_input"))}, name
    assert found == set(TAKERS)


def test_nobody_runs_text_as_code_or_trusts_a_weak_digest() -> None:
    for name, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                assert ast.unparse(node.func) not in FORBIDDEN, f"{name}:{node.lineno}"
                assert not any(one.arg == "shell" for one in node.keywords), f"{name}:{node.lineno}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_tests_that_a_document_names_are_there(document: str) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", (HERE / document).read_text())
    assert len(named) > 20
    for path, test in named:
        assert (HERE / path).is_file(), path
        assert not test or re.search(rf"^def {test}\(", (HERE / path).read_text(), re.MULTILINE), f"{path}::{test}"


def test_every_requirement_of_level_1_is_answered_once() -> None:
    rows = re.findall(r"^\| (\d+\.\d+\.\d+) \|.*\| (.*) \|$", (HERE / "docs/ASVS.md").read_text(), re.MULTILINE)
    assert [number for number, _ in rows] == LEVEL_1.split()
    silent = [number for number, answer in rows if "`tests/" not in answer and not answer.startswith("– ")]
    assert silent == [], "name a test, or say why there is none"


def test_a_known_weakness_fails_the_build_and_a_silent_source_does_not() -> None:
    fine = {"name": "orjson", "version": "3.13.0", "vulns": []}
    weak = {"name": "jinja2", "version": "3.1.0", "vulns": [{"id": "CVE-2024-1", "fix_versions": ["3.1.3"]}]}
    left = {"name": "typer", "skip_reason": "not found"}

    assert judge({"dependencies": [left]}) == (UNREACHED, True)
    assert judge({"dependencies": [fine, left]})[1]
    said, may_go_on = judge({"dependencies": [fine, weak]})
    assert not may_go_on
    assert "jinja2 3.1.0: CVE-2024-1 (mended in 3.1.3)" in said
