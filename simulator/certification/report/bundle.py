"""The evidence bundle: a ZIP file with the reports and all that they rest on, the same bytes for the same evidence."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Final, NamedTuple
from urllib.parse import quote, unquote

import contracts
from contracts.checks.exhibit import Exhibit, decode, encode
from simulator.certification.report import document, har
from simulator.certification.report.words import headline, printable
from simulator.certification.result import Result, Stand

RESULT: Final = "result.json"
README: Final = "README.txt"
SUMS: Final = "SHA256SUMS"
JOURNALS: Final = "journal/"
EXHIBITS: Final = "exhibits/"
ROOT: Final = Path(contracts.__file__).parents[1]
"""Below it stand the files that a result names."""
MADE: Final = (1980, 1, 1, 0, 0, 0)
"""What every file says of when it was made: the least that the format can say."""
READABLE: Final = 0o100644 << 16
UNIX: Final = 3
MOST_BYTES: Final = 256 << 20
"""A bundle that unpacks to more is not read; that of a whole service takes some six million."""
MOST_FILES: Final = 5000
PACKED_AS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
ENCRYPTED: Final = 0x1
BROKEN: Final = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
"""How the library says that a file is no archive, or a damaged one."""


class UnreadableBundle(Exception):
    """A file that is no evidence bundle, or one that is damaged; the message says where."""


class Bundle(NamedTuple):
    """What a bundle holds: the result, the exhibits by the names of their stories, and every file by its name."""

    result: Result
    exhibits: Mapping[str, Exhibit]
    files: Mapping[str, bytes]


def to_bytes(result: Result, exhibits: Mapping[str, Exhibit], reports: Mapping[str, bytes]) -> bytes:
    """Return the bundle. ``exhibits`` are by the names of their stories, ``reports`` by the names of their files."""
    return _packed(contents(result, exhibits, reports))


def contents(result: Result, exhibits: Mapping[str, Exhibit], reports: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of the bundle by their names, the sums of all of them among them."""
    files = {**reports, RESULT: document.to_bytes(result), "result.schema.json": document.schema_bytes()}
    for name, exhibit in exhibits.items():
        seen = [*exhibit.journal, *exhibit.lobby]
        files[f"{EXHIBITS}{quote(name, safe='')}.json"] = encode(exhibit)
        files[f"{JOURNALS}{quote(name, safe='')}.har"] = har.to_bytes(seen, result.stand.sandbox)
    sources = stood_on(result.stand)
    files |= sources
    missing = sorted({**result.stand.contracts, **result.stand.scenarios}.keys() - sources.keys())
    files[README] = _readme(result, missing).encode("utf-8", "backslashreplace")
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return {**files, SUMS: sums.encode("utf-8", "backslashreplace")}


def read(packed: bytes) -> Bundle:
    """Return what a bundle holds, once all of it is found to be as it was written. Raises UnreadableBundle."""
    files = _unpacked(packed)
    _check(files)
    try:
        result = document.read(files[RESULT])
        exhibits = {
            unquote(name.removeprefix(EXHIBITS).removesuffix(".json")): decode(content)
            for name, content in files.items()
            if name.startswith(EXHIBITS)
        }
    except (document.UnreadableResult, ValueError, LookupError, TypeError, AttributeError, RecursionError) as problem:
        raise UnreadableBundle(f"the bundle is whole, and its evidence cannot be read: {problem}") from None
    return Bundle(result, exhibits, MappingProxyType(files))


def stood_on(stand: Stand) -> Mapping[str, bytes]:
    """Return the files that a result names, as far as they are here and have the very content that it says."""
    found: dict[str, bytes] = {}
    for name, digest in {**stand.contracts, **stand.scenarios}.items():
        path = ROOT / name
        if ".." not in path.parts and path.is_relative_to(ROOT) and path.is_file():
            content = path.read_bytes()
            if sha256(content).hexdigest() == digest:
                found[name] = content
    return found


def _packed(files: Mapping[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files, key=lambda each: (each != README, each)):
            entry = zipfile.ZipInfo(name, MADE)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, READABLE, UNIX
            archive.writestr(entry, files[name])
    return packed.getvalue()


def _unpacked(packed: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(packed)) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            _look_at(entries)
            return {entry.filename: archive.read(entry) for entry in entries}
    except BROKEN as problem:
        raise UnreadableBundle(f"this is no evidence bundle: {printable(str(problem))}") from None


def _look_at(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse what no bundle has before anything is unpacked. Raises UnreadableBundle."""
    if len(entries) > MOST_FILES:
        raise UnreadableBundle(f"the bundle has more than {MOST_FILES} files")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise UnreadableBundle(f"the bundle unpacks to more than {MOST_BYTES} bytes")
    seen: set[str] = set()
    for entry in entries:
        name = printable(entry.filename)
        if entry.filename in seen:
            raise UnreadableBundle(f"{name} is in the bundle twice")
        if entry.flag_bits & ENCRYPTED or entry.compress_type not in PACKED_AS:
            raise UnreadableBundle(f"{name} is encrypted, or packed in a way in which no bundle is")
        if not _stays_inside(entry):
            raise UnreadableBundle(f"{name} leads out of the bundle")
        seen.add(entry.filename)


def _stays_inside(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is a plain file below the folder in which the bundle is unpacked."""
    path = PurePosixPath(entry.filename)
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    return not (is_link or path.is_absolute() or ".." in path.parts or "\\" in entry.filename)


def _check(files: Mapping[str, bytes]) -> None:
    """Hold every file to its sum. Raises UnreadableBundle."""
    if SUMS not in files or RESULT not in files:
        raise UnreadableBundle(f"this is no evidence bundle: it has no {SUMS} or no {RESULT}")
    lines = files[SUMS].decode("utf-8", "replace").splitlines()
    wanted = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for name in sorted(files.keys() - {SUMS} | wanted.keys()):
        if name not in files:
            raise UnreadableBundle(f"{printable(name)} is missing from the bundle")
        if wanted.get(name) != sha256(files[name]).hexdigest():
            raise UnreadableBundle(f"{printable(name)} is not as it was when the bundle was made")


def _readme(result: Result, missing: Sequence[str]) -> str:
    left_out = "".join(f"  {printable(name)}\n" for name in missing)
    absent = f"\nNot in here, because they were not at hand when this was packed:\n\n{left_out}" if missing else ""
    return f"""{headline(result)}
{printable(result.because)}

Evidence of a certification by cfis-sandbox {result.stand.sandbox}, seed {result.stand.seed}, of the client
{printable(result.client)}

  report.html          the report for people; it needs nothing but this file
  result.json          the same for programs, as result.schema.json says
  junit.xml            the same for continuous integration
  report.sarif         the same for code hosts
  journal/*.har        every request of the client and its answer, story by story; any browser's network panel
                       reads them. Secrets are masked
  exhibits/*.json      all that was seen of each story: what the client was told, its books, the world's books
  scenarios/           the stories as they were played
  contracts/           the contracts and the catalogue of requirements that the client was held to
  SHA256SUMS           what every file here was when it was packed: sha256sum --check SHA256SUMS

To run the whole certification again, without any network beyond this machine, and compare what comes of it, install
cfis-sandbox {result.stand.sandbox}, have the client at hand, and say

  cfis-sandbox certify --verify result.json

To see whether this evidence shows what the result says, with neither the client nor a sandbox:

  cfis-sandbox certify --weigh evidence.zip

To play one story by itself:

  cfis-sandbox scenario run scenarios/SERVICE/NAME.yaml
{absent}"""
