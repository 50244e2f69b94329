"""All the animals there are, and the stories in which each is found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tests.zoo.animal import Animal
from tests.zoo.bookkeepers import BOOKKEEPERS
from tests.zoo.connections import CONNECTIONS
from tests.zoo.readers import READERS
from tests.zoo.senders import SENDERS

STORIES: Final = Path(__file__).with_name("stories")
ANIMALS: Final[Mapping[str, Animal]] = MappingProxyType(
    {each.name: each for each in (*SENDERS, *CONNECTIONS, *BOOKKEEPERS, *READERS)}
)


def story_of(animal: Animal) -> Path:
    """Return the file with the shortest story in which an animal was found."""
    return STORIES / f"{animal.slug}.yaml"
