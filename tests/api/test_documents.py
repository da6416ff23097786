"""The description of the API: whole, true to the routes, with examples that hold, and samples that run."""

import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from api.documents import openapi
from api.documents.openapi import answers, document, operations
from api.documents.postman import collection
from db.kinds import Role
from engine import keys
from engine.core.work import Actor, work
from tests.api.routes import CALLS
from tests.factories import PASSWORD, OrgFacts
from tests.site import member, visitor

BY_ID = {one["operationId"]: (method, path, one) for method, path, one in operations(document())}
PARSE = """
const vm = require("node:vm");
for (const [name, source] of Object.entries(JSON.parse(require("node:fs").readFileSync(0, "utf8")))) {
  try { new vm.SourceTextModule(source); } catch (error) { console.log(name, String(error)); }
}
"""
REGISTRY = Registry().with_resource("urn:openapi", DRAFT202012.create_resource(document()))
RUN = ("metrics_catalog", "orgs_show", "dashboard_show", "keys_show_all", "orgs_save_goals")


def faults(schema: dict[str, Any], value: Any) -> list[str]:
    absolute = json.loads(json.dumps(schema).replace('"#/components', '"urn:openapi#/components'))
    validator = Draft202012Validator(absolute, registry=REGISTRY, format_checker=FormatChecker())
    return [f"{'.'.join(map(str, fault.path))}: {fault.message}" for fault in validator.iter_errors(value)]


@pytest.fixture
def key(org: OrgFacts) -> str:
    with work(org.id, Actor("test")) as unit:
        return keys.create_key(unit, "a program", Role.OWNER, maker=Role.OWNER)


def test_it_is_openapi_3_1() -> None:
    assert document()["openapi"].startswith("3.1")
    validate(document())


def test_many_who_are_the_first_to_ask_for_it_are_answered_alike() -> None:
    openapi._document.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        found = [one.result() for one in [pool.submit(document) for _ in range(8)]]

    assert all(one is found[0] for one in found)


def test_every_route_is_described_and_nothing_else() -> None:
    assert {(method.upper(), path) for method, path, _ in operations(document())} == {
        (call.method, call.path) for call in CALLS
    }
    assert len(BY_ID) == len(CALLS)


@pytest.mark.parametrize("name", BY_ID)
def test_an_operation_says_all_that_a_caller_needs(name: str) -> None:
    method, path, one = BY_ID[name]
    door = next(call.doors[0] for call in CALLS if (call.method, call.path) == (method.upper(), path))

    assert one["summary"]
    assert len(one["description"].split("\n\n")[0]) >= 8
    assert one["x-permission"] == (getattr(door, "permission", None) or None)
    assert one["x-rate-limit"]["tier"] == door.tier
    assert set(re.findall(r"{(\w+)}", path)) == {p["name"] for p in one["parameters"] if p["in"] == "path"}
    assert {tag["name"] for tag in document()["tags"] if tag["description"]} >= set(one["tags"])
    for parameter in one["parameters"]:
        assert len(parameter["description"]) > 3
        assert faults(parameter["schema"], parameter["example"]) == [], parameter["name"]
    for content in one.get("requestBody", {}).get("content", {}).values():
        assert faults(content["schema"], content["example"]) == []
    ours = {"429", "503"} | ({"401", "403", "404"} if one["x-permission"] else set())
    assert ours <= set(one["responses"])
    assert [sample["lang"] for sample in one["x-codeSamples"]] == ["bash", "javascript", "php", "python"]


@pytest.mark.parametrize("name", BY_ID)
def test_an_example_of_an_answer_fits_its_schema(name: str) -> None:
    (success,) = (one for status, one in BY_ID[name][2]["responses"].items() if status < "300")
    for media, content in success["content"].items():
        if media == "application/json":
            assert faults(content["schema"], content["example"]) == []


def test_examples_tell_nothing_of_anybody() -> None:
    told = json.dumps(document())
    assert set(re.findall(r"[\w.+-]+@[\w-]+\.[\w.]+\w", told)) <= {"person@example.com"}
    assert not re.search(r"cmis_\w{8,}_\w{16,}|whsec_\w{8,}|127\.0\.0\.1", told)


def test_todays_answers_still_have_the_shape_of_the_documents(web: str, org: OrgFacts) -> None:
    """Of all that can be read without an id; this organisation is empty, the recorded one was not."""
    seen, wrong = 0, {}
    with member(web, org.sign_in()) as person:
        for name, (method, path, one) in BY_ID.items():
            if method != "get" or "{" in path.replace("{org}", "") or name not in answers():
                continue
            asked = {p["name"]: p["example"] for p in one["parameters"] if p["in"] == "query" and p["required"]}
            answer = person.get("/api" + path.replace("{org}", str(org.id)), params=asked)
            if answer.status_code == answers()[name]["status"] and "schema" in answers()[name]:
                seen += 1
                wrong[name] = faults(answers()[name]["schema"], answer.json())

    assert {name: fault for name, fault in wrong.items() if fault} == {}
    assert seen > 40


