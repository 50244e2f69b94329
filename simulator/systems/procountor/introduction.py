"""What a start needs to know of Procountor: where it is mounted, and whose books it keeps with which credentials."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulator.core.records import Environment
from simulator.http.introduction import Introduction
from simulator.systems.procountor import NAME, jwt
from simulator.world.books_opening import CompanyPlan
from simulator.world.system_credentials import Scheme
from simulator.world.world import World

REDIRECT: Final = "http://localhost:8000/callback"
"""The one address that a new client may be sent back to, unless another is chosen when its world is founded."""
KEY_ISSUED: Final = 1_767_225_600
"""When the first key claims to be issued, in seconds since 1970: the same at every start, so that the key is too."""

CHOICES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"redirectUri": ()})
"""What a tester may choose of the credential: where people are sent back to."""


def _parts(world: World, name: str) -> Mapping[str, str]:
    client_id = f"demoClient{world.secret(f'procountor/{name}/client')[:10]}"
    user, company = _number(world, f"{name}/user"), _number(world, "company")
    key = {
        "aud": client_id,
        "sub": int(user),
        "cid": int(company),
        "jti": jwt.uuid(world.secret(f"procountor/{name}/key")),
        "iat": KEY_ISSUED,
    }
    return {
        "clientId": client_id,
        "clientSecret": world.secret(f"procountor/{name}/secret"),
        "apiKey": jwt.token(key, world.secret(f"procountor/{name}/signature")),
        "redirectUri": REDIRECT,
        "username": f"api.{name}",
        "password": world.secret(f"procountor/{name}/password")[:16],
        "companyId": company,
        "userId": user,
    }


def _number(world: World, label: str) -> str:
    return str(world.drawn(f"procountor/{label}") % 90_000 + 10_000)


PROCOUNTOR: Final = Introduction(
    name=NAME,
    title="Procountor",
    mounts={NAME: Environment.STAGING},
    company=CompanyPlan(system=NAME, scheme=Scheme("clientId", _parts, CHOICES)),
)
"""Procountor before it is loaded."""
