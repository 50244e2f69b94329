"""``cfis-sandbox token``: let a client's tokens end when a test needs it, or give the client one more."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import click

from simulator.cli.answers import Shape
from simulator.cli.moments import ZONE_SHOWN, instant
from simulator.cli.session import Session, with_world
from simulator.cli.tables import Column, facts, table

COLUMNS: Final = (
    Column("TOKEN"),
    Column("CLIENT"),
    Column("ENVIRONMENT"),
    Column(f"ISSUED ({ZONE_SHOWN})"),
    Column("EXPIRES"),
    Column("REPLACED"),
)


class Token(Shape, frozen=True, kw_only=True):
    """A token by its first characters."""

    hint: str
    environment: str
    client_id: int | None
    issued: datetime
    expires: datetime | None
    ended: datetime | None


class TokensSet(Shape, frozen=True, kw_only=True):
    """The tokens concerned, and the secret of a new one."""

    now: datetime
    tokens: tuple[Token, ...]
    access_token: str | None = None


@click.group()
def token() -> None:
    """Let a client's tokens expire, or issue one more.

    \b
    Example:
      cfis-sandbox token expire 1001
    """


@token.command()
@click.argument("client", type=int)
@click.option("--at", metavar="WHEN", help="A date or an instant in the world's time; now unless given.")
@with_world
def expire(session: Session, client: int, at: str | None) -> None:
    """Let all tokens of CLIENT expire, now or at an instant.

    The client gets 401 from then on, and can still renew, as with the real service.

    \b
    Example:
      cfis-sandbox token expire 1001
      cfis-sandbox token expire 1001 --at 2026-12-24T12:00:00+02:00
    """
    _set(session, {"clientId": client, "expires": at or _now(session)})


@token.command()
@click.argument("client", type=int)
@click.option("--expires", metavar="WHEN", help="When it ends, a date or an instant; never unless given.")
@with_world
def issue(session: Session, client: int, expires: str | None) -> None:
    """Give CLIENT a further token; those it has stay as they are.

    \b
    Example:
      cfis-sandbox token issue 1001 --expires 2026-12-24
    """
    _set(session, {"clientId": client, "issue": True, **({"expires": expires} if expires else {})})


class _Clock(Shape, frozen=True, kw_only=True):
    now: datetime


def _now(session: Session) -> str:
    return session.remote.get(session.here()).read(_Clock).now.isoformat()


def _set(session: Session, body: dict[str, object]) -> None:
    session.show(session.remote.post(session.here("/tokens"), body), TokensSet, _told)


def _told(found: TokensSet) -> str:
    rows = table(COLUMNS, [_row(each) for each in found.tokens])
    if found.access_token is None:
        return rows
    secret = facts([("access token", found.access_token)])
    return f"{rows}\n\n{secret}\n\nIt is shown only now."


def _row(of: Token) -> tuple[object, ...]:
    return (
        of.hint,
        of.client_id,
        of.environment,
        instant(of.issued),
        instant(of.expires) or "never",
        instant(of.ended),
    )
