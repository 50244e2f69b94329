"""The command line at work on one world of a real sandbox, beside a client of that world."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import httpx2
from click.testing import CliRunner, Result

from simulator.cli.main import cli

MONDAY = "2026-10-05T09:00:00+03:00"


@dataclass(frozen=True)
class Running:
    """A sandbox that answers at ``url``."""

    url: str


@dataclass(frozen=True)
class Desk:
    """A world, and the command line about it."""

    url: str
    world: str
    base_url: str
    access_token: str

    def run(self, *arguments: str, code: int = 0, **more: Any) -> Result:
        """Run a command about this world, which must end with ``code``."""
        environment = {"CFIS_SANDBOX_URL": self.url, "CFIS_SANDBOX_WORLD": self.world}
        result = CliRunner().invoke(cli, arguments, env={**environment, **more.pop("env", {})}, **more)
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.output
        return result

    def told(self, *arguments: str) -> str:
        """What a command prints for people."""
        return self.run(*arguments).stdout

    def json(self, *arguments: str) -> Any:
        """What a command prints for programs."""
        return json.loads(self.run(*arguments, "--json").stdout)

    def refused(self, *arguments: str) -> str:
        """What the sandbox says against a command."""
        result = self.run(*arguments, code=1)
        assert result.stdout == ""
        return result.stderr

    def call(self, method: str, path: str, body: Any = None, *, token: str | None = None) -> httpx2.Response:
        """Do what a client of CFIS does."""
        headers = {"X-Api-Key": self.access_token if token is None else token}
        return httpx2.request(method, self.base_url + path, json=body, headers=headers, trust_env=False, verify=False)

    def hand_in(self, number: int, total: float = 100, *, due: str = "2026-10-19", **processing: bool) -> None:
        """Hand in an invoice, dated the day the world begins."""
        header = {"number": number, "type": "INVOICE", "date": "2026-10-05", "dueDate": due, "currencyCode": "EUR"}
        buyer = {"entityType": "CONSUMER", "name": "Made-up Buyer", "contact": {"email": "buyer@example.com"}}
        parties = {"sellerParty": {"name": "Demo Creditor Oy"}, "buyerParty": buyer}
        document = {
            "processing": {"paymentControlEnabled": True, **processing},
            "distribution": {"method": "EMAIL", "enabled": True},
            "invoice": {"header": header, "parties": parties, "amounts": {"totalAmount": total}},
        }
        answer = self.call("POST", "/api/v1/partner/invoice", document)
        assert answer.status_code == 200, answer.text


def columns(line: str) -> list[str]:
    """The cells of a line of a table; an empty cell is passed over."""
    return [cell.strip() for cell in line.split("  ") if cell.strip()]
