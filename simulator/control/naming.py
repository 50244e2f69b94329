"""How a tester names what a request is about: an invoice by its number or its case, a world by any text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final, TypeVar

import msgspec

from simulator.control.plane import Plane
from simulator.core.errors import AlreadyExists, FieldError, InvalidDocument, InvalidValue
from simulator.core.receivable import Receivable
from simulator.http.journal import LOBBY
from simulator.world.bank import find_receivable
from simulator.world.world import World
from simulator.world.worlds import check_name

T = TypeVar("T")

RESERVED: Final = frozenset({LOBBY, "import"})
"""Names that mean something else where a world's name could stand."""
LONGEST_NAME: Final = 63

_NO_PART_OF_A_NAME: Final = re.compile(r"[^a-z0-9._-]+")


class Named(msgspec.Struct, frozen=True, rename="camel"):
    """An invoice by its number (and its client, where several have it) or by its case."""

    invoice_number: int | None = None
    case_id: int | None = None
    client_id: int | None = None

    @property
    def is_given(self) -> bool:
        """Whether any invoice is named at all."""
        return self.invoice_number is not None or self.case_id is not None


def receivable(world: World, named: Named) -> Receivable:
    """Return the receivable that ``named`` means.

    Raises NotFound, InvalidValue where several clients have that number, InvalidDocument for two names or none.
    """
    if not named.is_given:
        raise InvalidDocument([FieldError("invoiceNumber", "is missing; give either invoiceNumber or caseId")])
    if named.invoice_number is not None and named.case_id is not None:
        raise InvalidDocument([FieldError("caseId", "is one name too many; give either invoiceNumber or caseId")])
    return find_receivable(world, number=named.invoice_number, case_id=named.case_id, client_id=named.client_id)


def world_name(text: str) -> str:
    """Return ``text`` as a world's name in URLs: lower case, without accents, hyphens for whatever cannot stand there.

    Raises InvalidValue when nothing is left, and for a name that is reserved.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = _NO_PART_OF_A_NAME.sub("-", plain).strip("-._")[:LONGEST_NAME]
    if not name or name in RESERVED:
        raise InvalidValue("name", text, f"a name with letters or digits, other than {', '.join(sorted(RESERVED))}")
    check_name(name)
    return name


def made(plane: Plane, wanted: str | None, make: Callable[[str], T]) -> tuple[str, T]:
    """Return the name of a new world, the one ``wanted`` or the next number, and what ``make`` made of it.

    Raises AlreadyExists where the wanted name is taken.
    """
    if wanted is not None:
        name = world_name(wanted)
        return name, make(name)
    while True:
        name = f"w{next(plane.numbers)}"
        try:
            return name, make(name)
        except AlreadyExists as taken:
            if taken.what != "world":
                raise
