"""A world as a file that another machine can load: gzipped JSON lines, which ``zcat`` shows.

The first line says what the file is and its version, each following line is one record, one fact or one thing on the
agenda, and the last counts them, so that a file cut short is found out. The world's name is left out (a file is given
one where it is loaded), and so are its credentials. What is loaded is trusted as far as its types go, no further.
"""

from __future__ import annotations

import zlib
from collections.abc import Generator, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeVar

import msgspec
from msgspec.structs import replace

from simulator.core.errors import InvalidValue
from simulator.core.kinds import KINDS
from simulator.core.records import Due, Event, Record, WorldInfo
from simulator.world.store import Shelf
from simulator.world.tokens import CREDENTIALS
from simulator.world.worlds import Worlds, check_name

T = TypeVar("T")

VERSION: Final = 1
"""The version that is written; later ones are refused."""

MOST_BYTES: Final = 268_435_456
"""The most that a file may hold once it is unpacked, unless the caller says otherwise."""

LONGEST_LINE_BYTES: Final = 16_777_216
"""The most that one line may hold."""

_FORMAT: Final = "cfis-sandbox world"
_GZIP: Final = 16 + zlib.MAX_WBITS
_LEVEL: Final = 3
_CHUNK_BYTES: Final = 262_144
_PAGE: Final = 200
"""Lines that are written at a time: some milliseconds' worth."""


class _Line(msgspec.Struct, frozen=True, tag_field="is"):
    """A line of the file."""


class _Head(_Line, frozen=True, tag="head"):
    format: str
    version: int


class _Kept(_Line, frozen=True, tag="record"):
    kind: str
    body: msgspec.Raw


class _Happened(_Line, frozen=True, tag="fact"):
    fact: Event


class _Planned(_Line, frozen=True, tag="due"):
    due: Due


class _End(_Line, frozen=True, tag="end"):
    records: int
    facts: int
    dues: int


_Any = _Head | _Kept | _Happened | _Planned | _End


class Export:
    """A world on its way into a file, a page at a time, so that others are let in between two pages.

    Nobody may change the world meanwhile. The same world gives the same bytes.
    """

    def __init__(self) -> None:
        self._zipper = zlib.compressobj(_LEVEL, wbits=_GZIP)
        self._parts: list[bytes] = []
        self._pages = _pages()
        next(self._pages)

    def add_page(self, shelf: Shelf) -> bool:
        """Write what comes next of the world on ``shelf``; return False once there is nothing more."""
        try:
            page = self._pages.send(shelf)
        except StopIteration:
            return False
        self._parts.extend(self._zipper.compress(msgspec.json.encode(line) + b"\n") for line in page)
        return True

    def file(self) -> bytes:
        """Return the file, once all pages are in it; to be called once."""
        return b"".join((*self._parts, self._zipper.flush()))


def export_world(worlds: Worlds, world: str) -> bytes:
    """Return ``world`` as a file, made at one go. Raises NotFound, WorldBusy."""
    export = Export()
    with worlds.open(world) as opened:
        while export.add_page(opened.shelf):
            pass
    return export.file()


def import_world(
    worlds: Worlds, world: str, data: bytes, *, guarded: bool | None = None, most_bytes: int = MOST_BYTES
) -> None:
    """Make the world ``world`` from a file, with nobody's credentials; ``guarded`` replaces what the file says.

    Raises InvalidValue, saying at which line, for anything but a whole file of a version that is known and of at most
    ``most_bytes`` unpacked; AlreadyExists. A world that cannot be loaded whole is not made.
    """
    check_name(world)

    def fill(shelf: Shelf) -> None:
        _load(shelf, _unzipped(data, most_bytes))
        info = shelf.get(WorldInfo, "world")
        if info is None:
            raise InvalidValue("world file", f"without {WorldInfo.__name__}", "a file with the world's own record")
        shelf.put(replace(info, world=world, guarded=info.guarded if guarded is None else guarded))

    worlds.store.create(world, fill)


def portable_kinds() -> dict[str, type[Record]]:
    """Return the kinds of record that travel: all but credentials."""
    return {name: kind for name, kind in KINDS.items() if kind not in CREDENTIALS}


def _pages() -> Generator[list[_Line], Shelf, None]:
    """Yield the lines of a file in pages, each read from the shelf that was sent for it."""
    shelf = yield []
    shelf = yield [_Head(format=_FORMAT, version=VERSION)]
    records = 0
    for name, kind in portable_kinds().items():
        keys = shelf.keys(kind)
        records += len(keys)
        for page in _cut(keys):
            shelf = yield [_kept(shelf, name, kind, key) for key in page]
    facts = shelf.last_event()
    for start in range(0, facts, _PAGE):
        shelf = yield [_Happened(event) for _, event in shelf.events(start, _PAGE)]
    agenda = shelf.agenda()
    for dues in _cut(agenda):
        yield [_Planned(due) for due in dues]
    yield [_End(records=records, facts=facts, dues=len(agenda))]


