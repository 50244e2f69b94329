"""What a starting sandbox prints, as people want to copy it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import msgspec

from simulator.core.records import Environment
from simulator.world.founding import Credential
from simulator.world.system_credentials import credentials_in
from simulator.world.world import World

_LOST = "(shown only when it was issued)"


def banner(
    url: str, world: World, credentials: Sequence[Credential], exposed: Mapping[str, str], *, titles: Mapping[str, str]
) -> str:
    """Return base URLs, credentials of the demo world, and three commands to begin with.

    ``titles`` are the names of the systems as people know them.
    """
    lines = [f"cfis-sandbox is running at {url}", ""]
    for environment, path in ((Environment.STAGING, "/cfis"), (Environment.PRODUCTION, "/cfis-production")):
        lines.append(f"  CFIS {environment:<11} {url}{path}/api/v1/partner")
        for each in credentials:
            if each.environment is environment:
                whose = f"token of {each.client.name}" if each.client else "provisioning token"
                lines.append(f"    {whose:<24} {each.token or _LOST}")
    for known in credentials_in(world):
        lines.append(f"  {titles[known.system]:<16} {url}/{known.system}")
        lines += [f"    {name:<24} {_LOST if world.info.guarded else value}" for name, value in known.parts]
    lines += [f"  {name + ' alone':<16} {address}" for name, address in exposed.items()]
    lines += [
        f"  dashboard        {url}/",
        f"  control plane    {url}/sandbox/worlds/{world.id}",
        f"  contracts        {url}/contracts/cfis.yaml",
        f"  world {world.id}: its clock stands at {world.now:%Y-%m-%d %H:%M} UTC until you move it",
        "",
        "Try it:",
        *_commands(url, world, credentials),
        "",
        "Ctrl-C stops it.",
    ]
    return "\n".join(lines)


def _commands(url: str, world: World, credentials: Sequence[Credential]) -> list[str]:
    """Return three commands: look at the token, hand in an invoice, let a month pass."""
    tokens = [each.token for each in credentials if each.client and each.environment is Environment.STAGING]
    key = f"-H 'X-Api-Key: {tokens[0] if tokens and tokens[0] else 'YOUR-TOKEN'}'"
    json, partner = "-H 'Content-Type: application/json'", f"{url}/cfis/api/v1/partner"
    guard = '-H "Authorization: Bearer $CFIS_SANDBOX_TOKEN" ' if world.info.guarded else ""
    advance = '{"advance":"P30D"}'
    return [
        f"  curl {key} {partner}/validate",
        f"  curl {key} {json} {partner}/invoice -d '{_invoice(world.today)}'",
        f"  curl {guard}{json} {url}/sandbox/worlds/{world.id}/clock -d '{advance}'",
    ]


def _invoice(today: date) -> str:
    header = {
        "number": 1001,
        "type": "INVOICE",
        "date": today,
        "dueDate": today + timedelta(days=14),
        "currencyCode": "EUR",
    }
    buyer = {"entityType": "CONSUMER", "name": "Made-up Buyer", "contact": {"email": "buyer@example.com"}}
    parties = {"sellerParty": {"name": "Demo Creditor Oy"}, "buyerParty": buyer}
    invoice = {"header": header, "parties": parties, "amounts": {"totalAmount": 100}}
    request = {"distribution": {"method": "EMAIL", "enabled": True}, "invoice": invoice}
    return msgspec.json.encode(request).decode()
