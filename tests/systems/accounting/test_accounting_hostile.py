"""Whatever is sent to whichever system, the answer is the vendor's own refusal, and nothing has changed."""

from __future__ import annotations

from typing import Final, NamedTuple

import pytest

from tests.systems.accounting.adapter import Adapter, standing
from tests.systems.accounting.adapters import ADAPTERS

TOO_MUCH: Final = 8 * 1024 * 1024 + 1


class Sent(NamedTuple):
    """A body that nobody honest sends, and the content type it claims to have (none: the right one)."""

    what: str
    body: bytes
    media: str = ""


def nested(levels: int) -> bytes:
    return b'{"a":' + b"[" * levels + b"]" * levels + b"}"


BOMB = b'<!DOCTYPE root [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><root><x>&b;</x></root>'
EXTERNAL = b'<!DOCTYPE root [<!ENTITY x SYSTEM "file:///etc/hostname">]><root><x>&x;</x></root>'
OF_ANY_FORMAT: Final = (
    Sent("nothing", b""),
    Sent("blanks", b"   "),
    Sent("zeros", b"\x00" * 64),
    Sent("too much", b" " * TOO_MUCH),
    Sent("what is not UTF-8", b"\xff\xfe\xfa"),
)
BODIES: Final = {
    "json": (
        *OF_ANY_FORMAT,
        Sent("half a document", b'{"rows": ['),
        Sent("65 levels", nested(65)),
        Sent("a hundred thousand levels", nested(100_000)),
        Sent("NaN", b'{"amount": NaN}'),
        Sent("Infinity", b'{"amount": -Infinity}'),
        Sent("a number without end", b'{"amount": ' + b"9" * 100_000 + b"}"),
        Sent("an exponent without end", b'{"amount": 1e999999999}'),
        Sent("a control character", b'{"description": "\\u0000"}'),
        Sent("half a surrogate pair", b'{"description": "\\ud800"}'),
        Sent("null", b"null"),
        Sent("a list", b"[]"),
        Sent("a text", b'"x"'),
        Sent("an empty object", b"{}"),
        Sent("a charset nobody knows", b"{}", "application/json; charset=klingon"),
        Sent("another charset than it says", b"{}", "application/json; charset=utf-16"),
        Sent("XML", b"<root/>", "application/xml"),
        Sent("a form", b"a=1", "application/x-www-form-urlencoded"),
        Sent("an entity bomb", BOMB),
    ),
    "xml": (
        *OF_ANY_FORMAT,
        Sent("half a document", b"<root>"),
        Sent("another document", b"<other/>"),
        Sent("an empty document", b"<root/>"),
        Sent("a bare ampersand", b"<root>&</root>"),
        Sent("an entity bomb", BOMB),
        Sent("an external entity", EXTERNAL),
        Sent("an external DTD", b'<!DOCTYPE root SYSTEM "http://example.com/x.dtd"><root/>'),
        Sent("ten thousand levels", b"<root>" + b"<a>" * 10_000 + b"</a>" * 10_000 + b"</root>"),
        Sent("ten thousand attributes", b"<root " + b" ".join(b'a%d="x"' % n for n in range(10_000)) + b"/>"),
        Sent("a control character", b"<root>\x01</root>"),
        Sent("a charset nobody knows", b'<?xml version="1.0" encoding="klingon"?><root/>'),
        Sent("another charset than it says", '<?xml version="1.0" encoding="utf-16"?><root>€</root>'.encode()),
        Sent("JSON", b'{"root": 1}', "application/json"),
    ),
}


@pytest.mark.parametrize(
    ("write", "kind"), [(write, kind) for kind in ADAPTERS for write in kind.WRITES], indirect=["kind"]
)
def test_what_cannot_be_read_is_refused_and_changes_nothing(of: Adapter, write: str) -> None:
    before = standing(of)
    for sent in BODIES[of.FORMAT]:
        told = of.send(write, sent.body, sent.media)
        assert told.refusal, sent.what
        assert 200 <= told.answer.status < 500, (sent.what, told)
        assert told.answer.headers["content-type"] == of.MEDIA, sent.what
        assert b"Traceback" not in told.answer.body
        assert len(told.answer.body) < 10_000, sent.what
        assert "x-sandbox-explain" in told.answer.headers, sent.what
    assert standing(of) == before


@pytest.mark.parametrize(("fault", "status"), [("status", 500), ("status", 503), ("rate-limit", 429)])
def test_a_system_that_is_not_well_says_so_in_its_own_shape(of: Adapter, fault: str, status: int) -> None:
    order = {"system": of.NAME, "fault": fault, **({"status": status} if fault == "status" else {})}
    armed = of.driver.post(f"/sandbox/worlds/{of.world}/faults", order)
    assert armed is not None
    assert armed.status == 201, armed.body
    told = of.read()
    assert (told.answer.status, told.answer.headers["content-type"]) == (status, of.MEDIA)
    assert told.refusal
    assert of.read().refusal == ""
