"""Every store counts, names what it keeps, and tells what is due first without telling all."""

import pytest

from simulator.core.records import Due
from simulator.world.store import Store
from tests.world.specimens import START, Card, Note, furnish


@pytest.fixture
def world(store: Store) -> str:
    """A world with three notes and two plans for the same instant."""
    store.create("demo", furnish)
    return "demo"


def test_records_are_counted_and_named_in_the_order_of_all(store: Store, world: str) -> None:
    with store.open(world) as shelf:
        shelf.put(Note(name="0"))
        assert (shelf.count(Note), shelf.count(Card)) == (4, 0)
        assert shelf.keys(Note) == ["b", "a", "c", "0"]
        assert shelf.keys(Card) == []


def test_the_first_things_due_are_read_without_the_rest(store: Store, world: str) -> None:
    with store.open(world) as shelf:
        shelf.schedule(Due(START, "mail", "c"))
        assert shelf.agenda() == [Due(START, "mail", "c"), *shelf.agenda(9)[1:]]
        assert [len(shelf.agenda(most)) for most in (0, 1, 2, 9)] == [0, 1, 2, 3]
        assert shelf.agenda(2) == shelf.agenda()[:2]


def test_a_thing_that_was_called_off_and_is_due_again_comes_last_of_equals(store: Store, world: str) -> None:
    with store.open(world) as shelf:
        first, second = shelf.agenda()
        shelf.call_off(first.what, first.key)
        shelf.schedule(first)
        assert shelf.agenda() == [second, first]
        assert [shelf.take_due(first.at), shelf.take_due(first.at), shelf.next_due()] == [second, first, None]
