"""XML to plain elements and back, with entities, document types and the network off.

Names of elements and attributes are case-insensitive in requests: they arrive in lower case. Bodies are UTF-8, and
where they are not, ISO-8859-15. Source: support.netvisor.fi, "General rules of messages"; the case is as observed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape, quoteattr

from simulator.systems.netvisor.refusals import not_xml

if TYPE_CHECKING:
    from lxml import etree

DECLARATION: Final = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n'
DEEPEST: Final = 40
"""Levels of elements that are read."""
MOST_ELEMENTS: Final = 200_000
_PROLOGUE: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Element:
    """One element of a request: names in lower case, text trimmed, children in order."""

    __slots__ = ("attributes", "children", "name", "text")

    def __init__(self, name: str, attributes: Mapping[str, str], text: str, children: list[Element]) -> None:
        self.name, self.attributes, self.text, self.children = name, attributes, text, children

    def child(self, name: str) -> Element | None:
        """Return the first child called ``name``."""
        return next((one for one in self.children if one.name == name), None)

    def every(self, name: str) -> Iterator[Element]:
        """Yield the children called ``name``."""
        return (one for one in self.children if one.name == name)

    def said(self, name: str) -> str:
        """Return the text of the child called ``name``; absent and empty are both empty."""
        found = self.child(name)
        return "" if found is None else found.text

    def attribute(self, name: str, default: str = "") -> str:
        """Return an attribute in lower case, or ``default`` where it is absent or empty."""
        return self.attributes.get(name, "").lower() or default


def read(body: bytes) -> Element:
    """Return the root element of a request. Raises Refusal for everything that is not one safe XML document."""
    from lxml import etree  # noqa: PLC0415 - a start that serves no XML pays nothing for it

    text = _PROLOGUE.sub("", _text(body)).strip()
    if not text:
        raise not_xml("the body is empty; a document that begins with <root> is expected")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        tree = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise not_xml(str(error)) from None
    _refuse_traps(tree)
    root = _element(tree)
    if root.name != "root":
        raise not_xml(f"the document begins with <{root.name[:40]}>; <root> is expected")
    return root


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("iso-8859-15")


def _refuse_traps(tree: etree._Element) -> None:
    """Raise Refusal for document types, entities, and documents that are too deep or too large."""
    if tree.getroottree().docinfo.doctype:
        raise not_xml("document types are not read here")
    depth = count = 0
    pending = [(tree, 1)]
    while pending:
        node, level = pending.pop()
        depth, count = max(depth, level), count + 1
        if not isinstance(node.tag, str):
            raise not_xml("entities are not read here")
        if depth > DEEPEST or count > MOST_ELEMENTS:
            raise not_xml(f"elements stand at most {DEEPEST} deep and are at most {MOST_ELEMENTS}")
        pending.extend((child, level + 1) for child in node)


def _element(node: etree._Element) -> Element:
    attributes = {_plain(name): value.strip() for name, value in node.attrib.items()}
    return Element(_plain(node.tag), attributes, (node.text or "").strip(), [_element(child) for child in node])


def _plain(name: Any) -> str:
    return str(name).rpartition("}")[2].lower()


class Node:
    """One element of an answer. An element without text and children is written self-closed, or as a pair if text."""

    __slots__ = ("attributes", "children", "name", "text")

    def __init__(self, name: str, *children: Node, text: str | None = None, **attributes: str) -> None:
        self.name, self.children, self.text, self.attributes = name, children, text, attributes


def leaf(name: str, text: object = "", **attributes: str) -> Node:
    """Return an element that holds ``text`` alone; ``attributes`` have ``_`` where the document has ``-``."""
    return Node(name, text=str(text), **attributes)


def written(node: Node) -> str:
    """Return ``node`` as text; characters that XML 1.0 does not know are left out."""
    pieces: list[str] = []
    _write(node, pieces)
    return "".join(pieces)


def _write(node: Node, pieces: list[str]) -> None:
    named = "".join(f" {key.replace('_', '-')}={quoteattr(_legal(value))}" for key, value in node.attributes.items())
    if node.text is None and not node.children:
        pieces.append(f"<{node.name}{named}/>")
        return
    pieces.append(f"<{node.name}{named}>{escape(_legal(node.text or ''))}")
    for child in node.children:
        _write(child, pieces)
    pieces.append(f"</{node.name}>")


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)
