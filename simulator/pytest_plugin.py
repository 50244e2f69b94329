"""Fixtures for tests of a client: ``cfis_sandbox``, a server, and ``cfis_world``, a fresh world for every test.

With ``--cfis-scenarios`` the scenario files of a folder are tests as well.

Loaded by pytest in every project beside which the package is installed, so it imports the sandbox at first use.
"""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.scenario.client import MakeClient
    from simulator.testing.sandbox import Sandbox
    from simulator.testing.world import SandboxWorld

URL_OPTION: Final = "--cfis-sandbox-url"
TOKEN_OPTION: Final = "--cfis-sandbox-control-token"  # noqa: S105  the name of an option, no secret
SCENARIOS_OPTION: Final = "--cfis-scenarios"
CLIENT_OPTION: Final = "--cfis-client"
URL_VARIABLE: Final = "CFIS_SANDBOX_URL"
TOKEN_VARIABLE: Final = "CFIS_SANDBOX_TOKEN"  # noqa: S105  the name of a variable, no secret
LONGEST_NAME: Final = 63
MARKER: Final = (
    "cfis_world(**plan): what the world of cfis_world is like; the members of POST /sandbox/worlds,"
    ' such as now="2026-01-02", profile="harsh" or accounting="procountor".'
)
_STORIES: Final = pytest.StashKey["Path"]()
_IN_USE: Final = pytest.StashKey["tuple[Sandbox, SandboxWorld]"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say where a sandbox is, if one runs already."""
    group = parser.getgroup("cfis-sandbox", "CFIS sandbox")
    group.addoption(
        URL_OPTION,
        metavar="URL",
        help=f"The sandbox to test against; one in this process unless given.  [env var: {URL_VARIABLE}]",
    )
    group.addoption(
        TOKEN_OPTION,
        metavar="SECRET",
        help=f"The control token of that sandbox, where it has one.  [env var: {TOKEN_VARIABLE}]",
    )
    group.addoption(
        SCENARIOS_OPTION,
        metavar="DIR",
        help="Play the scenario files in this folder as tests; 'library' means those that are shipped.",
    )
    group.addoption(
        CLIENT_OPTION,
        metavar="MODULE:FACTORY",
        help="The client that scenarios are played to, unless the fixture cfis_scenario_client says otherwise;"
        " the reference client by default.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known, and refuse an address that is none before any test runs."""
    config.addinivalue_line("markers", MARKER)
    url = _option(config, URL_OPTION, URL_VARIABLE)
    if url is not None and re.match(r"https?://[^/\s]", url, re.IGNORECASE) is None:
        raise pytest.UsageError(f"{URL_OPTION} {url}: expected an address such as http://127.0.0.1:8080")
    wanted: str | None = config.getoption(SCENARIOS_OPTION)
    if wanted is not None:
        from simulator.testing.stories import folder

        config.stash[_STORIES] = stories = folder(wanted)
        if str(stories) not in config.args:
            config.args.append(str(stories))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take the scenario files of the folder that was asked for as tests."""
    stories = parent.config.stash.get(_STORIES, None)
    if stories is None or file_path.suffix not in (".yaml", ".yml") or stories not in file_path.parents:
        return None
    from simulator.testing.stories import ScenarioFile

    return ScenarioFile.from_parent(parent, path=file_path)


def pytest_report_header(config: pytest.Config) -> str | None:
    """Tell which sandbox is used where it is not one of our own."""
    url = _option(config, URL_OPTION, URL_VARIABLE)
    return None if url is None else f"cfis-sandbox: {url}"


@pytest.fixture(scope="session")
def cfis_sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A sandbox: in this process on a free port, or the one at ``--cfis-sandbox-url``."""
    from simulator.testing.sandbox import own_sandbox, sandbox_at

    url = _option(request.config, URL_OPTION, URL_VARIABLE)
    if url is None:
        with own_sandbox() as sandbox:
            yield sandbox
        return
    token = _option(request.config, TOKEN_OPTION, TOKEN_VARIABLE)
    with ExitStack() as until_the_end:
        with _told_plainly(f"{URL_OPTION} is {url}; {TOKEN_OPTION} is {'set' if token else 'not set'}"):
            sandbox = until_the_end.enter_context(sandbox_at(url, token))
        yield sandbox


@pytest.fixture
def cfis_scenario_client(request: pytest.FixtureRequest) -> MakeClient:
    """What makes the client that scenarios are played to; override it in a conftest.py, or say ``--cfis-client``."""
    from contracts.scenario.factory import NoFactory, factory, reference_client

    spec: str | None = request.config.getoption(CLIENT_OPTION)
    try:
        return reference_client if spec is None else factory(spec)
    except NoFactory as problem:
        raise pytest.fail.Exception(f"{CLIENT_OPTION} {problem}", pytrace=False) from None


@pytest.fixture
def cfis_world_plan() -> dict[str, Any]:
    """What worlds are like unless a test is marked otherwise; override it in a conftest.py."""
    return {}


@pytest.fixture
def cfis_world(
    cfis_sandbox: Sandbox, cfis_world_plan: dict[str, Any], request: pytest.FixtureRequest
) -> Iterator[SandboxWorld]:
    """A fresh world, named after the test and dropped after it; the mark ``cfis_world`` says what it is like."""
    from simulator.testing.plane import SandboxError

    plan = {**cfis_world_plan, **_marked(request.node)}
    with _told_plainly(f"no world could be made with {plan}"):
        world = cfis_sandbox.world(plan.pop("name", None) or world_name(request.node.nodeid), **plan)
    cfis_sandbox.lobby()  # what came before is not about this test
    request.node.stash[_IN_USE] = cfis_sandbox, world
    yield world
    with suppress(SandboxError):  # dropped by the test, or the sandbox is gone, which the test has told
        world.drop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the journal of the world under a test that failed, with the reasons of the refusals."""
    report = yield
    if report.failed and call.when != "teardown" and (used := item.stash.get(_IN_USE, None)) is not None:
        report.sections.append(("cfis-sandbox journal", _journal(*used)))
    return report


def world_name(nodeid: str) -> str:
    """Return the name of a test's world: the end of what pytest calls the test, as far as it may be a name."""
    name = re.sub(r"[^a-z0-9]+", "-", nodeid.lower())[-LONGEST_NAME:].strip("-")
    return name or "test"


@contextmanager
def _told_plainly(what: str) -> Iterator[None]:
    """Fail with the sandbox's own sentence and ``what``, without a traceback of ours."""
    from simulator.testing.plane import SandboxError

    try:
        yield
    except SandboxError as problem:
        raise pytest.fail.Exception(f"{problem}\n{what}", pytrace=False) from None


def _journal(sandbox: Sandbox, world: SandboxWorld) -> str:
    from simulator.testing.plane import SandboxError
    from simulator.testing.refusals import told

    try:
        return f"world {world.name}, {world.now.isoformat()}: " + told(world.journal(whole=True), sandbox.lobby())
    except SandboxError as problem:
        return f"world {world.name}: its journal could not be read: {problem}"


def _marked(node: pytest.Item) -> dict[str, Any]:
    """Return the plan that the marks of a test make, the nearest last."""
    plan: dict[str, Any] = {}
    for mark in reversed(list(node.iter_markers("cfis_world"))):
        if mark.args:
            pytest.fail(
                f"cfis_world{mark.args}: expected members by name, such as cfis_world(profile='harsh')", pytrace=False
            )
        plan |= mark.kwargs
    return plan


def _option(config: pytest.Config, option: str, variable: str) -> str | None:
    given: str | None = config.getoption(option)
    return given or os.environ.get(variable) or None