def _kept(shelf: Shelf, name: str, kind: type[Record], key: str) -> _Kept:
    record = shelf.get(kind, key)
    nameless = replace(record, world="") if isinstance(record, WorldInfo) else record
    return _Kept(kind=name, body=msgspec.Raw(msgspec.json.encode(nameless)))


def _cut(things: Sequence[T]) -> Iterator[Sequence[T]]:
    return (things[start : start + _PAGE] for start in range(0, len(things), _PAGE))


def _unzipped(data: bytes, most_bytes: int) -> Iterator[bytes]:
    """Yield the lines of a gzipped text, never unpacking more than a chunk beyond ``most_bytes``."""
    rest = b""
    met = 0
    for chunk in _chunks(data):
        met += len(chunk)
        if met > most_bytes:
            raise InvalidValue("world file", f"{len(data)} bytes packed", f"at most {most_bytes} bytes unpacked")
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
        if len(rest) > LONGEST_LINE_BYTES:
            raise InvalidValue("world file", _start(rest), f"lines of at most {LONGEST_LINE_BYTES} bytes")
    if rest:
        raise InvalidValue("world file", _start(rest), "a line feed after the last line")


def _chunks(data: bytes) -> Iterator[bytes]:
    unzipper = zlib.decompressobj(wbits=_GZIP)
    while not unzipper.eof:
        try:
            chunk = unzipper.decompress(data, _CHUNK_BYTES)
        except zlib.error as error:
            raise InvalidValue("world file", f"zlib: {error}", "a world as this program exports it (gzip)") from None
        data = unzipper.unconsumed_tail
        if not chunk and not data and not unzipper.eof:
            raise InvalidValue("world file", "cut short", "the whole file")
        yield chunk
    if unzipper.unused_data:
        raise InvalidValue("world file", "more after its end", "one world, nothing else")


def _load(shelf: Shelf, lines: Iterator[bytes]) -> None:
    loader = _Loader(shelf)
    for number, line in enumerate(lines, start=1):
        try:
            loader.take(number, line)
        except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError) as error:
            raise InvalidValue(f"world file, line {number}", _start(line), f"a line as exported: {error}") from None
    if not loader.ended:
        raise InvalidValue("world file", "cut short", "the whole file, whose last line counts the others")


class _Loader:
    """Puts lines on a shelf, one by one."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.ended = False
        self._met = [0, 0, 0]
        self._line = msgspec.json.Decoder(_Any)
        self._kinds = {name: msgspec.json.Decoder(kind) for name, kind in portable_kinds().items()}

    def take(self, number: int, text: bytes) -> None:
        """Keep what a line holds. Raises InvalidValue, and what decoding raises."""
        if number == 1:
            _check_head(text)
            return
        line = self._line.decode(text)
        if self.ended:
            raise ValueError("nothing may follow the line that ends the file")
        match line:
            case _Kept():
                self._keep(line.kind, line.body)
            case _Happened():
                _check_instants(line.fact)
                self.shelf.append(line.fact)
                self._met[1] += 1
            case _Planned():
                self._plan(line.due)
            case _End():
                self._end(line)
            case _Head():
                raise ValueError("a file has one head")

    def _keep(self, kind: str, body: msgspec.Raw) -> None:
        decoder = self._kinds.get(kind)
        if decoder is None:
            raise ValueError(f"kind {kind!r} is none of {', '.join(self._kinds)}")
        record = decoder.decode(body)
        _check_instants(record)
        if self.shelf.get(type(record), record.key) is not None:
            raise ValueError(f"{kind} {record.key!r} is there twice")
        self.shelf.put(record)
        self._met[0] += 1

    def _plan(self, due: Due) -> None:
        _check_instants(due)
        if self.shelf.scheduled(due.what, due.key) is not None:
            raise ValueError(f"{due.what!r} of {due.key!r} is there twice")
        self.shelf.schedule(due)
        self._met[2] += 1

    def _end(self, line: _End) -> None:
        if [line.records, line.facts, line.dues] != self._met:
            raise ValueError(f"{self._met[0]} records, {self._met[1]} facts and {self._met[2]} dues were met")
        self.ended = True


def _check_head(text: bytes) -> None:
    head = msgspec.json.decode(text, type=_Head)
    if head.format != _FORMAT:
        raise ValueError(f"the format is {_FORMAT!r}")
    if head.version != VERSION:
        raise InvalidValue("version of the world file", head.version, f"{VERSION}; a later one needs a later program")


def _check_instants(thing: msgspec.Struct) -> None:
    for name in thing.__struct_fields__:
        value = getattr(thing, name)
        if isinstance(value, datetime) and value.utcoffset() != timedelta(0):
            raise ValueError(f"{name} is not in UTC")


def _start(line: bytes) -> str:
    return line[:60].decode("utf-8", "replace")
