"""A toy system: a jar of coins behind a key, with a contract of its own. Small enough to be obviously right."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

import msgspec

from contracts.documents import Document, Operation, Parameter, ResponseSpec
from simulator.core.errors import (
    AlreadyExists,
    CredentialExpired,
    DomainError,
    InvalidDocument,
    NotAuthenticated,
    NotFound,
    NotPermitted,
)
from simulator.core.policy import DEFAULT
from simulator.core.records import Environment, Profile, Record, WorldInfo
from simulator.http.app import Application, system_app
from simulator.http.contract import Contract
from simulator.http.endpoint import Call, Grant, Incoming, Reply, System
from simulator.http.faults import Faults
from simulator.http.journal import Journals
from simulator.http.shell import Shell
from simulator.http.weather import Weather
from simulator.world.memory import MemoryStore
from simulator.world.store import Store
from simulator.world.world import World
from simulator.world.worlds import Worlds

NOW: Final = datetime(2026, 1, 31, 12, 30, 15, 250_000, tzinfo=UTC)
WORLD: Final = "jar"
KEY: Final = "key-of-the-jar"

encode: Final = msgspec.json.Encoder(decimal_format="number").encode

LONGEST_NAME: Final = 20
COIN: Final = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME},
        "amount": {"type": "number", "multipleOf": 0.01, "minimum": 0, "maximum": 1_000_000},
        "madeOn": {"type": "string", "format": "date"},
        "metal": {"enum": ["gold", "silver", "copper"]},
        "note": {"type": ["string", "null"]},
        "mint": {"$ref": "#/components/schemas/Mint"},
    },
    "required": ["name", "amount"],
    "if": {"properties": {"metal": {"const": "gold"}}, "required": ["metal"]},
    "then": {"required": ["madeOn"]},
}
SCHEMAS: Final = {
    "Coin": COIN,
    "Mint": {
        "type": ["object", "null"],
        "properties": {
            "country": {
                "type": "string",
                "pattern": "^[A-Z]{2}$",
                "description": "A country by its two letters.",
            }
        },
        "required": ["country"],
    },
    "Day": {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "Coins": {"type": "array", "items": {"$ref": "#/components/schemas/Coin"}},
    "Jar": {
        "type": "object",
        "properties": {"coins": {"type": "array", "items": {"$ref": "#/components/schemas/Coin"}}},
        "required": ["coins"],
    },
    "Refusal": {
        "type": "object",
        "properties": {"message": {"type": "string"}, "fields": {"type": "array"}},
        "required": ["message"],
    },
}
REF: Final = "#/components/schemas/"


def _answers(*statuses: int, **given: str) -> dict[int, ResponseSpec]:
    refusal = ResponseSpec({"$ref": REF + "Refusal"}, ("application/json",))
    good = {
        int(name[1:]): ResponseSpec({"$ref": REF + schema}, ("application/json",)) for name, schema in given.items()
    }
    return {**good, **dict.fromkeys(statuses, refusal)}


def _query(name: str, schema: Mapping[str, Any], *, required: bool = False) -> Parameter:
    return Parameter(name, "query", required, dict(schema), "assumed")


def _operation(operation_id: str, method: str, path: str, **more: Any) -> Operation:
    defaults: dict[str, Any] = {
        "evidence": "assumed",
        "source": "a toy",
        "request_schema": None,
        "request_required": False,
        "request_media": (),
        "parameters": (),
        "responses": _answers(400, 401, 403, 404, 409, s200="Coin"),
    }
    return Operation(operation_id=operation_id, method=method, path=path, **{**defaults, **more})


OPERATIONS: Final = (
    _operation(
        "addCoin",
        "POST",
        "/v1/coins",
        request_schema={"$ref": REF + "Coin"},
        request_required=True,
        request_media=("application/json",),
    ),
    _operation(
        "listCoins",
        "GET",
        "/v1/coins",
        parameters=(
            _query("madeFrom", {"$ref": REF + "Day"}),
            _query("atLeast", {"type": "number", "minimum": 0}),
            _query("limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 10}),
            _query("shiny", {"type": "boolean"}),
            _query("metal", {"type": "string", "enum": ["gold", "silver", "copper"]}),
            _query("name", {"type": "array", "items": {"type": "string", "maxLength": 20}}),
            Parameter("X-Shelf", "header", False, {"type": "integer"}, "assumed"),
        ),
        responses=_answers(400, 401, s200="Coins"),
    ),
    _operation(
        "getCoin",
        "GET",
        "/v1/coins/{name}",
        parameters=(Parameter("name", "path", True, {"type": "string", "maxLength": 20}, "assumed"),),
    ),
    _operation("getShelfCoin", "GET", "/v1/shelves/{shelf}/coins:{name}"),
    _operation("showJar", "GET", "/v1/jar", responses=_answers(401, s200="Jar")),
    _operation("breakDown", "POST", "/v1/break-down", request_media=("application/json",)),
    _operation("lie", "POST", "/v1/lie"),
    _operation("giveBack", "POST", "/v1/give-back"),
    _operation("empty", "POST", "/v1/empty", responses={204: ResponseSpec(None, ())}),
    _operation("sign", "POST", "/v1/sign", request_media=("text/xml", "*/*")),
)
DOCUMENT: Final = Document("toy", {"openapi": "3.1.0", "components": {"schemas": SCHEMAS}}, OPERATIONS)


class Coin(Record, frozen=True, kw_only=True):
    name: str
    body: bytes

    @property
    def key(self) -> str:
        return self.name


class Spent(Record, frozen=True, kw_only=True):
    credential: str

    @property
    def key(self) -> str:
        return self.credential


def add_coin(call: Call) -> Reply:
    name = call.body["name"]
    if call.world.look(Coin, name) is not None:
        raise AlreadyExists("coin", name)
    call.world.put(Coin(name=name, body=encode(call.body)), because="put into the jar")
    return Reply(200, call.body)


def list_coins(call: Call) -> Reply:
    asked = {name: str(value) for name, value in call.query.items()}
    coins = [msgspec.json.decode(coin.body) for coin in call.world.shelf.all(Coin)]
    return Reply(200, coins[: call.query["limit"]], {"X-Asked": msgspec.json.encode(asked).decode()})


def get_coin(call: Call) -> Reply:
    name = call.path.get("name") or "nothing"
    coin = call.world.look(Coin, name)
    if coin is None:
        known = [one.name for one in call.world.shelf.all(Coin)]
        error = NotFound("coin", name, closest=known[0] if known else None)
        error.add_note("a line that the endpoint adds")
        raise error
    return Reply(200, msgspec.Raw(coin.body))


def show_jar(call: Call) -> Reply:
    return Reply(200, {"coins": [msgspec.Raw(coin.body) for coin in call.world.shelf.all(Coin)]})


def break_down(call: Call) -> Reply:
    call.world.put(Coin(name="half done", body=b"{}"), because="begun")
    raise ZeroDivisionError("a mistake of ours")


def lie(call: Call) -> Reply:
    call.world.put(Coin(name="half true", body=b"{}"), because="begun")
    return Reply(200, {"name": "no amount"})


def give_back(call: Call) -> Reply:
    call.world.put(Coin(name="unwanted", body=b"{}"), because="begun")
    return Reply(409, {"message": "the jar is full"})


def empty(call: Call) -> Reply:
    call.world.put(Coin(name="last", body=b'{"name":"last","amount":1}'), because="left over")
    return Reply(204)


def sign(call: Call) -> Reply:
    name = call.body[:LONGEST_NAME].decode("latin-1") if call.body else "empty"
    return Reply(200, {"name": name, "amount": 1})


def locate(incoming: Incoming, store: Store) -> str:
    world = store.world_of(incoming.headers.get("x-api-key", ""))
    if world is None:
        raise NotAuthenticated("this key opens no jar")
    return world


def admit(incoming: Incoming, world: World, operation: str) -> Grant:
    key = incoming.headers["x-api-key"]
    if world.look(Spent, key) is not None:
        raise CredentialExpired("this key is worn out")
    if operation == "empty" and incoming.environment is Environment.STAGING:
        raise NotPermitted("not in staging")
    return Grant(1, key)


def expire(incoming: Incoming, world: World) -> None:
    world.put(Spent(credential=incoming.headers["x-api-key"]), because="worn out")


STATUS: Final = {NotAuthenticated: 401, NotPermitted: 403, NotFound: 404, AlreadyExists: 409, DomainError: 400}


def refuse(error: DomainError, operation: str, world: World | None, request: Incoming) -> Reply:
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    if isinstance(error, InvalidDocument):
        return Reply(status, {"message": "not valid", "fields": [one._asdict() for one in error.errors]})
    return Reply(status, {"message": str(error)})


def unwell(status: int, message: str) -> Reply:
    return Reply(status, {"message": message})


SYSTEM: Final = System(
    name="toy",
    endpoints={
        "addCoin": add_coin,
        "listCoins": list_coins,
        "getCoin": get_coin,
        "getShelfCoin": get_coin,
        "showJar": show_jar,
        "breakDown": break_down,
        "lie": lie,
        "giveBack": give_back,
        "empty": empty,
        "sign": sign,
    },
    locate=locate,
    admit=admit,
    refuse=refuse,
    unwell=unwell,
    expire=expire,
)


class Answered(NamedTuple):
    """What came back over ASGI."""

    status: int
    headers: dict[str, str]
    body: bytes
    error: Exception | None = None

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.body)

    @property
    def fields(self) -> list[str]:
        return [one["field"] for one in self.json["fields"]]


class Toy:
    """The toy system with one world in memory, asked without any server."""

    def __init__(
        self,
        *,
        profile: Profile = Profile.FAITHFUL,
        seed: str = "seed",
        store: MemoryStore | None = None,
        journals: Journals | None = None,
        run: Callable[..., Awaitable[Any]] | None = None,
        **settings: Any,
    ) -> None:
        self.store = store or MemoryStore()
        self.worlds = Worlds(self.store)
        self.journals = journals or Journals()
        self.faults = Faults({"toy": list(SYSTEM.endpoints)})
        self.shell = Shell.around(
            SYSTEM, Contract.of(DOCUMENT), self.worlds, self.journals, self.faults, Weather(), public_url=""
        )
        self.app: Application = system_app(self.shell, run=run, **settings)
        self.found(WORLD, KEY, profile=profile, seed=seed)

    def found(self, world: str, key: str, *, profile: Profile = Profile.FAITHFUL, seed: str = "seed") -> None:
        info = WorldInfo(world=world, name=world, seed=seed, now=NOW, created=NOW, profile=profile, policy=DEFAULT)
        self.store.create(world)
        with self.store.open(world) as shelf:
            shelf.put(info)
        self.store.grant(key, world)

    def coins(self, world: str = WORLD) -> list[str]:
        with self.store.open(world) as shelf:
            return [coin.name for coin in shelf.all(Coin)]

    def last(self, world: str = WORLD) -> Any:
        return self.journals.of(world).query(limit=10**6)[-1]

    def ask(self, method: str, target: str, body: bytes = b"", key: str | None = KEY, **headers: str) -> Answered:
        """Ask without any waiting: the whole exchange runs in one step."""
        return stepped(self.asking(method, target, body, key, **headers))

    async def asking(
        self, method: str, target: str, body: bytes = b"", key: str | None = KEY, **headers: str
    ) -> Answered:
        path, _, query = target.partition("?")
        pairs = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
        if key is not None:
            pairs.append((b"x-api-key", key.encode()))
        scope = {
            "type": "http",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode("latin-1"),
            "root_path": "",
            "headers": [(b"host", b"sandbox.test"), *pairs],
            "server": ("sandbox.test", 80),
        }
        return await exchanged(self.app, scope, [{"type": "http.request", "body": body, "more_body": False}])

    def post_coin(self, coin: Any, key: str | None = KEY) -> Answered:
        return self.ask("POST", "/v1/coins", encode(coin), key)


async def exchanged(app: Application, scope: dict[str, Any], messages: list[dict[str, Any]]) -> Answered:
    """Hand ``messages`` to ``app`` and return what it sends, whole."""
    waiting = iter(messages)
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return next(waiting, {"type": "http.disconnect"})

    async def send(message: Any) -> None:
        sent.append(message)

    error: Exception | None = None
    try:
        await app(scope, receive, send)
    except Exception as raised:
        error = raised
    if not sent:
        return Answered(0, {}, b"", error)
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in sent[0]["headers"]}
    return Answered(sent[0]["status"], headers, b"".join(one.get("body", b"") for one in sent[1:]), error)


def stepped(work: Coroutine[Any, Any, Answered]) -> Answered:
    """Run a coroutine that never has to wait."""
    try:
        work.send(None)
    except StopIteration as ended:
        answered: Answered = ended.value
        return answered
    work.close()
    raise AssertionError("the exchange waited for something")


def a_coin(**changes: Any) -> dict[str, Any]:
    return {"name": "euro", "amount": 1, "madeOn": date(2002, 1, 1).isoformat(), "metal": "copper", **changes}
