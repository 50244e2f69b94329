"""A world can be saved, gone back to and branched off, and credentials follow the rules for each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from simulator.core.account import Account
from simulator.core.debtor import DebtorKind
from simulator.core.errors import AlreadyExists, InvalidValue, NotAuthenticated, NotFound
from simulator.core.interest import RateTerms
from simulator.core.lifecycle import Stage
from simulator.core.money import Money
from simulator.core.receivable import InvoiceType, Receivable
from simulator.core.records import Document, Due, Environment, Event, Token
from simulator.world import tokens
from simulator.world.memory import MemoryStore
from simulator.world.portable import export_world
from simulator.world.snapshots import Snapshot, forget, fork, restore, snapshots_of, take
from simulator.world.store import Shelf, Store
from simulator.world.worlds import WorldBusy, Worlds
from tests.world.specimens import HOUR, START, fact, info

INVOICES = 50


@pytest.fixture
def worlds(store: Store) -> Worlds:
    store.create("demo", lambda shelf: shelf.put(info()))
    return Worlds(store)


def note(worlds: Worlds, world: str, text: str) -> None:
    with worlds.open(world) as opened:
        opened.put(Document(owner=text, body=b"{}"), because="noted")
        opened.plan("read", text, opened.now + HOUR)


def notes(worlds: Worlds, world: str) -> list[str]:
    with worlds.open(world) as opened:
        documents = [document.owner for document in opened.shelf.all(Document)]
        assert [due.key for due in opened.shelf.agenda()] == documents
        return documents


def token(worlds: Worlds, world: str) -> str:
    with worlds.open(world) as opened:
        return tokens.issue(opened, worlds.store, Environment.STAGING, 1001)


def works(worlds: Worlds, world: str, secret: str) -> bool:
    if worlds.store.world_of(tokens.digest(secret)) != world:
        return False
    with worlds.open(world) as opened:
        try:
            return tokens.verify(opened, secret, Environment.STAGING).ended is None
        except NotAuthenticated:
            return False


def test_a_restored_world_stands_as_it_did(worlds: Worlds) -> None:
    note(worlds, "demo", "before")
    before = export_world(worlds, "demo")
    taken = take(worlds, "demo")
    assert taken == Snapshot("1", START)
    with worlds.open("demo") as world:
        world.move_to(START + HOUR)
        world.change(replace(world.info, name="Another name"))
    note(worlds, "demo", "after")
    assert notes(worlds, "demo") == ["before", "after"]
    for _ in range(2):
        restore(worlds, "demo", "1")
        assert export_world(worlds, "demo") == before
        with worlds.open("demo") as world:
            assert (world.now, world.id, world.info.name) == (START, "demo", "A world")
        note(worlds, "demo", "another way")
    assert snapshots_of(worlds, "demo") == [taken]


def test_snapshots_are_numbered_or_named_and_hidden(worlds: Worlds) -> None:
    assert take(worlds, "demo").id == "1"
    assert take(worlds, "demo", "before-court").id == "before-court"
    with worlds.open("demo") as world:
        world.move_to(START + HOUR)
    assert take(worlds, "demo") == Snapshot("2", START + HOUR)
    assert take(worlds, "demo", "7").id == "7"
    assert take(worlds, "demo").id == "8"
    assert [snapshot.id for snapshot in snapshots_of(worlds, "demo")] == ["1", "before-court", "2", "7", "8"]
    assert worlds.store.worlds() == ["demo"]
    with pytest.raises(NotFound), worlds.open("demo@1"):
        raise AssertionError
    with pytest.raises(NotFound):
        take(worlds, "demo@1")


def test_a_snapshot_name_is_given_once_and_must_be_one(worlds: Worlds) -> None:
    take(worlds, "demo", "mine")
    with pytest.raises(AlreadyExists, match="snapshot 'mine'"):
        take(worlds, "demo", "mine")
    for name in ("", "a b", "a@b", "../x", "a" * 64):
        with pytest.raises(InvalidValue, match="snapshot name"):
            take(worlds, "demo", name)


def test_a_forgotten_snapshot_is_gone(worlds: Worlds) -> None:
    take(worlds, "demo")
    forget(worlds, "demo", "1")
    assert snapshots_of(worlds, "demo") == []
    with pytest.raises(NotFound, match="snapshot '1'"):
        restore(worlds, "demo", "1")
    assert worlds.store.worlds() == ["demo"]


def test_what_is_not_there_is_said_to_be_unknown(worlds: Worlds) -> None:
    asked: list[Callable[[], object]] = [
        lambda: take(worlds, "nowhere"),
        lambda: restore(worlds, "nowhere", "1"),
        lambda: fork(worlds, "nowhere", "new"),
        lambda: fork(worlds, "nowhere", "new", snapshot="1"),
        lambda: forget(worlds, "nowhere", "1"),
    ]
    for ask in asked:
        with pytest.raises(NotFound, match="world 'nowhere'"):
            ask()
    with pytest.raises(NotFound, match="snapshot '1'"):
        fork(worlds, "demo", "new", snapshot="1")
    assert worlds.store.worlds() == ["demo"]


def test_a_world_under_way_is_left_alone(worlds: Worlds) -> None:
    take(worlds, "demo")
    worlds.moving.add("demo")
    asked: list[Callable[[], object]] = [
        lambda: take(worlds, "demo"),
        lambda: restore(worlds, "demo", "1"),
        lambda: fork(worlds, "demo", "new"),
    ]
    for ask in asked:
        with pytest.raises(WorldBusy):
            ask()


def test_restoring_brings_back_the_credentials_of_then(worlds: Worlds) -> None:
    old = token(worlds, "demo")
    take(worlds, "demo")
    with worlds.open("demo") as world:
        renewed = tokens.renew(world, worlds.store, old, Environment.STAGING)
    assert (works(worlds, "demo", old), works(worlds, "demo", renewed)) == (False, True)
    restore(worlds, "demo", "1")
    assert (works(worlds, "demo", old), works(worlds, "demo", renewed)) == (True, False)
    assert token(worlds, "demo") == renewed  # the world's chance is its seed's, so the same happens again
    assert works(worlds, "demo", renewed)


def test_a_fork_goes_its_own_way_under_its_own_name(worlds: Worlds) -> None:
    note(worlds, "demo", "before")
    fork(worlds, "demo", "branch")
    note(worlds, "branch", "there")
    note(worlds, "demo", "here")
    assert (notes(worlds, "demo"), notes(worlds, "branch")) == (["before", "here"], ["before", "there"])
    with worlds.open("branch") as world:
        assert (world.id, world.now) == ("branch", START)
        told = world.shelf.events_of("world")[-1]
        assert (told.because, told.note) == ("world forked", "from demo")
    with worlds.open("demo") as world:
        assert world.id == "demo"
    assert worlds.store.worlds() == ["demo", "branch"]


def test_a_fork_may_start_at_a_snapshot(worlds: Worlds) -> None:
    note(worlds, "demo", "before")
    take(worlds, "demo")
    note(worlds, "demo", "after")
    fork(worlds, "demo", "branch", snapshot="1")
    assert notes(worlds, "branch") == ["before"]
    assert snapshots_of(worlds, "branch") == []


def test_no_credential_of_the_source_opens_a_fork(worlds: Worlds) -> None:
    secret = token(worlds, "demo")
    fork(worlds, "demo", "branch")
    assert works(worlds, "demo", secret)
    with worlds.open("branch") as world:
        assert list(world.shelf.all(Token)) == world.shelf.select(Token, "client", "1001") == []
        with pytest.raises(NotAuthenticated):
            tokens.verify(world, secret, Environment.STAGING)
    new = token(worlds, "branch")
    assert new != secret
    assert (works(worlds, "branch", new), works(worlds, "demo", new)) == (True, False)


def test_a_fork_has_a_name_of_its_own(worlds: Worlds) -> None:
    with pytest.raises(AlreadyExists):
        fork(worlds, "demo", "demo")
    for name in ("demo@1", "", "a/b"):
        with pytest.raises(InvalidValue, match="world name"):
            fork(worlds, "demo", name)
    assert worlds.store.worlds() == ["demo"]


def test_dropping_a_world_drops_its_snapshots(worlds: Worlds) -> None:
    fork(worlds, "demo", "branch")
    take(worlds, "demo")
    take(worlds, "branch")
    worlds.store.drop("demo")
    assert worlds.store.snapshots("demo") == []
    worlds.store.create("demo", lambda shelf: shelf.put(info()))
    assert snapshots_of(worlds, "demo") == []
    assert [snapshot.id for snapshot in snapshots_of(worlds, "branch")] == ["1"]


def invoiced(shelf: Shelf) -> None:
    """Put a thousand invoices on the shelf, each with its document, five facts and something to come."""
    shelf.put(info())
    terms = RateTerms(debtor=DebtorKind.CONSUMER)
    for number in range(INVOICES):
        day = date(2026, 1, 1) + timedelta(days=number % 28)
        invoice = Receivable(
            key=f"1001/{number}",
            client_id=1001,
            number=number,
            type=InvoiceType.INVOICE,
            dated=day,
            due=day,
            currency="EUR",
            reference=f"RF{number}",
            reference_key=str(number),
            debtor_name="Made-up debtor",
            debtor_key=str(number % 100),
            account=Account(capital=Money(10_000), due=day, terms=terms),
            received=START,
            stage=Stage.RECEIVED,
            case_id=number,
        )
        shelf.put(invoice)
        shelf.put(Document(owner=invoice.key, body=b"{}"))
        for _ in range(5):
            shelf.append(Event(START, "Receivable", invoice.key, invoice.key, "received"))
        shelf.schedule(Due(START + HOUR, "distribute", invoice.key))


def test_a_fork_shares_the_records_and_owns_its_tables() -> None:
    worlds = Worlds(MemoryStore())
    worlds.store.create("demo", invoiced)
    fork(worlds, "demo", "fork")
    with worlds.open("demo") as world:
        kept = {record.key: record for record in world.shelf.all(Receivable)}
    with worlds.open("fork") as world:
        assert all(record is kept[record.key] for record in world.shelf.all(Receivable))
        world.shelf.append(fact("later"))
        world.shelf.remove(Receivable, "1001/7")
    with worlds.open("demo") as world:
        assert len(kept) == INVOICES
        assert world.look(Receivable, "1001/7") is not None
        assert world.shelf.last_event() == 5 * INVOICES


def test_a_restored_world_has_forgotten_what_came_after() -> None:
    worlds = Worlds(MemoryStore())
    worlds.store.create("demo", invoiced)
    take(worlds, "demo")
    with worlds.open("demo") as world:
        world.shelf.append(fact("later"))
    restore(worlds, "demo", "1")
    with worlds.open("demo") as world:
        assert world.shelf.last_event() == 5 * INVOICES
