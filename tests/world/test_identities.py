"""Numbers of the agency are plain ones, and in harsh worlds some of odd length; no two are ever the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from simulator.core.records import Profile
from simulator.core.references import is_finnish_reference
from simulator.world.identities import (
    allocation_number,
    case_number,
    customer_code,
    payment_number,
    remittance_reference,
)
from simulator.world.memory import MemoryStore
from simulator.world.world import World
from simulator.world.worlds import Worlds
from tests.world.specimens import info

MOST_OF_A_CASE = 999_999_999_999_999
"""The greatest number of a case that the contract lets a request name."""
SETTLEMENT = 202601090001
SEEDS = st.text(max_size=8)
NUMBERS: list[Callable[[World], int]] = [case_number, allocation_number, payment_number]


@contextmanager
def opened(profile: Profile = Profile.HARSH, seed: str = "seed") -> Iterator[World]:
    store = MemoryStore()
    store.create("demo", lambda shelf: shelf.put(replace(info(seed=seed), profile=profile)))
    with Worlds(store).open("demo") as world:
        yield world


@pytest.mark.parametrize("number", NUMBERS)
@given(seed=SEEDS, count=st.integers(1, 60))
def test_no_number_comes_twice_and_each_is_one_that_the_contract_takes(
    number: Callable[[World], int], seed: str, count: int
) -> None:
    with opened(seed=seed) as world:
        numbers = [number(world) for _ in range(count)]
    assert len(set(numbers)) == count
    assert all(1 <= each <= MOST_OF_A_CASE for each in numbers)


@given(seed=SEEDS)
def test_the_same_seed_gives_the_same_numbers(seed: str) -> None:
    def drawn() -> list[object]:
        with opened(seed=seed) as world:
            numbers = [number(world) for number in NUMBERS for _ in range(5)]
            references = [remittance_reference(world, SETTLEMENT + each) for each in range(5)]
            return [*numbers, *references, customer_code(world, 1001)]

    assert drawn() == drawn()


@pytest.mark.parametrize(("number", "usual"), [(case_number, 6), (allocation_number, 7)])
def test_numbers_of_a_harsh_world_are_usual_or_short_or_long(number: Callable[[World], int], usual: int) -> None:
    with opened() as world:
        lengths = [len(str(number(world))) for _ in range(60)]
    assert set(lengths) == {1, 2, usual, 15}
    assert all(lengths.count(length) >= 10 for length in (usual, 15))


def test_payments_of_a_harsh_world_are_long_and_count_in_the_order_of_booking() -> None:
    with opened() as world:
        numbers = [payment_number(world) for _ in range(20)]
    assert numbers == sorted(numbers)
    assert {len(str(number)) for number in numbers} == {15}


@given(seed=SEEDS, count=st.integers(1, 40))
def test_remittance_references_are_finnish_ones_and_no_two_are_the_same(seed: str, count: int) -> None:
    with opened(seed=seed) as world:
        references = [remittance_reference(world, SETTLEMENT + each) for each in range(count)]
    assert all(is_finnish_reference(reference) for reference in references)
    assert len(set(references)) == count


def test_remittance_references_and_codes_of_customers_differ_in_length() -> None:
    with opened() as world:
        references = {len(remittance_reference(world, SETTLEMENT + each)) for each in range(40)}
        codes = {customer_code(world, 1001 + each) for each in range(40)}
    assert references == {4, 13, 20}
    assert {len(code) for code in codes} == {6, 8, 40}
    assert len({int(code.removeprefix("CF")) for code in codes}) == 40


@pytest.mark.parametrize("profile", [Profile.FAITHFUL, Profile.LENIENT])
def test_other_worlds_count_plainly(profile: Profile) -> None:
    with opened(profile) as world:
        first, second = case_number(world), case_number(world)
        assert second == first + 1
        assert 480_001 <= first <= 490_000
        assert [allocation_number(world), allocation_number(world)] == [9_001_001, 9_001_002]
        assert [payment_number(world), payment_number(world)] == [1, 2]
        assert remittance_reference(world, SETTLEMENT) == "2026010900017"
        assert customer_code(world, 1001) == "CF001001"
