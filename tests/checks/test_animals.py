"""Each animal of the zoo breaks the requirement that it is kept for, and no other."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import pytest

from contracts.checks.table import broken_by
from contracts.scenario.in_process import InProcess
from tests.checks.playing import scenario_of, seen
from tests.checks.stories import STORIES
from tests.zoo.animal import Animal
from tests.zoo.cages import ANIMALS

SHOWN_IN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AUTH-02": "paid on time",
        "AUTH-03": "the token expires",
        "AUTH-04": "the token expires",
        "AUTH-05": "the token expires",
        "AUTH-06": "the token expires",
        "AUTH-07": "the token expires",
        "SUB-03": "refused, then another",
        "SUB-04": "a credit note",
        "SUB-05": "without control",
        "DIST-02": "paid on time",
        "DIST-03": "a credit note",
        "DIST-04": "an old invoice",
        "DIST-05": "a delivery fails",
        "CASE-01": "crowns",
        "CASE-02": "partly paid late",
        "CASE-04": "actions",
        "CASE-05": "actions",
        "CASE-06": "actions",
        "PAY-01": "crowns",
        "PAY-02": "crowns",
        "PAY-03": "a long rest",
        "PAY-04": "the answer about settlements is lost",
        "PAY-05": "paid in parts, out of order",
        "PAY-06": "paid late",
        "PAY-07": "paid in parts, out of order",
        "PAY-08": "paid late",
        "PAY-09": "actions",
        "PAY-10": "crowns",
        "PAY-11": "paid too much",
        "RES-01": "lost answers",
        "RES-02": "lost answers",
        "RES-03": "an outage while handing in",
        "RES-04": "too many requests",
        "RES-06": "a long outage",
        "RES-07": "too many requests",
        "RES-08": "an unreadable answer",
        "RES-09": "refused, then another",
        "RES-10": "refused, then another",
        "RES-11": "a long outage",
        "RES-12": "settlements are not answered",
        "TOL-01": "paid on time",
        "TOL-02": "paid on time",
        "TOL-03": "paid on time",
        "TOL-04": "new values",
        "TOL-05": "paid late, told in the old shape",
        "TOL-06": "new members",
        "TOL-07": "members turned around",
        "TOL-08": "numbers otherwise",
        "TOL-09": "without optionals",
        "TOL-10": "long words",
        "TOL-11": "instants",
        "DATA-01": "paid on time",
        "DATA-02": "paid in parts, out of order",
        "DATA-03": "a delivery fails",
        "DATA-04": "crowns",
        "DATA-05": "crowns",
        "DATA-06": "crowns",
        "DATA-07": "paid on time",
        "SEC-01": "paid on time",
    }
)
"""The story in which the animals that break a requirement are seen to do so."""
OTHERWISE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "keeps its outbox in memory": "an outage, and a restart",
        "loses the page after a restart": "a restart after settlements",
        "forgets everything": "an outage, and a restart",
        "reads the old settlements only": "paid on time",
    }
)
"""The story for an animal that is not seen in that of its requirement."""


@pytest.mark.parametrize("animal", ANIMALS.values(), ids=lambda each: each.slug)
def test_an_animal_breaks_its_own_requirement_and_no_other(way: InProcess, animal: Animal) -> None:
    story = OTHERWISE.get(animal.name) or SHOWN_IN[animal.requirement]
    broken = broken_by(seen(way, scenario_of(STORIES[story], story), animal.make))
    assert set(broken) == {animal.requirement}, broken
