"""Which function carries out which operation of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulator.control import (
    accounting_books,
    bank,
    books,
    clock,
    credentials,
    debtors,
    deliveries,
    events,
    faults,
    journal,
    scenarios,
    snapshots,
    sync,
    tokens,
    worlds,
)
from simulator.control.plane import Operation

OPERATIONS: Final[Mapping[str, Operation]] = MappingProxyType(
    {
        "createWorld": worlds.create_world,
        "listWorlds": worlds.list_worlds,
        "getWorld": worlds.get_world,
        "deleteWorld": worlds.delete_world,
        "moveClock": clock.move_clock,
        "pay": bank.pay,
        "listPayments": bank.list_payments,
        "assignPayment": bank.assign,
        "object": debtors.object_to,
        "answerObjection": debtors.answer_objection,
        "beUnreachable": debtors.be_unreachable,
        "returnLetter": debtors.return_letter,
        "askForPlan": debtors.ask_for_plan,
        "decideDelivery": deliveries.decide_delivery,
        "approveInvoice": deliveries.approve_invoice,
        "setTokens": tokens.set_tokens,
        "listCredentials": credentials.list_credentials,
        "issueCredential": credentials.issue_further,
        "changeCredential": credentials.change_credential,
        "revokeCredential": credentials.revoke,
        "armFault": faults.arm_fault,
        "listFaults": faults.list_faults,
        "clearFaults": faults.clear_faults,
        "clearFault": faults.clear_fault,
        "getWeather": faults.get_weather,
        "listJournal": journal.list_journal,
        "getJournalEntry": journal.get_entry,
        "getJournalArchive": journal.get_archive,
        "listEvents": events.list_events,
        "getBooks": books.get_books,
        "lockBooks": accounting_books.lock_books,
        "runSync": sync.run_sync,
        "playScenario": scenarios.play_scenario,
        "listScenarios": scenarios.list_scenarios,
        "getScenarioSchema": scenarios.get_schema,
        "takeSnapshot": snapshots.take_snapshot,
        "listSnapshots": snapshots.list_snapshots,
        "restoreSnapshot": snapshots.restore_snapshot,
        "forgetSnapshot": snapshots.forget_snapshot,
        "forkWorld": snapshots.fork_world,
        "exportWorld": snapshots.export,
        "importWorld": snapshots.import_file,
    }
)
"""All but ``getContract``, which is the contract itself."""
