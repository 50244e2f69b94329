"""The scoreboard is up to date, and tells nothing that is not so."""

from __future__ import annotations

from contracts.documents import load
from contracts.scoreboard import PAGE, boards, page, read_record
from simulator.asgi import SYSTEMS


def test_the_page_is_what_the_code_the_contracts_and_the_records_say() -> None:
    assert PAGE.read_text("utf-8") == page(read_record()), "write it anew: python -m contracts.scoreboard"


def test_every_operation_of_every_system_is_on_the_board_and_emulated() -> None:
    told = {board.system: [row.operation for row in board.rows if row.emulated] for board in boards({})}
    assert told == {name: [one.operation_id for one in load(name).operations] for name in SYSTEMS}


def test_the_record_names_operations_that_there_are() -> None:
    for system, clients in read_record().items():
        known = {one.operation_id for one in load(system).operations}
        reached = {name for tests in clients.values() for found in tests.values() for name in found}
        assert reached
        assert reached <= known


def test_a_client_stands_beside_the_operations_that_it_reached_and_no_others() -> None:
    made_up = {"netvisor": {"made-up 1.0": {"test_one": ["listCustomers"], "test_two": ["saveInvoice"]}}}
    netvisor = next(board for board in boards(made_up) if board.system == "netvisor")
    assert {row.operation for row in netvisor.rows if row.clients} == {"listCustomers", "saveInvoice"}
