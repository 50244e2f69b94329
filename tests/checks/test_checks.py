"""Every check sees what is right in a right client, and one mistake of a wrong client as one mistake."""

from __future__ import annotations

import inspect

import pytest

from contracts.checks.exhibit import Exhibit, decode, encode
from contracts.checks.table import CHECKS, broken_by, met_by
from contracts.requirements import load_requirements
from contracts.scenario.client import MakeClient
from contracts.scenario.in_process import InProcess
from tests.checks.defects import DEFECTS
from tests.checks.playing import scenario_of, seen
from tests.checks.stories import STORIES
from tests.clients.sandbox_in_process import reference_client

CATALOGUE = load_requirements()
LEAST = 50


def exhibit(way: InProcess, name: str, make: MakeClient = reference_client) -> Exhibit:
    return seen(way, scenario_of(STORIES[name], name), make)


def test_every_requirement_that_is_tested_has_a_check_and_no_other() -> None:
    assert set(CHECKS) == {each.id for each in CATALOGUE.requirements if each.is_tested}


def test_every_check_says_which_requirement_it_is_about() -> None:
    told = {name: check.__doc__ for name, check in CHECKS.items() if inspect.isfunction(check) and check.__doc__}
    assert len(told) > LEAST
    assert [name for name, words in told.items() if not words.startswith(f"{name}: ")] == []


def test_the_reference_client_is_right_in_every_story_and_the_stories_show_everything(way: InProcess) -> None:
    met = set[str]()
    for name in STORIES:
        shown = exhibit(way, name)
        assert broken_by(shown) == {}, name
        assert not any(shown.disagreements), name
        met |= met_by(shown)
    assert met == set(CHECKS)


@pytest.mark.parametrize("requirement", DEFECTS)
def test_a_client_with_one_defect_breaks_one_requirement(way: InProcess, requirement: str) -> None:
    wrong = DEFECTS[requirement]
    broken = dict(kv for name in wrong.stories for kv in broken_by(exhibit(way, name, wrong.make)).items())
    assert set(broken) == {requirement}
    for sights in broken.values():
        assert all(each.what and not each.right for each in sights)


def test_sights_name_exchanges_that_are_in_the_journal(way: InProcess) -> None:
    shown = exhibit(way, "paid late")
    numbers = {each.number for each in shown.exchanges}
    for check in CHECKS.values():
        for sight in check(shown):
            assert set(sight.exchanges) <= numbers


def test_an_exhibit_that_was_kept_shows_the_same(way: InProcess) -> None:
    for name in ("paid in parts, out of order", "a document fails", "lost answers"):
        shown = exhibit(way, name)
        again = decode(encode(shown))
        for check in CHECKS.values():
            assert list(check(again)) == list(check(shown))


class DoesNothing:
    """A client that takes everything in and does nothing about it."""

    def create_invoice(self, document: object) -> None: ...

    def send_action(self, document: object) -> None: ...

    def run(self) -> None: ...

    def books(self) -> dict[str, list[object]]:
        return {"invoices": [], "bookings": []}


def test_a_client_that_does_nothing_shows_nothing(way: InProcess) -> None:
    assert met_by(exhibit(way, "paid late", lambda _: DoesNothing())) == frozenset()


class TellsRubbish(DoesNothing):
    """A client whose books are no books."""

    def books(self) -> dict[str, list[object]]:
        return {"invoices": [None, {"invoiceNumber": "?", "open": "much"}], "bookings": [{"allocationId": [1]}]}


def test_rubbish_is_looked_at_without_breaking_down(way: InProcess) -> None:
    shown = exhibit(way, "paid late", lambda _: TellsRubbish())
    assert met_by(shown) <= {"PAY-01"}