def test_it_is_served_as_json_and_yaml(web: str) -> None:
    with visitor(web) as nobody:
        plain = nobody.get("/docs.openapi")
        by_header = nobody.get("/docs.openapi", headers={"Accept": "application/yaml"})
        by_name = nobody.get("/docs.openapi?format=yaml")

    assert plain.json() == json.loads(json.dumps(document()))
    assert by_header.headers["content-type"] == "application/yaml"
    assert yaml.safe_load(by_header.text) == plain.json() == yaml.safe_load(by_name.text)


def test_the_collection_has_every_operation_and_its_variables(web: str) -> None:
    with visitor(web) as nobody:
        served = nobody.get("/docs.postman").json()

    items = [item for folder in served["item"] for item in folder["item"]]
    assert len(items) == len(CALLS)
    assert {one["key"] for one in served["variable"]} == {"baseUrl", "org", "key"}
    assert served["info"]["schema"].endswith("v2.1.0/collection.json")
    assert served["item"] == json.loads(json.dumps(collection()))["item"]


def sources(language: str) -> dict[str, str]:
    return {
        name: sample["source"]
        for name, (_, _, one) in BY_ID.items()
        for sample in one["x-codeSamples"]
        if sample["lang"] == language
    }


def test_the_samples_of_every_operation_are_bash_and_python() -> None:
    for name, source in sources("python").items():
        compile(source, name, "exec")
    script = "\n".join(sources("bash").values())
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_samples_of_every_operation_are_javascript() -> None:
    if not (node := shutil.which("node")):
        pytest.skip("Samples in JavaScript are judged by Node, which is not here.")
    given = json.dumps(sources("javascript"))
    command = [node, "--no-warnings", "--experimental-vm-modules", "-e", PARSE]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    assert done.stdout == ""


def test_the_samples_of_every_operation_are_php() -> None:
    if not (php := shutil.which("php")):
        pytest.skip("Samples in PHP are judged by php (Debian package php-cli), which is not here.")
    judge = (
        "foreach (json_decode(stream_get_contents(STDIN), true) as $name => $source) "
        "try { token_get_all($source, TOKEN_PARSE); } catch (ParseError $e) { echo $name, $e; }"
    )
    done = subprocess.run(
        [php, "-r", judge], input=json.dumps(sources("php")), capture_output=True, text=True, check=True
    )
    assert done.stdout == ""


def runner(language: str) -> str:
    """What runs samples in that language; the test is skipped where it is not here."""
    program = {"bash": "bash", "javascript": "node", "php": "php", "python": sys.executable}[language]
    if not shutil.which(program):
        pytest.skip(f"Samples in {language} are run by {program}, which is not here.")
    if (
        language == "php"
        and subprocess.run([program, "-r", "exit(function_exists('curl_init') ? 0 : 1);"], check=False).returncode
    ):
        pytest.skip("Samples in PHP use its curl extension (Debian package php-curl), which is not here.")
    return program


@pytest.mark.parametrize("language", ["bash", "javascript", "php", "python"])
def test_samples_run(web: str, org: OrgFacts, key: str, language: str, tmp_path: Path) -> None:
    program = runner(language)
    env = os.environ | {"CMIS_URL": web, "CMIS_KEY": key, "CMIS_ORG": str(org.id)}
    for name in RUN:
        file = tmp_path / f"{name}.{'mjs' if language == 'javascript' else language}"
        file.write_text(sources(language)[name])
        done = subprocess.run([program, str(file)], env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout).keys() == answers()[name]["example"].keys()

    with work(org.id, Actor("test")) as unit:
        keys.revoke_key(unit, keys.list_keys(org.id)[0]["id"])
    refused = subprocess.run([program, str(file)], env=env, capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert re.search("key_revoked|401", refused.stdout + refused.stderr)


@pytest.mark.parametrize("language", ["bash", "javascript", "php", "python"])
def test_samples_of_a_persons_session_run_one_after_the_other(
    web: str, org: OrgFacts, language: str, tmp_path: Path
) -> None:
    program, env = runner(language), os.environ | {"CMIS_URL": web, "CMIS_SESSION": ""}
    example = BY_ID["sessions_sign_in"][2]["requestBody"]["content"]["application/json"]["example"]
    told = {}
    for name in ("sessions_sign_in", "sessions_me", "sessions_show_all", "sessions_sign_out", "sessions_me"):
        source = sources(language)[name]
        for given, real in ((example["email"], org.email), (example["password"], PASSWORD)):
            source = source.replace(given, real)
        file = tmp_path / f"{name}.{'mjs' if language == 'javascript' else language}"
        file.write_text(source)
        command = [program, str(file)]
        done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=False)
        told[name] = done.returncode, done.stdout
        if language == "javascript" and name == "sessions_sign_in":
            env["CMIS_SESSION"] = done.stderr.strip()

    assert [code for code, _ in list(told.values())[:1] + list(told.values())[2:]] == [0, 0, 0]
    assert [one["here"] for one in json.loads(told["sessions_show_all"][1])["sessions"]] == [True]
    assert told["sessions_me"][0] != 0  # the second time there is no session any more
