"""Bytes to decoded documents and back. Whatever arrives, reading ends in a document or in a refusal that says why.

Of members that stand twice in one object the last one counts. Numbers are decoded once: to int when they are integral
(``1.0`` is 1), else to Decimal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, Protocol

import msgspec

from simulator.core.errors import FieldError, InvalidDocument, shown
from simulator.http.bounds import EXPONENT, NUMBER_CHARACTERS, half_pair, trespass
from simulator.http.form import FORM_MEDIA, Form
from simulator.http.refusals import Refused

JSON_MEDIA: Final = "application/json"
ANY_MEDIA: Final = "*/*"
"""Stands among an operation's media types when the vendor looks at no content type; the first one is then meant."""
CHARSETS: Final = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "iso-8859-1": "latin-1",
    "latin-1": "latin-1",
    "latin1": "latin-1",
}
"""Character sets that a request may be written in, by their names in a content type."""
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
REMEMBERED_NUMBERS: Final = 4096


class Codec(Protocol):
    """One kind of document."""

    media: str
    """The content type that replies are sent under."""

    def read(self, body: bytes, charset: str) -> Any:
        """Return what ``body`` (never empty) says. Raises InvalidDocument."""

    def write(self, value: Any) -> bytes:
        """Return ``value`` as bytes."""

    def reread(self, body: bytes) -> Any:
        """Return what ``body``, written by ``write``, says."""


class Json:
    """JSON. Decimals are written as numbers with the digits they have, so amounts arrive here quantised."""

    media = JSON_MEDIA

    def __init__(self) -> None:
        self._decode = msgspec.json.Decoder(float_hook=lru_cache(REMEMBERED_NUMBERS)(number)).decode
        self.reread = msgspec.json.Decoder(float_hook=Decimal).decode  # 0.00 stays 0.00 when it is written again
        self.write = msgspec.json.Encoder(decimal_format="number").encode

    def read(self, body: bytes, charset: str = "utf-8") -> Any:
        """Return the decoded document. Raises InvalidDocument for anything that is not bounded, well-formed JSON."""
        text = body if charset == "utf-8" else _recoded(body, charset)
        wrong = trespass(text)
        if wrong is not None:
            raise _unreadable(wrong)
        try:
            return self._decode(text.removeprefix(BYTE_ORDER_MARK))
        except UnicodeDecodeError:
            raise _unreadable("is not written in UTF-8, and its content type names no other charset") from None
        except (msgspec.MsgspecError, RecursionError) as error:
            half = half_pair(text)
            if half is not None:
                raise _unreadable(
                    f"is not JSON: {half} is half of a surrogate pair, and its other half is missing"
                ) from None
            told = str(error).removeprefix("JSON is malformed: ").replace("Input data was", "the text is")
            raise _unreadable(f"is not JSON: {told}") from None


class Raw:
    """Bytes, read by the operation itself."""

    media = "application/octet-stream"

    def read(self, body: bytes, charset: str) -> Any:
        """Return the bytes as they came."""
        return body

    def write(self, value: Any) -> bytes:
        """Return ``value``, which is bytes already."""
        return bytes(value)

    def reread(self, body: bytes) -> Any:
        """Return the bytes as they are."""
        return body


class Codecs:
    """The codecs of one system by media type, and the choice among them."""

    def __init__(self, codecs: Mapping[str, Codec] | None = None) -> None:
        self._codecs: Mapping[str, Codec] = codecs or {JSON_MEDIA: Json(), FORM_MEDIA: Form()}
        self._raw = Raw()
        self._parsed = lru_cache(256)(parsed_content_type)

    def read(self, body: bytes, content_type: str, media: Sequence[str]) -> Any:
        """Return what ``body`` says, for an operation that takes ``media``; without a content type, the first of them.

        Raises InvalidDocument for an unreadable body and Refused (415) for one of another kind.
        """
        given, charset = self._parsed(content_type)
        if not given or ANY_MEDIA in media:
            given = media[0]
        elif given not in media:
            given = _kin(given, media)
        known = CHARSETS.get(charset)
        if known is None:
            raise _unreadable(f"is written in charset {shown(charset)}, which is not read here; send UTF-8")
        return self._codecs.get(given, self._raw).read(body, known)

    def write(self, value: Any, media: Sequence[str]) -> tuple[bytes, str]:
        """Return ``value`` as bytes and their content type, for a reply of one of ``media`` (JSON when there is none).

        Nothing is no bytes of no type; bytes pass as they are.
        """
        if value is None:
            return b"", ""
        kind = media[0] if media else JSON_MEDIA
        if isinstance(value, bytes):
            return value, kind
        codec = self._codecs.get(kind)
        if codec is None and _is_json(kind) and JSON_MEDIA in self._codecs:
            return self._codecs[JSON_MEDIA].write(value), kind
        chosen = codec or self._raw
        return chosen.write(value), chosen.media

    def reread(self, body: bytes, content_type: str) -> Any:
        """Return what a reply of ours says: decoded JSON, or the bytes of any other kind."""
        kind = self._parsed(content_type)[0]
        codec = self._codecs.get(content_type) or self._codecs.get(JSON_MEDIA if _is_json(kind) else kind, self._raw)
        return codec.reread(body) if body else None


def number(text: str) -> int | Decimal:
    """Return a JSON number with a point or an exponent as int when it is integral, else as Decimal.

    Raises InvalidDocument for one of more than 40 characters or with an exponent beyond 30.
    """
    if len(text) > NUMBER_CHARACTERS:
        raise _unreadable(f"holds a number of more than {NUMBER_CHARACTERS} characters: {shown(text)}")
    exponent = text.lower().partition("e")[2]
    if exponent and abs(int(exponent)) > EXPONENT:
        raise _unreadable(f"holds a number with an exponent beyond {EXPONENT}: {shown(text)}")
    value = Decimal(text)
    whole = int(value)
    return whole if whole == value else value


def instant(at: datetime) -> str:
    """Return an instant in UTC as vendors print it: ISO 8601 with milliseconds and a Z."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def parsed_content_type(value: str) -> tuple[str, str]:
    """Return the media type in lower case and the charset, utf-8 when none is named."""
    media, _, rest = value.partition(";")
    for part in rest.split(";"):
        name, _, charset = part.partition("=")
        if name.strip().lower() == "charset" and charset.strip():
            return media.strip().lower(), charset.strip().strip("\"'").lower()
    return media.strip().lower(), "utf-8"


def _kin(given: str, media: Sequence[str]) -> str:
    """Return JSON for its relatives (``text/json``, ``application/problem+json``); refuse all else."""
    if JSON_MEDIA in media and _is_json(given):
        return JSON_MEDIA
    expected = " or ".join(media)
    raise Refused(
        415,
        f"content type {shown(given)} is not read here; send {expected}",
        explanation={"expected": expected, "seen": given[:200]},
    )


def _is_json(media: str) -> bool:
    """Tell whether ``media`` is a relative of JSON, such as ``application/problem+json``."""
    return media.endswith("+json") or media == "text/json"


def _recoded(body: bytes, charset: str) -> bytes:
    try:
        return body.decode(charset).removeprefix("\ufeff").encode()
    except (UnicodeDecodeError, UnicodeEncodeError):
        raise _unreadable(f"is not written in {charset}, as its content type says") from None


def _unreadable(what: str) -> InvalidDocument:
    return InvalidDocument((FieldError("body", what),))
