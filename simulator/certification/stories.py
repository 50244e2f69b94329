"""Which stories of the library are played for a service, and what the run stands on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

import contracts
import simulator
from contracts.requirements import CATALOGUE, load_requirements
from contracts.scenario import library
from contracts.scenario.document import Scenario
from simulator.certification.result import Stand

FIRST_SEED: Final = 1
"""With this seed each story is played with the seed that it was written with."""
LENDS: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        "intermediation": (),
        "lifecycle": ("intermediation",),
        "collection": ("lifecycle", "intermediation"),
        "accounting": (),
    }
)
"""Services from which a service takes a story where none of its own leads to a requirement."""


class Chosen(NamedTuple):
    """A story that belongs to a certification; ``file`` is where it stands below the root of the repository."""

    scenario: Scenario
    file: str
    digest: str


class UnknownStory(Exception):
    """A story that the certification has not; the message says which it has."""


def stories_for(service: str, seed: int = FIRST_SEED) -> list[Chosen]:
    """Return the stories of a service in the order in which they are played: its own, then those that it borrows.

    Another seed than the first gives every world other identities and other chance. Raises UnreadableScenario.
    """
    own = list(library.stories(service))
    wanted = {each.id for each in load_requirements().of(service) if each.is_tested}
    wanted -= _led_to(own)
    for lender in LENDS[service]:
        for each in library.stories(lender):
            if wanted & set(each.requirements):
                own.append(each)
                wanted -= set(each.requirements)
    return [_chosen(each, seed) for each in own]


def only(stories: Sequence[Chosen], names: Collection[str]) -> list[Chosen]:
    """Return the stories of those names, all of them where none is named. Raises UnknownStory."""
    known = [each.scenario.name for each in stories]
    for name in names:
        if name not in known:
            raise UnknownStory(_unknown(name, known))
    return [each for each in stories if not names or each.scenario.name in names]


def _unknown(name: str, known: Sequence[str]) -> str:
    elsewhere = [path.parent.name for path in library.files() if path.stem == name]
    if elsewhere:
        return f"story {name} is one of {elsewhere[0]}; this service does without it, and has {', '.join(known)}"
    near = get_close_matches(name, known, 1)
    meant = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
    return f"there is no story {name} for this service; {meant}"


def stand_of(stories: Sequence[Chosen], seed: int, overlays: Sequence[Path] = ()) -> Stand:
    """Return what a run stands on: every file that decides how it goes, by its SHA-256."""
    return Stand(
        seed=seed,
        sandbox=simulator.__version__,
        contracts=dict(sorted(_contracts(overlays))),
        scenarios={each.file: each.digest for each in stories},
    )


def _led_to(stories: Sequence[Scenario]) -> set[str]:
    return {name for each in stories for name in each.requirements}


def _chosen(scenario: Scenario, seed: int) -> Chosen:
    path = Path(scenario.origin)
    file = f"scenarios/{scenario.service}/{path.name}"
    own_seed = scenario.given["seed"]
    given = {**scenario.given, "seed": own_seed if seed == FIRST_SEED else f"{seed}-{own_seed}"}
    return Chosen(scenario._replace(given=given, origin=file), file, _digest(path))


def _contracts(overlays: Sequence[Path]) -> Iterator[tuple[str, str]]:
    root = Path(contracts.__file__).parent
    for path in (CATALOGUE, *root.glob("openapi/**/*.yaml")):
        yield f"contracts/{path.relative_to(root).as_posix()}", _digest(path)
    for path in overlays:
        yield f"overlay {path.name}", _digest(path)


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
