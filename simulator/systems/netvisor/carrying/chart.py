"""The company's accounts, read once: a number that the chart does not have is refused before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.core.carried import Dimension, Use
from simulator.core.carrying import Reason
from simulator.core.tables import Tables
from simulator.systems.netvisor.carrying.exchange import Exchange
from simulator.systems.netvisor.carrying.reading import rows
from simulator.systems.netvisor.carrying.stopping import refused
from simulator.systems.netvisor.wire.xml import Node, leaf


class Chart:
    """What the tables and the company's chart of accounts say about accounts and dimensions."""

    def __init__(self, exchange: Exchange, tables: Tables) -> None:
        self._exchange, self.tables = exchange, tables
        self._numbers: frozenset[str] = frozenset()
        self._receivable = ""

    async def check(self, numbers: Iterable[str]) -> None:
        """Refuse account numbers that the company does not post to. Raises Stopped."""
        if not self._numbers:
            await self._look()
        for number in numbers:
            if number not in self._numbers:
                raise refused(Reason.UNKNOWN_ACCOUNT, f"account {number} is not in the company's chart of accounts")

    async def receivable(self) -> str:
        """Return the account that sales stand on until they are paid."""
        if not self._receivable:
            await self._look()
        return self._receivable

    def account_for(self, use: Use, given: str = "") -> str:
        """Return the account for a use. Raises Stopped where the tables name none."""
        number = self.tables.account_for(use, given)
        if number is None:
            raise refused(Reason.UNKNOWN_ACCOUNT, f"the tables name no account for {use}")
        return number

    def dimensions(self, of: Iterable[Dimension]) -> list[Node]:
        """Return the dimensions of a row; those that the tables have no name for are passed over."""
        named = ((self.tables.dimension(one.kind), one.value) for one in of)
        return [
            Node("dimension", leaf("dimensionname", name), leaf("dimensionitem", value))
            for name, value in named
            if name and value
        ]

    async def _look(self) -> None:
        root = await self._exchange.get("accountlist")
        found = root.child("accountlist")
        accounts = [] if found is None else rows(found, "accounts", "account")
        self._numbers = frozenset(
            one.said("number")
            for one in accounts
            if one.said("accounttype") == "account" and one.said("isactive") != "0"
        )
        defaults = None if found is None else found.child("companydefaultaccounts")
        self._receivable = "" if defaults is None else defaults.said("salesreceivables")
