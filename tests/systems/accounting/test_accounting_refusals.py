"""Every refusal that the domain knows is told in each vendor's own shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest

from simulator.asgi import Sandbox, build
from simulator.core import errors
from simulator.core.errors import DomainError, FieldError
from simulator.core.records import Environment
from simulator.http.app import system_app
from simulator.http.endpoint import Call, Reply
from simulator.settings import Settings
from tests.systems.accounting.adapter import Adapter
from tests.systems.driver import Driver

SAMPLES: Mapping[type[DomainError], DomainError] = MappingProxyType(
    {
        DomainError: DomainError("a made-up refusal"),
        errors.InvalidValue: errors.InvalidValue("amount", "1.001", "two decimals"),
        errors.InvalidDocument: errors.InvalidDocument([FieldError("rows[0].amount", "has more than two decimals")]),
        errors.NotFound: errors.NotFound("invoice", "7001"),
        errors.Conflict: errors.Conflict("a made-up conflict"),
        errors.AlreadyExists: errors.AlreadyExists("invoice", "7001"),
        errors.TransitionNotAllowed: errors.TransitionNotAllowed("paid", "pay", ("open",)),
        errors.CaseClosed: errors.CaseClosed(7, "paid"),
        errors.PeriodLocked: errors.PeriodLocked(date(2026, 6, 10), "made up"),
        errors.NotAuthenticated: errors.NotAuthenticated("a made-up credential"),
        errors.CredentialExpired: errors.CredentialExpired("a made-up credential"),
        errors.NotPermitted: errors.NotPermitted("a made-up right"),
    }
)


def kinds(root: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    """Yield every kind of refusal in the tree of the domain."""
    yield root
    for one in root.__subclasses__():
        if one.__module__ == errors.__name__:
            yield from kinds(one)


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    return build(Settings())


def refusing(sandbox: Sandbox, name: str, error: DomainError) -> Any:
    """Return the sandbox in which every operation of a system refuses with ``error``, in the way that it refuses."""

    def refuse(_: Call) -> Reply:
        raise error

    shell = sandbox.shells[name]
    system = shell.system._replace(endpoints=dict.fromkeys(shell.system.endpoints, refuse))
    refusing_app = system_app(shell._replace(system=system), Environment.STAGING)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"].startswith(f"/{name}/"):
            await refusing_app({**scope, "root_path": f"/{name}"}, receive, send)
        else:
            await sandbox.app(scope, receive, send)

    return app


def test_every_kind_of_refusal_is_tried() -> None:
    assert set(SAMPLES) == set(kinds())


@pytest.mark.parametrize("error", SAMPLES.values(), ids=lambda error: type(error).__name__)
def test_a_refusal_is_told_in_the_vendors_shape(sandbox: Sandbox, kind: type[Adapter], error: DomainError) -> None:
    with closing(Driver(refusing(sandbox, kind.NAME, error))) as driver:
        of = kind(driver)
        told = of.read()
    assert told.refusal
    assert told.answer.status < 500
    assert told.answer.headers["content-type"] == of.MEDIA
    assert "Traceback" not in told.answer.body.decode()
    assert type(error).__name__ not in told.answer.body.decode()
