"""A world travels whole, between stores and machines, and nothing else is taken for one."""

from __future__ import annotations

import pkgutil
import zlib
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import simulator.core
import simulator.systems
import simulator.world
from simulator.core.errors import AlreadyExists, InvalidValue, NotFound
from simulator.core.kinds import KINDS
from simulator.core.records import Counter, Document, Due, Environment, Event, Record, Token, WorldInfo
from simulator.world import tokens
from simulator.world.portable import LONGEST_LINE_BYTES, Export, export_world, import_world, portable_kinds
from simulator.world.store import Shelf, Store
from simulator.world.worlds import WorldBusy, Worlds
from tests.tries import tries
from tests.world.any_record import INSTANTS, any_record, any_struct
from tests.world.specimens import START, STORES, a_store, fact, info

TRAVELLERS = [kind for kind in portable_kinds().values() if kind is not WorldInfo]
DUES = st.builds(Due, INSTANTS, st.sampled_from(["call", "mail"]), st.text(max_size=3))
CONTENTS: st.SearchStrategy[Sequence[Record | Event | Due]] = st.lists(
    st.one_of(*map(any_record, TRAVELLERS), any_struct(Event), DUES), max_size=8
)


@pytest.fixture
def worlds(store: Store) -> Worlds:
    store.create("demo", furnish)
    return Worlds(store)


def furnish(shelf: Shelf) -> None:
    fill(shelf, [Counter(name="invoice", last=7), Document(owner="a", body=b"{}"), fact("a"), Due(START, "call", "a")])


def fill(shelf: Shelf, contents: Sequence[Record | Event | Due]) -> None:
    shelf.put(info())
    for thing in contents:
        match thing:
            case Event():
                shelf.append(thing)
            case Due():
                shelf.schedule(thing)
            case _:
                shelf.put(thing)


def contents_of(store: Store, world: str) -> tuple[object, ...]:
    with store.open(world) as shelf:
        records = [list(shelf.all(kind)) for kind in TRAVELLERS]
        return records, shelf.events(0, shelf.last_event()), shelf.agenda(), shelf.get(WorldInfo, "world")


def lines(data: bytes) -> list[dict[str, Any]]:
    return [msgspec.json.decode(line) for line in zlib.decompress(data, 31).splitlines()]


def packed(content: bytes) -> bytes:
    zipper = zlib.compressobj(wbits=31)
    return zipper.compress(content) + zipper.flush()


def written(documents: Sequence[object]) -> bytes:
    return packed(b"".join(msgspec.json.encode(document) + b"\n" for document in documents))


@settings(max_examples=tries(30), deadline=None)
@given(contents=CONTENTS)
def test_a_world_arrives_as_it_left_through_both_stores(contents: Sequence[Record | Event | Due]) -> None:
    with a_store("memory") as here, a_store("sqlite") as there:
        here.create("demo", lambda shelf: fill(shelf, contents))
        data = export_world(Worlds(here), "demo")
        import_world(Worlds(there), "demo", data)
        assert contents_of(there, "demo") == contents_of(here, "demo")
        assert export_world(Worlds(there), "demo") == data
        import_world(Worlds(here), "again", data)
        assert export_world(Worlds(here), "again") == data


@pytest.mark.parametrize("kind", STORES)
def test_a_world_leaves_in_pages_between_which_others_are_opened(kind: str) -> None:
    many = [Document(owner=str(number), body=b"{}") for number in range(250)]
    dues = [Due(START, "act", str(number)) for number in range(201)]
    with a_store(kind) as store:
        store.create("demo", lambda shelf: fill(shelf, [*many, *dues]))
        worlds, leaving, pages = Worlds(store), Export(), 0
        store.create("other")
        more = True
        while more:
            with store.open("demo") as shelf:
                more = leaving.add_page(shelf)
            with store.open("other") as shelf:
                shelf.put(Document(owner="a", body=b"{}"))
            pages += more
        data = leaving.file()
        assert data == export_world(worlds, "demo")
        assert len(lines(data)) > 451
        assert pages > 6


@pytest.mark.parametrize("target", STORES)
def test_an_imported_world_has_its_own_name_and_works_on(worlds: Worlds, target: str) -> None:
    data = export_world(worlds, "demo")
    with a_store(target) as there:
        import_world(Worlds(there), "new", data, guarded=True)
        with Worlds(there).open("new") as world:
            assert (world.id, world.now, world.info.guarded) == ("new", START, True)
            assert world.next_number("invoice") == 8
            world.put(Document(owner="b", body=b"{}"), because="added")
            assert world.shelf.last_event() == 2


