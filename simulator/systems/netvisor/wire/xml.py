"""XML to plain elements and back, with entities, document types and the network off.

Names of elements and attributes are case-insensitive in requests: they arrive in lower case. Bodies are UTF-8, and
where they are not, ISO-8859-15. Source: support.netvisor.fi, "General rules of messages"; the case is as observed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

import msgspec

from simulator.systems.netvisor.refusals import not_xml

DECLARATION: Final = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n'
DEEPEST: Final = 40
"""Levels of elements that are read."""
NO_ATTRIBUTES: Final[Mapping[str, str]] = MappingProxyType({})
MOST_TAGS: Final = 400_000
_PROLOGUE: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")
_DOCTYPE: Final = re.compile(r"(?:\s|<!--.*?-->|<\?.*?\?>)*+<!DOCTYPE", re.DOTALL)
_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Element(msgspec.Struct, gc=False):
    """One element of a message: names in lower case, text trimmed, children in order."""

    name: str
    attributes: Mapping[str, str]
    text: str
    children: Sequence[Element]

    def child(self, name: str) -> Element | None:
        """Return the first child called ``name``."""
        for one in self.children:
            if one.name == name:
                return one
        return None

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


class _Names(dict[str, str]):
    """Plain names, in lower case and without a namespace, by the names in a document: most stand there many times."""

    def __missing__(self, written: str) -> str:
        plain = self[written] = written.rpartition("}")[2].lower()
        return plain


def read(body: bytes) -> Element:
    """Return the root element of a document. Raises Refusal for everything that is not one safe XML document.

    A document type is refused before anything is parsed, so that no entity is ever declared, and none is looked up.
    """
    text = _PROLOGUE.sub("", _text(body)).strip()
    if not text:
        raise not_xml("the body is empty; a document that begins with <root> is expected")
    if _DOCTYPE.match(text):
        raise not_xml("document types are not read here")
    if text.count("<") > MOST_TAGS:
        raise not_xml(f"a document has at most {MOST_TAGS} tags")
    try:
        parser = ElementTree.XMLParser(encoding="utf-8")  # noqa: S314 - it never sees a document type
        parser.feed(text.encode("utf-8", "surrogatepass"))
        root = _element(parser.close(), _Names(), 1)
    except (ElementTree.ParseError, ValueError) as error:
        raise not_xml(str(error)) from None
    if root.name != "root":
        raise not_xml(f"the document begins with <{root.name[:40]}>; <root> is expected")
    return root


def _element(node: ElementTree.Element, names: _Names, level: int) -> Element:
    if level > DEEPEST:
        raise not_xml(f"elements stand at most {DEEPEST} deep")
    children = [_element(each, names, level + 1) if len(each) else _plain(each, names) for each in node]
    return _plain(node, names, children)


def _plain(node: ElementTree.Element, names: _Names, children: Sequence[Element] = ()) -> Element:
    attributes: Mapping[str, str] = NO_ATTRIBUTES
    if node.keys():
        attributes = {names[name]: value.strip() for name, value in node.items()}
    text = node.text
    return Element(names[node.tag], attributes, text.strip() if text else "", children)


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("iso-8859-15")


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
