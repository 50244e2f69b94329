"""A SQLite file survives its process, has one owner, and is read by no version older than itself."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from simulator.core.records import Due
from simulator.world import sql
from simulator.world.sql import SqlStore
from simulator.world.sql_file import SCHEMA_VERSION
from simulator.world.store import StoreUnavailable
from tests.world.specimens import START, Broken, Note, fact

ROOT = Path(__file__).parents[2]

KEEP_THEN_WAIT = """
import sys
from pathlib import Path
from tests.world.specimens import START, Note, fact
from simulator.core.records import Due
from simulator.world.sql import SqlStore

store = SqlStore(Path(sys.argv[1]))
store.create("demo")
with store.open("demo") as shelf:
    shelf.put(Note(name="kept", tag="red"))
    shelf.append(fact("kept"))
    shelf.schedule(Due(START, "call", "kept"))
    store.grant("digest", "demo")
print("kept", flush=True)
with store.open("demo") as shelf:
    shelf.put(Note(name="never kept"))
    print("under way", flush=True)
    sys.stdin.read()
"""

OPEN = """
import sys
from pathlib import Path
from simulator.world.sql import SqlStore
from simulator.world.store import StoreUnavailable

try:
    SqlStore(Path(sys.argv[1]))
except StoreUnavailable as error:
    print(error)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "worlds.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[SqlStore]:
    opened = SqlStore(path)
    opened.create("demo", lambda shelf: shelf.put(Note(name="a", tag="red")))
    yield opened
    opened.close()


def python(code: str, path: Path) -> subprocess.Popen[str]:
    search = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    command = [sys.executable, "-c", search + code, str(path)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_what_was_acknowledged_survives_the_killing_of_the_process(path: Path) -> None:
    with python(KEEP_THEN_WAIT, path) as process:
        assert process.stdout is not None
        assert [process.stdout.readline(), process.stdout.readline()] == ["kept\n", "under way\n"]
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    store = SqlStore(path)
    with store.open("demo") as shelf:
        assert list(shelf.all(Note)) == shelf.select(Note, "tag", "red") == [Note(name="kept", tag="red")]
        assert shelf.events(0, 9) == [(1, fact("kept"))]
        assert shelf.next_due() == Due(START, "call", "kept")
    assert store.world_of("digest") == "demo"
    store.close()


def test_a_second_process_on_the_same_file_is_refused(path: Path, store: SqlStore) -> None:
    with python(OPEN, path) as second:
        said, _ = second.communicate()
    assert f"{path} is in use by another process" in said
    with pytest.raises(StoreUnavailable, match="in use"):
        SqlStore(path)
    with store.open("demo") as shelf:
        shelf.put(Note(name="b"))
    store.close()
    with python(OPEN, path) as later:
        said, _ = later.communicate()
    assert said == ""


def test_a_file_of_a_later_version_is_refused_and_left_as_it_is(path: Path, store: SqlStore) -> None:
    store.close()
    later = SCHEMA_VERSION + 1
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {later}")
    connection.close()
    with pytest.raises(StoreUnavailable, match=f"later version .schema {later}; this one knows {SCHEMA_VERSION}."):
        SqlStore(path)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (later,)
    assert connection.execute("SELECT COUNT(*) FROM records").fetchone() == (1,)
    connection.close()


def test_a_database_of_something_else_is_refused(path: Path) -> None:
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE music (title TEXT)")
    connection.close()
    with pytest.raises(StoreUnavailable, match="a database of something else"):
        SqlStore(path)


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(StoreUnavailable, match="cannot be used: file is not a database"):
        SqlStore(path)
    assert path.read_bytes().startswith(b"Dear diary")


def test_a_path_that_cannot_be_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path, tmp_path / "file" / "worlds.sqlite"):
        with pytest.raises(StoreUnavailable, match="cannot be opened"):
            SqlStore(path)


def test_a_unit_that_only_reads_writes_nothing(path: Path, store: SqlStore) -> None:
    def size() -> int:
        return sum(file.stat().st_size for file in path.parent.iterdir())

    before = size(), store._connection.total_changes
    with store.open("demo") as shelf:
        assert shelf.get(Note, "a") is not None
        assert shelf.select(Note, "tag", "red") == list(shelf.all(Note))
        assert shelf.get(Note, "b") is None
        assert shelf.next_due() is None
    assert store.world_of("digest") is None
    assert (size(), store._connection.total_changes) == before


READS = {name: getattr(sql, name) for name in vars(sql) if name.isupper() and "SELECT" in str(getattr(sql, name))[:6]}


@pytest.mark.parametrize("statement", READS.values(), ids=READS)
def test_no_read_goes_through_the_whole_book(store: SqlStore, statement: str) -> None:
    plan = store._connection.execute(f"EXPLAIN QUERY PLAN {statement}", ("1",) * statement.count("?"))
    found = [detail for *_, detail in plan if "ORDER BY" not in detail and "SUBQUERY" not in detail]
    assert all(detail.startswith("SEARCH") for detail in found)
    assert ("INDEX events_of" in found[0]) == (statement == sql.EVENTS_OF)


def test_records_are_the_same_when_read_from_the_file_again(path: Path, store: SqlStore) -> None:
    note = Note(name="ä/\x00", tag="1001/2026-01-01", day="2026-01-01", size=-(2**63))
    with store.open("demo") as shelf:
        shelf.put(note)
    store.close()
    again = SqlStore(path)
    with again.open("demo") as shelf:
        assert shelf.get(Note, note.key) == note
        assert shelf.select(Note, "day", "2026-01-01") == [note]
    again.close()


def test_threads_that_share_the_store_take_turns(store: SqlStore) -> None:
    def count_up() -> None:
        for _ in range(50):
            with store.open("demo") as shelf:
                note = shelf.get(Note, "a")
                assert note is not None
                shelf.put(Note(name="a", size=note.size + 1))
            assert store.world_of("digest") is None

    threads = [Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.open("demo") as shelf:
        assert shelf.get(Note, "a") == Note(name="a", size=200)


def test_another_thread_never_sees_what_is_undone(store: SqlStore) -> None:
    seen: list[str | None] = []
    reader = Thread(target=lambda: seen.append(store.world_of("digest")))

    def fail() -> None:
        with store.open("demo"):
            store.grant("digest", "demo")
            reader.start()
            raise Broken

    with pytest.raises(Broken):
        fail()
    reader.join()
    assert seen == [None]