def test_credentials_stay_behind(worlds: Worlds) -> None:
    with worlds.open("demo") as world:
        secret = tokens.issue(world, worlds.store, Environment.STAGING, 1001)
    data = export_world(worlds, "demo")
    text = zlib.decompress(data, 31).decode()
    assert secret not in text
    assert '"Token",' not in text.replace('"Token","' + tokens.digest(secret), "")  # only the fact that it was issued
    import_world(worlds, "new", data)
    with worlds.open("new") as world:
        assert list(world.shelf.all(Token)) == []
    assert worlds.store.world_of(tokens.digest(secret)) == "demo"


def test_a_file_with_a_credential_in_it_is_refused(worlds: Worlds) -> None:
    token = Token(digest="d", hint="aaaa", environment=Environment.STAGING, client_id=None, issued=START)
    changed = lines(export_world(worlds, "demo"))
    changed[1:1] = [{"is": "record", "kind": "Token", "body": msgspec.to_builtins(token)}]
    refuse(worlds, written(changed), "line 2 .* kind 'Token' is none of")


def test_every_kind_of_record_travels_or_is_a_credential() -> None:
    for room in (simulator.core, simulator.world, simulator.systems):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            import_module(module.name)
    defined = {kind for kind in subclasses(Record) if kind.__module__.startswith("simulator.")}
    assert {kind.__name__ for kind in defined} == set(KINDS)
    assert set(portable_kinds().values()) | set(tokens.CREDENTIALS) == defined


def subclasses(kind: type[Record]) -> set[type[Record]]:
    return set(kind.__subclasses__()).union(*map(subclasses, kind.__subclasses__()))


def test_a_world_under_way_and_an_unknown_one_are_not_exported(worlds: Worlds) -> None:
    worlds.moving.add("demo")
    with pytest.raises(WorldBusy):
        export_world(worlds, "demo")
    with pytest.raises(NotFound):
        export_world(worlds, "nowhere")


def test_a_name_that_is_taken_or_cannot_be_one_is_refused(worlds: Worlds) -> None:
    data = export_world(worlds, "demo")
    with pytest.raises(AlreadyExists):
        import_world(worlds, "demo", data)
    for name in ("", "a/b", "demo@1", "-", "a" * 64, "a\n"):
        with pytest.raises(InvalidValue, match="world name"):
            import_world(worlds, name, data)


def refuse(worlds: Worlds, data: bytes, because: str) -> None:
    with pytest.raises(InvalidValue, match=because):
        import_world(worlds, "new", data)
    assert worlds.store.worlds() == ["demo"]


def change(place: int, **members: object) -> Callable[[list[dict[str, Any]]], object]:
    return lambda document: document[place].update(members)


CHANGES: dict[str, tuple[Callable[[list[dict[str, Any]]], object], str]] = {
    "a later version": (change(0, version=2), "version of the world file 2 is not valid; expected 1; a later one"),
    "an earlier version": (change(0, version=0), "version of the world file 0"),
    "a version that is no number": (change(0, version="1"), "line 1"),
    "another format": (change(0, format="music"), "line 1 .* the format is"),
    "no head": (lambda document: document.pop(0), "line 1"),
    "two heads": (lambda document: document.insert(1, document[0]), "line 2 .* a file has one head"),
    "no end": (lambda document: document.pop(), "cut short"),
    "more after the end": (lambda document: document.append(document[-1]), "line 8 .* nothing may follow"),
    "a record less": (lambda document: document.pop(2), "line 6 .* 2 records, 1 facts and 1 dues were met"),
    "a fact less": (lambda document: document.pop(-3), "3 records, 0 facts and 1 dues were met"),
    "a plan less": (lambda document: document.pop(-2), "3 records, 1 facts and 0 dues were met"),
    "a record twice": (lambda document: document.insert(3, document[2]), "line 4 .* Counter 'invoice' is there twice"),
    "a plan twice": (lambda document: document.insert(-1, document[-2]), "line 7 .* 'call' of 'a' is there twice"),
    "an unknown kind": (change(2, kind="Secret"), "line 3 .* kind 'Secret' is none of WorldInfo, Counter"),
    "a line of no kind": (change(2, **{"is": "music"}), "line 3"),
    "a record of wrong types": (change(2, body={"name": "invoice", "last": "7"}), "line 3 .* Expected `int`"),
    "a record without a member": (change(2, body={"name": "invoice"}), "line 3 .* missing required field `last`"),
    "a number out of bounds": (change(2, body={"name": "invoice", "last": 0.5}), "line 3"),
    "a clock without an offset": (
        lambda document: document[1]["body"].update(now="2026-01-05T07:00:00"),
        "line 2 .* now is not in UTC",
    ),
    "a fact of another offset": (
        lambda document: document[-3].update(fact=["2026-01-05T07:00:00+02:00", "Note", "a", "a", "noted"]),
        "line 5 .* at is not in UTC",
    ),
    "a plan without an instant": (change(-2, due=[None, "call", "a"]), "line 6"),
    "an empty object for a line": (lambda document: document[2].clear(), "line 3"),
}


