"""The templates for GitHub, GitLab and compose fit their published schemas, and their shell does what they say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import httpx2
import jsonschema_rs
import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema

from simulator.certification.report.writing import JUNIT
from simulator.cli.certify import certify
from tests.docs.console import blocks_of
from tests.kit.conftest import Start, free_port
from tests.kit.dockerfile import ROOT, bare, lend_packages
from tests.kit.steps import EXPRESSION, Action, bash, stopping

IDLE = """
class Client:
    def create_invoice(self, document): ...
    def send_action(self, document): ...
    def run(self): ...
    def books(self):
        return {"invoices": [], "bookings": []}


def make_client(world):
    return Client()
"""
"""A client that does nothing, and is certified for nothing."""
CERTIFY = {"certify": "intermediation", "client": "python:idle:make_client"}
SCHEMAS = {"compose.yaml": "compose-spec", "action.yml": "github-actions", "ci/gitlab.yml": "gitlab-ci"}


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_template_fits_the_published_schema(name: str) -> None:
    schema = jsonschema_rs.validator_for(get_builtin_schema(f"vendor.{SCHEMAS[name]}"))
    assert [f"{list(error.instance_path)}: {error.message}" for error in schema.iter_errors(read(name))] == []


def pages() -> list[tuple[str, str]]:
    """Return the blocks of YAML in the pages for integrators, each with its first line, which names a file."""
    texts = [(ROOT / "docs" / name).read_text("utf-8") for name in ("testing-your-client.md", "certification.md")]
    return [(block.partition("\n")[0], block) for text in texts for block in blocks_of(text, "yaml")]


@pytest.mark.parametrize(("first", "block"), pages())
def test_a_pipeline_on_a_page_fits_its_schema_and_asks_for_what_there_is(first: str, block: str) -> None:
    told = yaml.safe_load(block)
    kind = "gitlab-ci" if ".gitlab-ci.yml" in first else "github-workflows"
    if True in told:  # what YAML 1.1 makes of `on`
        told["on"] = told.pop(True)
    schema = jsonschema_rs.validator_for(get_builtin_schema(f"vendor.{kind}"))
    assert [error.message for error in schema.iter_errors(told)] == []
    inputs = set(read("action.yml")["inputs"])
    steps = [step for job in told.get("jobs", {}).values() for step in job["steps"]]
    assert {name for step in steps if "cfis-sandbox" in step.get("uses", "") for name in step["with"]} <= inputs
    jobs = [job for job in told.values() if isinstance(job, dict) and "extends" in job]
    assert {job["extends"] for job in jobs} <= set(read("ci/gitlab.yml"))


def validated(base_url: str, token: str) -> bool:
    answer = httpx2.get(f"{base_url}/api/v1/partner/validate", headers={"X-Api-Key": token})
    return bool(answer.json()["isValid"])


def test_the_action_starts_a_sandbox_for_the_steps_that_follow_and_certifies_a_client(
    wheel: Path, tmp_path: Path
) -> None:
    port = free_port()
    given = {"package": str(wheel), "port": port, "now": "2026-01-02T09:00:00Z", **CERTIFY}
    action = Action(read("action.yml"), tmp_path, given)
    action.context["github.action_path"] = str(ROOT)
    with stopping(tmp_path / "cfis-sandbox" / "serve.pid"):
        action.run("Install", bare(PIP_NO_DEPS="1"))
        (added,) = action.lines("GITHUB_PATH")
        assert [each.name for each in Path(added).iterdir()] == ["cfis-sandbox"], "the Python of others stays theirs"
        lend_packages(tmp_path / "cfis-sandbox" / "python")
        action.run("Start", bare())
        said = {name: action.context[f"steps.start.outputs.{name}"] for name in ("url", "world", "base-url")}
        assert said == {"url": f"http://127.0.0.1:{port}", "world": "ci", "base-url": f"http://127.0.0.1:{port}/cfis"}
        exported = action.exported()
        assert validated(exported["CFIS_BASE_URL"], exported["CFIS_API_KEY"])
        assert exported["CFIS_API_KEY"] == action.context["steps.start.outputs.access-token"]
        world = httpx2.get(f"{exported['CFIS_SANDBOX_URL']}/sandbox/worlds/ci").json()
        assert world["now"] == given["now"]
    (tmp_path / "idle.py").write_text(IDLE, "utf-8")
    action.run("Certify", bare(), status=1)
    assert action.context["steps.certify.outputs.certified"] == "false"
    made = {each.suffix for each in (tmp_path / action.context["inputs.report"]).iterdir()}
    assert made >= {".html", ".xml", ".sarif", ".json", ".zip"}


def test_the_action_uses_all_that_it_takes_and_takes_all_that_it_uses() -> None:
    text = (ROOT / "action.yml").read_text("utf-8")
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(read("action.yml")["inputs"])
    steps = {step["id"] for step in read("action.yml")["runs"]["steps"] if "id" in step}
    outputs = [EXPRESSION.fullmatch(each["value"]) for each in read("action.yml")["outputs"].values()]
    assert {found[1].split(".")[1] for found in outputs if found} == steps


def test_no_expression_of_the_action_stands_in_its_shell() -> None:
    """There it would be code; in the environment it is a value, whatever somebody gives."""
    steps = read("action.yml")["runs"]["steps"]
    assert [step["name"] for step in steps if EXPRESSION.search(step.get("run", ""))] == []


def test_a_job_of_gitlab_finds_a_sandbox(wheel: Path, tmp_path: Path) -> None:
    template = read("ci/gitlab.yml")
    environment = bare(PIP_NO_DEPS="1", CFIS_SANDBOX_PACKAGE=str(wheel), CFIS_SANDBOX_PORT=free_port())
    install, start = template[".cfis-sandbox"]["before_script"][:2], template[".cfis-sandbox"]["before_script"][2:]
    with stopping(tmp_path / ".cfis-sandbox" / "serve.pid"):
        bash("\n".join(install), environment, tmp_path)
        lend_packages(tmp_path / ".cfis-sandbox")
        said = bash("\n".join([*start, 'echo "$CFIS_BASE_URL $CFIS_API_KEY"']), environment, tmp_path)
        assert validated(*said.split())
    assert install == template[".cfis-certify"]["before_script"]


@pytest.mark.parametrize("name", ["action.yml", "ci/gitlab.yml"])
def test_a_template_certifies_with_options_that_there_are(name: str) -> None:
    (command,) = re.findall(r"cfis-sandbox certify ((?:.|\\\n)*)", (ROOT / name).read_text("utf-8"))
    known = {option for each in certify.params for option in each.opts}
    assert set(re.findall(r"--[a-z-]+", command)) <= known


def test_a_job_of_gitlab_shows_the_reports_that_are_written() -> None:
    job = read("ci/gitlab.yml")[".cfis-certify"]
    folder = job["artifacts"]["paths"][0]
    assert f"--report {folder}" in job["script"][0]
    assert fnmatch(f"{folder}/{JUNIT}", job["artifacts"]["reports"]["junit"])


def test_the_composed_client_passes_its_tests_against_the_composed_sandbox(start: Start) -> None:
    """Without node it is seen that the client is there, and no more."""
    services = read("compose.yaml")["services"]
    client = services["client"]
    source = ROOT / client["volumes"][0].split(":")[0]
    secret = re.sub(r"\$\{\w+:-(.*)\}", r"\1", services["sandbox"]["environment"]["CFIS_SANDBOX_TOKEN"])
    tests = re.findall(r'^test\("', (source / "client.test.mjs").read_text("utf-8"), re.MULTILINE)
    assert tests
    for node in filter(None, [shutil.which(client["command"][0])]):
        server = start(CFIS_SANDBOX_TOKEN=secret)
        done = subprocess.run(
            [node, *client["command"][1:]],
            cwd=source,
            env={**os.environ, "CFIS_SANDBOX_URL": server.url, "CFIS_SANDBOX_TOKEN": secret},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"pass {len(tests)}\n" in done.stdout


def test_the_composed_client_waits_for_a_sandbox_that_is_well_and_has_its_secret() -> None:
    services = read("compose.yaml")["services"]
    assert services["client"]["depends_on"]["sandbox"] == {"condition": "service_healthy"}
    name = "CFIS_SANDBOX_TOKEN"
    assert services["client"]["environment"][name] == services["sandbox"]["environment"][name]
    assert services["client"]["environment"]["CFIS_SANDBOX_URL"] == "http://sandbox:8080"
    assert all(port.startswith("127.0.0.1:") for port in services["sandbox"]["ports"])
