"""Values that are made when they are first asked for."""

from __future__ import annotations

import pytest

from simulator.core.on_demand import OnDemand


class Maker:
    """Makes words longer, and remembers what it was asked for."""

    def __init__(self, fails: int = 0) -> None:
        self.made: list[str] = []
        self.fails = fails

    def __call__(self, name: str) -> str:
        self.made.append(name)
        if len(self.made) <= self.fails:
            raise OSError(name)
        return name * 2


def test_names_are_known_before_anything_is_made() -> None:
    maker = Maker()
    known = OnDemand(["b", "a", "b"], maker)
    assert (list(known), len(known), "a" in known, "c" in known) == (["b", "a"], 2, True, False)
    assert maker.made == []


def test_a_value_is_made_once() -> None:
    maker = Maker()
    known = OnDemand("ab", maker)
    assert [known["a"], known["a"], known.get("a"), known.get("c")] == ["aa", "aa", "aa", None]
    assert maker.made == ["a"]


def test_a_name_that_is_not_known_is_never_made() -> None:
    maker = Maker()
    with pytest.raises(KeyError, match="c"):
        OnDemand("ab", maker)["c"]
    assert maker.made == []


def test_what_could_not_be_made_is_tried_again() -> None:
    known = OnDemand("ab", Maker(fails=1))
    with pytest.raises(OSError, match="a"):
        known["a"]
    assert known["a"] == "aa"


def test_the_value_that_was_there_first_is_everybody_s() -> None:
    known: OnDemand[list[str]]

    def make(name: str) -> list[str]:
        if not seen:
            seen.append(name)
            seen.append(known[name])
        return [name]

    seen: list[object] = []
    known = OnDemand("a", make)
    assert known["a"] is seen[1]
