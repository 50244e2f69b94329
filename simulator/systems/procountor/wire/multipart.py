"""Forms in parts: what ``multipart/form-data`` holds, and a document and a file as one ``multipart/mixed``.

Parts come in any order and under any file name, as clients differ.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from simulator.core.errors import FieldError, InvalidDocument

MOST_PARTS: Final = 10
_BOUNDARY: Final = re.compile(r'boundary="?([^";,]{1,70})"?', re.IGNORECASE)
_NAME: Final = re.compile(rb'(?:^|[;\s])name="?([^";]*)"?', re.IGNORECASE)
_FILE_NAME: Final = re.compile(rb'filename="?([^";]*)"?', re.IGNORECASE)
BOUNDARY: Final = "procountor-part"


class Part(NamedTuple):
    """One part: its file's name, its media type (both may be empty) and its bytes."""

    file_name: str
    media: str
    body: bytes


def parts_of(body: bytes, content_type: str) -> Mapping[str, Part]:
    """Return the parts of a form by name; of two by one name the first counts. Raises InvalidDocument."""
    named = _BOUNDARY.search(content_type)
    if named is None:
        raise InvalidDocument([FieldError("body", "names no boundary in its content type; send multipart/form-data")])
    fence = b"--" + named.group(1).encode("latin-1")
    pieces = (b"\r\n" + body).split(b"\r\n" + fence, MOST_PARTS + 1)
    found: dict[str, Part] = {}
    for piece in pieces[1:]:
        if piece.startswith(b"--"):
            return found
        head, blank, content = piece.partition(b"\r\n\r\n")
        name = _NAME.search(_header(head, b"content-disposition"))
        if not blank or name is None:
            continue
        file_name = _FILE_NAME.search(_header(head, b"content-disposition"))
        media = _header(head, b"content-type").decode("latin-1").strip().lower()
        part = Part(file_name.group(1).decode("utf-8", "replace") if file_name else "", media, content)
        found.setdefault(name.group(1).decode("utf-8", "replace"), part)
    raise InvalidDocument([FieldError("body", "ends before its last boundary, or has too many parts")])


def mixed(document: bytes, file: Part) -> tuple[bytes, str]:
    """Return a document in JSON and a file as one body, and its content type."""
    boundary = BOUNDARY
    while boundary.encode() in file.body or boundary.encode() in document:
        boundary += "-"
    quoted = file.file_name.replace("\\", "_").replace('"', "_").replace("\r", "_").replace("\n", "_")
    lines = (
        f"--{boundary}\r\nContent-Type: application/json\r\n\r\n".encode(),
        document,
        f"\r\n--{boundary}\r\nContent-Type: {file.media}\r\n".encode("latin-1", "replace"),
        f'Content-Disposition: attachment; filename="{quoted}"\r\n\r\n'.encode(),
        file.body,
        f"\r\n--{boundary}--\r\n".encode(),
    )
    return b"".join(lines), f"multipart/mixed; boundary={boundary}"


def _header(head: bytes, name: bytes) -> bytes:
    for line in head.split(b"\r\n"):
        key, colon, value = line.partition(b":")
        if colon and key.strip().lower() == name:
            return value
    return b""
