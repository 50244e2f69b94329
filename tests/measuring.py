"""What coverage is measured of: everything that plain tests run; not how tests are collected, nor long searches.

Tracing doubles the time of a program, so it is done where it tells something. Long lives, searches and pages that are
carried out prove much, but run hardly a line that no plain test runs.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Generator
from pathlib import Path
from typing import Any, Final

import pytest

import contracts
import simulator

HERE: Final = Path(__file__).parent
UNMEASURED: Final = (
    "architecture/",
    "certification/test_defects_refused.py",
    "certification/test_other_right_clients.py",
    "certification/test_session.py::test_a_client_behind_an_address",
    "certification/test_session.py::test_a_client_that_is_a_server",
    "certification/test_stories_at_once.py::test_one_and_three_jobs",
    "certification/test_zoo_refused.py",
    "checks/test_checks.py::test_the_reference_client_is_right_in_every_story",
    "cli/test_command_certify.py::test_the_reference_client_is_certified_for_every_service",
    "cli/test_command_verify.py::test_a_fresh_sandbox_does_what_each_contract_says",
    "cli/test_wrong_doors.py::test_a_server_that_answers_everything",
    "control/test_control_books.py::test_long_books_let_others_in",
    "control/test_control_books.py::test_whatever_happens_adds_up",
    "docs/",
    "kit/",
    "pytest_plugin/test_pytest_",
    "pytest_plugin/test_testing_world.py::test_lists_that_are_longer_than_a_page_come_whole",
    "scenarios/test_library.py",
    "sync/test_interruptions.py::test_dying_at_any_request_ends_in_the_same_books",
    "sync/test_sync_to_systems.py::test_whatever_goes_wrong_at_whichever_step_the_books_end_the_same",
    "systems/accounting/test_accounting_schemathesis.py",
    "systems/cfis/test_cfis_mutations.py",
    "systems/netbaron/test_netbaron_client.py::test_whatever_fails_on_the_way_a_document_is_booked_once",
    "systems/procountor/test_procountor_client.py::test_whatever_fails_on_the_way_a_document_is_booked_once",
    "systems/test_lives_over_http.py",
    "systems/test_schemathesis.py",
    "zoo/",
)
"""Beginnings of the names of tests that lead long lives, search, read sources or start processes."""
CORE: Final = "core/"
"""Where properties are the tests: they are measured there, and nowhere else."""


def measuring(config: pytest.Config) -> Any:
    """Return what traces this process, None where nothing is measured or the work is done by others."""
    return getattr(config.pluginmanager.getplugin("_cov"), "cov_controller", None)


def hands_out(config: pytest.Config) -> bool:
    """Whether what traces this process was made to hand tests out: pytest-cov begins so even where they are run."""
    return type(measuring(config)).__name__ == "DistMaster"


def pytest_configure(config: pytest.Config) -> None:
    """Trace no process that only hands tests out, and no worker twice.

    In a worker, pytest-cov starts once before it knows that it is in one, and once more when it does. The first trace
    is thrown away in the end, but goes on whenever the second is paused, so that a pause would save nothing.
    """
    if hands_out(config):
        measuring(config).pause()


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, Any, Any]:
    """Trace how our modules are loaded, but not how tests are found."""
    tracing = measuring(session.config)
    if tracing is None or hands_out(session.config):
        return (yield)
    for package in (simulator, contracts):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith(".__main__"):
                importlib.import_module(module.name)
    tracing.pause()
    try:
        return (yield)
    finally:
        tracing.resume()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what is not measured with the mark of pytest-cov."""
    if measuring(config) is None:
        return
    for item in items:
        name = item.nodeid.removeprefix(f"{HERE.name}/")
        is_search = item.get_closest_marker("hypothesis") is not None and not name.startswith(CORE)
        if is_search or name.startswith(UNMEASURED):
            item.add_marker("no_cover")
