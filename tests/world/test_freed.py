"""What a world in memory kept is gone with its last reference: nobody waits for the garbage collector."""

import gc
from collections.abc import Iterator

import pytest

from simulator.core.records import Due
from simulator.world.memory import MemoryShelf, MemoryStore, Room
from simulator.world.memory_agenda import MemoryAgenda
from tests.world.specimens import HOUR, START, Broken, Note, fact, furnish


@pytest.fixture(autouse=True)
def nothing_is_collected() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def living() -> int:
    """Return how many parts of worlds there are."""
    return sum(isinstance(each, Room | MemoryShelf | MemoryAgenda) for each in gc.get_objects())


def work(store: MemoryStore) -> None:
    with store.open("demo") as shelf:
        shelf.put(Note(name="a", tag="green"))
        shelf.remove(Note, "b")
        shelf.append(fact("a"))
        shelf.schedule(Due(START, "call", "a"))
        shelf.take_due(START + HOUR)


def fail(store: MemoryStore) -> None:
    with store.open("demo") as shelf:
        shelf.put(Note(name="d"))
        shelf.call_off("call", "a")
        raise Broken


def test_a_world_that_is_dropped_is_freed_with_its_snapshots() -> None:
    before, store = living(), MemoryStore()
    store.create("demo", furnish)
    work(store)
    store.copy("demo", "demo@1")
    work(store)
    store.restore("demo", "demo@1")
    assert living() == before + 4
    store.drop("demo")
    assert living() == before


def test_a_unit_of_work_is_freed_however_it_ends() -> None:
    before, store = living(), MemoryStore()
    store.create("demo", furnish)
    with pytest.raises(Broken):
        fail(store)
    work(store)
    assert living() == before + 2
