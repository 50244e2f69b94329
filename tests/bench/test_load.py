"""The load generator counts what it is answered, and the requests it sends are what they are said to be."""

import sys
from collections.abc import Iterator

import msgspec
import pytest

from bench import exchanges
from bench.load import Workload, load
from bench.netvisor import VOUCHER
from bench.prism import command
from bench.processes import ServerDied, free_port, serving
from bench.procountor import RECEIPT
from bench.sandbox import NOW, READY, Sandbox
from bench.sandbox import command as command_of


@pytest.fixture(scope="module")
def bare() -> Iterator[int]:
    port = free_port()
    with serving([sys.executable, "-m", "bench.bare", str(port)], port, "/json"):
        yield port


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    port = free_port()
    with serving(command_of(port), port, READY):
        opened = Sandbox(port)
        yield opened
        opened.connection.close()


@pytest.mark.parametrize("name", exchanges.NAMES)
def test_answers_are_counted_and_timed(bare: int, name: str) -> None:
    outcome, following = load(bare, exchanges.bare(bare).workloads[name], 0.1, connections=2)
    assert outcome.wrong == 0
    assert outcome.per_second > 0
    assert 0 < outcome.median_ms <= outcome.p99_ms
    assert following > 2


def test_answers_with_another_status_are_counted_apart(bare: int) -> None:
    outcome, _ = load(bare, Workload("nothing", exchanges.always(exchanges.get("/nowhere")), 200), 0.1, connections=1)
    assert outcome.wrong > 0
    assert outcome.per_second == 0


def test_a_request_is_numbered_on_from_where_the_last_run_stopped(bare: int) -> None:
    seen: list[int] = []

    def request(turn: int) -> bytes:
        seen.append(turn)
        return exchanges.get("/json")

    _, following = load(bare, Workload("numbered", request, 200), 0.1, first=7, connections=1)
    assert seen == list(range(7, following))


def test_a_server_that_does_not_start_says_why() -> None:
    with (
        pytest.raises(ServerDied, match="ran into trouble"),
        serving([sys.executable, "-c", "raise SystemExit('ran into trouble')"], free_port(), "/"),
    ):
        pass


def test_the_invoice_weighs_three_kilobytes_and_each_has_its_number() -> None:
    template = exchanges.invoice_template()
    assert exchanges.INVOICE_BYTES <= len(template) < exchanges.INVOICE_BYTES + 100
    document = msgspec.json.decode(exchanges.numbered(template, 300_000_001))
    assert document["invoice"]["header"]["number"] == 300_000_001


def loaded(sandbox: Sandbox, path: str) -> None:
    """Let the sandbox load the system at ``path``, which may take longer than the load of a test."""
    sandbox.connection.request("GET", path)
    sandbox.connection.getresponse().read()


def test_every_voucher_is_signed_anew_and_accepted(sandbox: Sandbox) -> None:
    target = exchanges.cfis("sandbox", sandbox.port, "/cfis", "", known=range(1), refusal=400)
    target = exchanges.with_vouchers(target, "/netvisor", sandbox.netvisor("books"), NOW)
    loaded(sandbox, "/netvisor/")
    outcome, following = load(sandbox.port, target.workloads[VOUCHER], 0.2, connections=2)
    assert (outcome.wrong, outcome.per_second > 0) == (0, True)
    books = sandbox.call("GET", "/sandbox/worlds/books/books")["accounting"]
    vouchers = next(one["vouchers"] for one in books if one["system"] == "netvisor")
    assert len(vouchers) == min(following, 100)
    assert len(vouchers[0]["lines"]) == 10


def test_every_receipt_is_kept_with_its_rows(sandbox: Sandbox) -> None:
    target = exchanges.cfis("sandbox", sandbox.port, "/cfis", "", known=range(1), refusal=400)
    target = exchanges.with_receipts(target, "/procountor", sandbox.procountor("journals"))
    outcome, following = load(sandbox.port, target.workloads[RECEIPT], 0.2, connections=2)
    assert (outcome.wrong, outcome.per_second > 0) == (0, True)
    books = sandbox.call("GET", "/sandbox/worlds/journals/books")["accounting"]
    vouchers = next(one["vouchers"] for one in books if one["system"] == "procountor")
    assert len(vouchers) == min(following, 100)
    assert len(vouchers[0]["lines"]) == 10


def test_prism_is_given_the_contract_of_cfis() -> None:
    assert command(exchanges.EXAMPLE, 4010)[-1].endswith("cfis.yaml")
