"""Values by name that are made when they are first asked for, each of them once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")


class OnDemand(Mapping[str, T]):
    """A mapping that knows its names from the beginning, and makes a value when it is first looked up.

    Asking whether a name is there, listing the names and counting them makes nothing. What ``make`` raises is raised
    to whoever looks, and the next look tries again.
    """

    __slots__ = ("_made", "_make", "_names")

    def __init__(self, names: Iterable[str], make: Callable[[str], T]) -> None:
        self._names = dict.fromkeys(names)
        self._make = make
        self._made: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        """Return the value of ``name``. Raises KeyError for a name that is not known."""
        if name not in self._made:
            if name not in self._names:
                raise KeyError(name)
            # Two threads may make it at the same time; both get the one that was there first.
            return self._made.setdefault(name, self._make(name))
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
