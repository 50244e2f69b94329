"""One SQLite file: its tables, its version, its one owner.

A process owns the file by SQLite's own lock (``locking_mode = EXCLUSIVE``), which the operating system lets go of
however that process ends. A second server on the same file is refused.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

from simulator.world.store import StoreUnavailable

SCHEMA_VERSION: Final = 1
"""Kept in the file's ``user_version``. A file of a later version is refused."""

APPLICATION_ID: Final = 0x43464953
"""Marks a SQLite file as ours ("CFIS")."""

SECONDS_TO_WAIT: Final = 1.0
"""How long opening waits for a process that is about to let go of the file."""

CACHE_KIBIBYTES: Final = 65_536
"""Pages of the file kept in memory."""

LONGEST_LOG_BYTES: Final = 67_108_864
"""The write-ahead log is cut back to this after a large unit of work."""

TABLES: Final = """
CREATE TABLE worlds (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
CREATE TABLE records (
  place INTEGER PRIMARY KEY, world INTEGER NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL,
  UNIQUE (world, kind, key));
CREATE TABLE entries (
  world INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL,
  PRIMARY KEY (world, kind, name, value, key)) WITHOUT ROWID;
CREATE TABLE events (
  place INTEGER PRIMARY KEY, world INTEGER NOT NULL, number INTEGER NOT NULL, subject TEXT NOT NULL, body BLOB NOT NULL,
  UNIQUE (world, number));
CREATE INDEX events_of ON events (world, subject, number);
CREATE TABLE agenda (
  place INTEGER PRIMARY KEY, world INTEGER NOT NULL, what TEXT NOT NULL, key TEXT NOT NULL, due INTEGER NOT NULL,
  UNIQUE (world, what, key));
CREATE INDEX agenda_by_time ON agenda (world, due, place);
CREATE TABLE credentials (digest TEXT PRIMARY KEY, world INTEGER NOT NULL) WITHOUT ROWID;
"""


def connected(path: Path) -> sqlite3.Connection:
    """Open the file for this process alone, or make it, with its folder.

    The connection may be used by any thread, one at a time, and begins no transaction by itself.
    Raises StoreUnavailable when the file is in use, of a later version, or none of ours.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=SECONDS_TO_WAIT, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.OperationalError) as error:
        raise StoreUnavailable(
            f"{path} cannot be opened: {error}; give a path for a file that may be written"
        ) from None
    try:
        _prepare(connection, path)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StoreUnavailable(_reason(error, path)) from None
    except StoreUnavailable:
        connection.close()
        raise
    return connection


def _reason(error: sqlite3.DatabaseError, path: Path) -> str:
    if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
        return f"{path} is in use by another process; one server owns a file, so stop that one or use another file"
    return f"{path} cannot be used: {error}; expected a file made by this program, or none"


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Take the file for this process alone, check whose it is, and lay out a new one."""
    run = connection.execute
    run("PRAGMA locking_mode = EXCLUSIVE")
    run("BEGIN EXCLUSIVE")
    version, owner = run("PRAGMA user_version").fetchone()[0], run("PRAGMA application_id").fetchone()[0]
    if run("SELECT COUNT(*) FROM sqlite_master").fetchone()[0] == 0 and version == 0:
        for statement in TABLES.split(";"):
            run(statement)
        run(f"PRAGMA application_id = {APPLICATION_ID}")
        run(f"PRAGMA user_version = {SCHEMA_VERSION}")
    elif owner != APPLICATION_ID:
        raise StoreUnavailable(f"{path} is a database of something else; use another file")
    elif version > SCHEMA_VERSION:
        raise StoreUnavailable(
            f"{path} was written by a later version (schema {version}; this one knows {SCHEMA_VERSION}); upgrade first"
        )
    run("COMMIT")
    run("PRAGMA journal_mode = WAL")
    run("PRAGMA synchronous = NORMAL")
    run(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}")
    run(f"PRAGMA journal_size_limit = {LONGEST_LOG_BYTES}")