@pytest.mark.parametrize(("alter", "because"), CHANGES.values(), ids=CHANGES)
def test_a_file_that_was_tampered_with_is_refused(
    worlds: Worlds, alter: Callable[[list[dict[str, Any]]], object], because: str
) -> None:
    document = lines(export_world(worlds, "demo"))
    assert len(document) == 7
    alter(document)
    refuse(worlds, written(document), because)


def test_a_world_without_its_own_record_is_refused(worlds: Worlds) -> None:
    head, *_ = lines(export_world(worlds, "demo"))
    refuse(worlds, written([head, {"is": "end", "records": 0, "facts": 0, "dues": 0}]), "without WorldInfo")


HEAD = b'{"is":"head","format":"cfis-sandbox world","version":1}\n'
GARBAGE = {
    "nothing": (b"", "cut short"),
    "text": (b"Dear diary", "expected a world as this program exports it .gzip."),
    "zlib without gzip": (zlib.compress(HEAD), "gzip"),
    "an empty file": (packed(b""), "cut short"),
    "no JSON": (packed(b"Dear diary\n"), "line 1 'Dear diary'"),
    "a line without its end": (packed(HEAD + b'{"is":"end"'), "a line feed after the last line"),
    "bytes that are no text": (packed(HEAD + b'{"is":"record","kind":"\xff"}\n'), "line 2"),
    "a deep document": (packed(HEAD + b'{"is":"record","kind":"Counter","x":' + b"[" * 10**6 + b"\n"), "line 2"),
    "a long number": (
        packed(HEAD + b'{"is":"record","kind":"Counter","body":{"name":"a","last":' + b"9" * 10**5 + b"}}\n"),
        "line 2",
    ),
    "half a surrogate": (packed(HEAD + rb'{"is":"record","kind":"\ud800","body":{}}' + b"\n"), "line 2"),
    "a bomb of one line": (packed(HEAD + b" " * (LONGEST_LINE_BYTES + 10**6)), "lines of at most 16777216 bytes"),
    "two files in one": (packed(HEAD) * 2, "more after its end"),
}


@pytest.mark.parametrize(("data", "because"), GARBAGE.values(), ids=GARBAGE)
def test_garbage_is_refused_with_a_reason(worlds: Worlds, data: bytes, because: str) -> None:
    refuse(worlds, data, because)


def test_a_number_that_one_store_cannot_keep_is_refused_by_it(worlds: Worlds) -> None:
    document = lines(export_world(worlds, "demo"))
    document[2]["body"]["last"] = 2**64
    with a_store("sqlite") as there, pytest.raises(InvalidValue, match=r"line 3 .* can't serialize ints"):
        import_world(Worlds(there), "new", written(document))


def test_a_file_cut_short_anywhere_is_refused(worlds: Worlds) -> None:
    data = export_world(worlds, "demo")
    for length in range(len(data)):
        refuse(worlds, data[:length], "world file")
    refuse(worlds, data + b"\0", "more after its end")


def test_a_file_is_unpacked_only_to_its_bound(worlds: Worlds) -> None:
    line = msgspec.json.encode({"is": "fact", "fact": fact("a", "x" * 1000)}) + b"\n"
    bomb = packed(HEAD + line * 10_000)
    assert len(bomb) < 10**5
    with pytest.raises(InvalidValue, match="at most 1000000 bytes unpacked"):
        import_world(worlds, "new", bomb, most_bytes=10**6)
    data = export_world(worlds, "demo")
    unpacked = len(zlib.decompress(data, 31))
    import_world(worlds, "new", data, most_bytes=unpacked)
    with pytest.raises(InvalidValue, match="unpacked"):
        import_world(worlds, "newer", data, most_bytes=unpacked - 1)


@settings(max_examples=tries(100), deadline=None)
@given(place=st.integers(0, 5000), byte=st.integers(1, 255))
def test_a_flipped_bit_is_found_out(place: int, byte: int) -> None:
    with a_store("memory") as store:
        store.create("demo", furnish)
        worlds = Worlds(store)
        data = bytearray(export_world(worlds, "demo"))
        place = 10 + place % (len(data) - 10)  # the ten bytes of gzip's own header mean little
        data[place] ^= byte
        refuse(worlds, bytes(data), "not valid; expected")


def test_the_same_world_gives_the_same_bytes_whatever_its_name(worlds: Worlds) -> None:
    data = export_world(worlds, "demo")
    worlds.store.copy("demo", "other", lambda shelf: shelf.put(replace(info(), world="other")))
    assert export_world(worlds, "demo") == export_world(worlds, "other") == data
