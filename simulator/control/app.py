"""The control plane as an ASGI application: let in, find the operation, check the request, carry it out, answer.

It is mounted at ``/sandbox``. Every answer is JSON but for streams and files, and none may be kept by a cache.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import AsyncIterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from starlette.responses import Response, StreamingResponse

from contracts.documents import as_json, load
from contracts.reading import ContractError
from simulator.control.live import Live
from simulator.control.operations import OPERATIONS
from simulator.control.plane import Ask, ControlSettings, Operation, Plane
from simulator.control.refusals import own_mistake, refuse, turn_away
from simulator.control.running import Run
from simulator.core.errors import (
    SHOWN_CHARACTERS,
    DomainError,
    FieldError,
    InvalidDocument,
    NotAuthenticated,
    NotPermitted,
    shown,
)
from simulator.core.records import Environment
from simulator.http.codec import JSON_MEDIA, Codecs
from simulator.http.contract import Contract, Terms
from simulator.http.endpoint import Incoming, Reply
from simulator.http.faults import Faults
from simulator.http.findings import MOST_FINDINGS
from simulator.http.journal import Journals
from simulator.http.origins import comes_from_elsewhere
from simulator.http.refusals import Refused
from simulator.http.transport import ClientGone, Receive, Scope, Send, incoming_of, take_body
from simulator.world.worlds import Worlds

CONTRACT: Final = "control"
MOST_BODY: Final = 1_048_576
"""Bytes of a JSON body."""
MOST_FILE: Final = 134_217_728
"""Bytes of a world's file."""
HOST: Final = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~%!$&'()*+,;=-]+)(?::[0-9]{0,5})?")
"""A name or an address, an IPv6 one in brackets, and perhaps a port. Source: RFC 3986, section 3.2.2."""
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing. Source: RFC 9110, section 9.2.1."""
FROM_ELSEWHERE: Final = (
    "a page of another site has asked for this; without a control token (serve --control-token) changes are taken "
    "from programs and from pages of this sandbox only"
)
NO_STORE: Final[Mapping[str, str]] = MappingProxyType({"Cache-Control": "no-store"})


class ControlApp:
    """The control plane over the worlds of one process.

    Raises ContractError when an operation of the contract has no function, or the other way round.
    """

    def __init__(self, plane: Plane, operations: Mapping[str, Operation] = OPERATIONS) -> None:
        self.plane = plane
        self._contract = Contract.of(load(CONTRACT))
        self._codecs = Codecs()
        self._token = None if plane.settings.token is None else plane.settings.token.encode()
        self._operations: dict[str, Operation] = {**operations, "getContract": self._get_contract}
        _check_bound(self._contract, self._operations)

    @property
    def live(self) -> Live:
        """The worlds whose clocks run; the server keeps ``live.running()`` open for as long as it lives."""
        return self.plane.live

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        if scope["type"] != "http":
            return
        try:
            response = await self._response(scope, receive)
        except ClientGone:
            return
        except Exception:
            await self._written(own_mistake(), ())(scope, receive, send)
            raise
        await response(scope, receive, send)

    async def _response(self, scope: Scope, receive: Receive) -> Response:
        media: tuple[str, ...] = ()
        incoming = incoming_of(scope, b"", Environment.STAGING)
        try:
            self._let_in(incoming)
            terms, values = self._contract.find(incoming.method, incoming.path)
            if terms.media:
                incoming = incoming._replace(body=await _body(receive, terms))
            reply = await self._operations[terms.id](self.plane, self._ask(incoming, terms, values))
            media = tuple(terms.reply_media(reply.status))
        except DomainError as error:
            reply = refuse(error)
        except Refused as refused:
            reply = turn_away(refused)
        return self._written(reply, media)

    def _let_in(self, incoming: Incoming) -> None:
        """Refuse whoever does not have the control token or, where there is none, a change by another site's page.

        Raises NotAuthenticated and NotPermitted.
        """
        headers = incoming.headers
        if self._token is None:
            if incoming.method not in SAFE and comes_from_elsewhere(headers):
                raise NotPermitted(FROM_ELSEWHERE)
            return
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        given = bearer.strip() if scheme.lower() == "bearer" else headers.get("x-sandbox-token", "")
        if not given:
            raise NotAuthenticated("a control token is needed: send Authorization: Bearer TOKEN, or X-Sandbox-Token")
        if not hmac.compare_digest(given.encode(), self._token):
            raise NotAuthenticated("this is not the control token that the server was started with")

    def _ask(self, incoming: Incoming, terms: Terms, values: Mapping[str, str]) -> Ask:
        """Return what is asked for. Raises InvalidDocument and Refused."""
        body = None
        if incoming.body:
            body = self._codecs.read(incoming.body, incoming.headers.get("content-type", ""), terms.media)
        elif terms.body_required:
            raise InvalidDocument([FieldError("body", "is missing")])
        checked = terms.check(incoming, values, body)
        if checked.unknown:
            raise InvalidDocument([_unknown_parameter(name) for name in checked.unknown[:MOST_FINDINGS]])
        return Ask(
            world=values.get("world", ""),
            path=checked.path,
            query=checked.query,
            body=body,
            headers=incoming.headers,
            root=_root(incoming),
        )

    def _written(self, reply: Reply, media: tuple[str, ...]) -> Response:
        headers = {**NO_STORE, **reply.headers}
        if isinstance(reply.body, AsyncIterator):
            return StreamingResponse(reply.body, reply.status, headers)
        content, kind = self._codecs.write(reply.body, media)
        return Response(content, reply.status, {"Content-Type": kind, **headers} if kind else headers)

    async def _get_contract(self, _plane: Plane, _ask: Ask) -> Reply:
        return Reply(200, as_json(self._contract.document))


def control_app(
    worlds: Worlds, journals: Journals, faults: Faults, runner: Run, settings: ControlSettings
) -> ControlApp:
    """Return the control plane, to be mounted at ``/sandbox``."""
    return ControlApp(Plane(worlds, journals, faults, runner, settings))


async def _body(receive: Receive, terms: Terms) -> bytes:
    """Return the body of a request. Raises ClientGone, and Refused (413) for more than is read here."""
    most = MOST_BODY if JSON_MEDIA in terms.media else MOST_FILE
    body = await take_body(receive, most)
    if not body.is_whole:
        raise Refused(413, f"the body is larger than {most} bytes, which is the most that is read here")
    return body.data


def _root(incoming: Incoming) -> str:
    """Return the address that links begin with. Raises InvalidDocument where the Host header is none.

    Source: RFC 9112, section 3.2.
    """
    host = incoming.root.partition("://")[2]
    if HOST.fullmatch(host) is None:
        raise InvalidDocument(
            [FieldError("header.Host", f"{shown(host)} is not a host; expected a name or an address")]
        )
    return incoming.root


def _unknown_parameter(name: str) -> FieldError:
    printable = name if name.isprintable() else repr(name)[1:-1]
    return FieldError(f"query.{printable[:SHOWN_CHARACTERS]}", "is not known here")


def _check_bound(contract: Contract, operations: Mapping[str, Any]) -> None:
    unbound = sorted(contract.terms.keys() ^ operations.keys())
    if unbound:
        raise ContractError(f"control: {', '.join(unbound)} stand in the contract or in the code, but not in both")
