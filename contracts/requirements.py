"""The catalogue of requirements: what a client must do, how sure that is, and how to mend a client that does not.

It is written by hand in ``requirements.yaml``. Ids are frozen; a group is the part of an id before the dash.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from contracts.evidence import EVIDENCE
from contracts.reading import ContractError, read_shipped

CATALOGUE: Final = Path(__file__).with_name("requirements.yaml")
SURE: Final = frozenset({"documented", "derived"})
"""Evidence that is sure enough to fail a client."""
_ID: Final = re.compile(r"[A-Z]{2,4}-\d\d")


class Level(StrEnum):
    """How much is asked: a certificate needs every MUST, and a SHOULD is advice."""

    MUST = "MUST"
    SHOULD = "SHOULD"


class Service(StrEnum):
    """What a creditor may have with the agency; each asks for other requirements."""

    INTERMEDIATION = "intermediation"
    LIFECYCLE = "lifecycle"
    COLLECTION = "collection"
    ACCOUNTING = "accounting"


class Requirement(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """One thing that a client must do.

    ``evidence`` is one of EVIDENCE, ``source`` where it comes from. ``mend`` says how to mend a client that fails.
    ``not_tested`` says why no check looks for it, and is None where one does.
    """

    id: str
    text: str
    level: Level
    evidence: str
    source: str
    services: tuple[Service, ...]
    mend: str
    not_tested: str | None = None

    @property
    def group(self) -> str:
        """The group it belongs to, by its short name."""
        return self.id.partition("-")[0]

    @property
    def is_tested(self) -> bool:
        """Whether a check looks for it."""
        return self.not_tested is None

    @property
    def can_fail(self) -> bool:
        """Whether breaking it fails a client; otherwise it only warns."""
        return self.level is Level.MUST and self.evidence in SURE

    @property
    def is_required(self) -> bool:
        """Whether a certificate needs it to be seen right."""
        return self.can_fail and self.is_tested


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All requirements, in the order of the file. ``groups`` has the title of each group."""

    version: int
    groups: dict[str, str]
    requirements: tuple[Requirement, ...]

    def of(self, service: Service | str) -> Sequence[Requirement]:
        """Return the requirements of one service."""
        return tuple(each for each in self.requirements if service in each.services)

    @property
    def by_id(self) -> Mapping[str, Requirement]:
        """The requirements by their ids."""
        return {each.id: each for each in self.requirements}


def load_requirements(path: Path = CATALOGUE) -> Catalogue:
    """Return the catalogue. Raises ContractError, which names every mistake."""
    _, value = read_shipped(path)
    try:
        catalogue = msgspec.convert(value, Catalogue)
    except msgspec.ValidationError as error:
        raise ContractError(f"{path}: {error}") from None
    mistakes = list(_mistakes(catalogue))
    if mistakes:
        raise ContractError(f"{path}: {'; '.join(mistakes)}")
    return catalogue


def _mistakes(catalogue: Catalogue) -> Iterator[str]:
    for name, times in Counter(each.id for each in catalogue.requirements).items():
        if times > 1:
            yield f"{name} stands there {times} times"
    for each in catalogue.requirements:
        if not _ID.fullmatch(each.id):
            yield f"{each.id} is no id; expected one such as AUTH-01"
        elif each.group not in catalogue.groups:
            yield f"{each.id} belongs to no group; there are {', '.join(catalogue.groups)}"
        if each.evidence not in EVIDENCE:
            yield f"{each.id}: evidence {each.evidence!r} is none of {', '.join(EVIDENCE)}"
        if not each.services or len(set(each.services)) < len(each.services):
            yield f"{each.id}: expected each service once, and at least one"
