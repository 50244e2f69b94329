"""Files come back byte by byte beside what is told of them, and forms that are none change nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.core.errors import InvalidDocument
from simulator.systems.procountor.wire.multipart import Part, mixed, parts_of
from tests.systems.procountor.desk import Desk, Told
from tests.systems.procountor.paperwork import invoice, journal
from tests.tries import tries

PDF = b"%PDF-1.7\r\n--not the boundary\r\n\x00\xff"


def form(meta: Any, file: bytes, *, boundary: str = "made-up", swapped: bool = False) -> tuple[bytes, str]:
    told = f'Content-Disposition: form-data; name="meta"\r\nContent-Type: application/json\r\n\r\n{json.dumps(meta)}'
    held = b'content-disposition: form-data; filename="any.bin"; name=file\r\n\r\n' + file
    pieces = [told.encode(), held]
    body = b"".join(f"--{boundary}\r\n".encode() + piece + b"\r\n" for piece in (pieces[::-1] if swapped else pieces))
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def added(desk: Desk, number: int, file: bytes = PDF, *, swapped: bool = False, **changed: Any) -> Told:
    meta = {"name": "report.pdf", "referenceType": "INVOICE", "referenceId": number, "sendWithInvoice": False}
    body, media = form({**meta, **changed}, file, swapped=swapped)
    headers = {"authorization": f"Bearer {desk.token}", "content-type": media}
    return desk.sent("POST", "/api/attachments", body, headers=headers)


def an_invoice(desk: Desk) -> int:
    return int(desk.post("/invoices", invoice()).ok["id"])


@pytest.mark.parametrize("swapped", [False, True])
def test_a_file_comes_back_as_it_was_behind_what_is_told_of_it(desk: Desk, swapped: bool) -> None:
    number = an_invoice(desk)
    kept = added(desk, number, swapped=swapped).ok
    assert (kept["mimeType"], kept["referenceId"]) == ("application/pdf", number)
    told = desk.get(f"/attachments/{kept['id']}")
    assert told.headers["content-type"].startswith("multipart/mixed; boundary=")
    head, _, rest = told.body.partition(b"\r\n\r\n")[2].partition(b"\r\n--")
    assert json.loads(head) == kept
    assert PDF in rest
    assert desk.get(f"/invoices/{number}").ok["attachments"] == [kept]


def test_a_journals_files_belong_to_its_companion_and_are_told_with_it(desk: Desk) -> None:
    receipt = desk.post("/ledgerreceipts", journal()).ok
    kept = added(desk, receipt["invoiceId"])
    assert desk.get(f"/ledgerreceipts/{receipt['id']}").ok["attachments"] == [kept.ok]


def test_files_are_renamed_listed_and_removed(desk: Desk) -> None:
    number = an_invoice(desk)
    first, second = added(desk, number).ok["id"], added(desk, number, PDF + b"more", name="other.txt").ok["id"]
    path = f"/attachments/{first}"
    assert desk.send("PATCH", path, {"name": "new.pdf"}).ok["name"] == "new.pdf"
    assert desk.send("PATCH", path, {"name": "new.exe"}).errors == [(400, "INVALID_FILE", "name")]

    def found(**query: Any) -> list[int]:
        return [one["id"] for one in desk.get("/attachments", **query).ok["results"]]

    assert found() == [second, first]
    assert found(minSize=len(PDF) + 1) == [second]
    assert found(name="NEW") == [first]
    assert found(type="INVOICE", referenceId=number, orderBySize="ASC") == [first, second]
    assert desk.send("DELETE", path).status == 204
    assert (desk.get(path).status, found()) == (404, [second])


def test_a_file_of_the_largest_size_is_kept_and_one_byte_more_is_refused(desk: Desk) -> None:
    number = an_invoice(desk)
    assert added(desk, number, bytes(10_000_000)).status == 200
    assert added(desk, number, bytes(10_000_001)).errors == [(400, "INVALID_FILE", "file")]


def test_what_is_no_form_and_belongs_to_nothing_is_refused(desk: Desk) -> None:
    number = an_invoice(desk)
    assert added(desk, 99).errors == [(400, "INVALID_REFERENCE_ID", "referenceId")]
    assert added(desk, number, referenceType="SALARY").errors == [(400, "INVALID_TYPE", "referenceType")]
    assert added(desk, number, name=5).status == 400
    headers = {"authorization": f"Bearer {desk.token}", "content-type": "multipart/form-data"}
    assert desk.sent("POST", "/api/attachments", b"nothing", headers=headers).status == 400
    headers["content-type"] += "; boundary=x"
    assert desk.sent("POST", "/api/attachments", b"--x--", headers=headers).status == 400
    assert desk.get("/attachments").ok["results"] == []


@given(file=st.binary(max_size=200), name=st.text(max_size=20))
def test_any_file_under_any_name_survives_the_way_there_and_back(file: bytes, name: str) -> None:
    body, media = mixed(b'{"id":1}', Part(name, "application/pdf", file))
    boundary = media.partition("boundary=")[2].encode()
    pieces = body.split(b"--" + boundary)
    assert pieces[2].partition(b"\r\n\r\n")[2][: -len(b"\r\n")] == file


@settings(max_examples=tries(200))
@given(body=st.binary(max_size=200), media=st.sampled_from(["multipart/form-data; boundary=x", "a; boundary=", ""]))
def test_no_bytes_break_the_reading_of_forms(body: bytes, media: str) -> None:
    try:
        parts = parts_of(body, media)
    except InvalidDocument:
        return
    assert all(isinstance(part, Part) for part in parts.values())
