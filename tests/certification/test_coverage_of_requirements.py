"""Every client of a service is led to everything that is asked of it.

Each requirement that is tested has a check (tests/checks/test_checks.py), and a story that says it leads there. That
this is so, and that the reference client then does everything right, is proven for each story by
tests/scenarios/test_library.py.
"""

from __future__ import annotations

import pytest

from contracts.requirements import Service, load_requirements
from contracts.scenario import library
from contracts.scenario.document import Scenario
from simulator.certification.stories import stories_for

CATALOGUE = load_requirements()
services = pytest.mark.parametrize("service", Service)


def asked_of(service: str) -> list[str]:
    return [each.id for each in CATALOGUE.of(service) if each.is_tested]


def led_to(stories: list[Scenario]) -> set[str]:
    return {name for each in stories for name in each.requirements}


@services
def test_every_client_of_a_service_is_led_to_everything_that_is_asked_of_it(service: Service) -> None:
    shown = led_to([each.scenario for each in stories_for(service)])
    assert [name for name in asked_of(service) if name not in shown] == []


@pytest.mark.parametrize("story", list(library.stories()), ids=lambda each: each.name)
def test_a_story_is_about_what_is_asked_of_clients_of_its_service(story: Scenario) -> None:
    assert list(story.requirements) == [name for name in asked_of(story.service) if name in story.requirements]


@services
def test_a_story_is_borrowed_only_for_what_no_story_of_the_service_leads_to(service: Service) -> None:
    """A borrowed story costs time, and belongs to a service that the creditor has not."""
    missing = set(asked_of(service)) - led_to(list(library.stories(service)))
    borrowed = [each.scenario for each in stories_for(service) if each.scenario.service != service]
    assert [each.name for each in borrowed if not missing & set(each.requirements)] == []
