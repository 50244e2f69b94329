"""The evidence bundle: all that a certification rests on, read back as it was, and refused when it was touched."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contracts.checks.exhibit import Exhibit, encode
from contracts.scenario.document import Scenario
from contracts.scenario.truth import Truth
from contracts.scenario.turn import Turn
from simulator.certification.report import bundle, har
from simulator.certification.report.baseline import Incomparable
from simulator.certification.report.document import to_bytes
from simulator.certification.report.writing import write_reports
from simulator.certification.result import Result
from tests.certification.example import START, certified, refused

CONTRACT = "contracts/openapi/cfis.yaml"


def entry(number: int, **more: Any) -> dict[str, Any]:
    """Return a made-up exchange as the journal tells it whole."""
    return {
        "number": number,
        "at": "2026-01-02T09:00:00Z",
        "system": "cfis",
        "operation": "createInvoice",
        "method": "POST",
        "url": "http://sandbox.example/cfis/api/v1/partner/invoice?a=1&b=",
        "path": "/cfis/api/v1/partner/invoice",
        "query": "a=1&b=",
        "headers": {"content-type": "application/json", "x-api-key": "made…"},
        "body": '{"made": "up"}',
        "status": 200,
        "response": {"headers": {"content-type": "application/json"}, "body": '{"status": "öld"}'},
        "verdict": {"request": [], "reply": []},
        "explanation": {},
        "notes": [],
        "fault": None,
        "traceback": None,
        **more,
    }


def exhibit() -> Exhibit:
    """Return what was seen of a made-up story."""
    return Exhibit(
        scenario=Scenario(given={"seed": 1}, steps=[{"run": None}], name="paid-late", story="Made up"),
        turns=[Turn("run", None, START, 0, 2)],
        journal=[entry(1, status=0, fault="lost-answer", response={"headers": {}, "body": None}), entry(2)],
        lobby=[entry(3, operation=None, body=None)],
        belief={"invoices": [], "bookings": []},
        truth=Truth({"receivables": []}, Counter({(1001, "WITHDRAW"): 1}), [1001], Counter()),
        events=[{"number": 1, "at": "2026-01-02T09:00:00Z", "because": "submitted"}],
        disagreements=[["made up"]],
    )


def on_this_stand() -> Result:
    """Return a result that names a contract by what it really is, and one that is nowhere."""
    digest = sha256((bundle.ROOT / CONTRACT).read_bytes()).hexdigest()
    stand = msgspec.structs.replace(
        certified().stand, contracts={CONTRACT: digest}, scenarios={"scenarios/../pyproject.toml": "0" * 64}
    )
    return msgspec.structs.replace(certified(), stand=stand)


def packed() -> bytes:
    return bundle.to_bytes(on_this_stand(), {"paid-late": exhibit()}, {"report.html": b"made up"})


def changed(name: str, content: bytes | None) -> bytes:
    """Return a bundle in which somebody replaced or removed one file."""
    files = {each: text for each, text in bundle.read(packed()).files.items() if each != name}
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for each, text in {**files, **({} if content is None else {name: content})}.items():
            archive.writestr(each, text)
    return made.getvalue()


def test_a_bundle_is_read_back_as_it_was() -> None:
    read = bundle.read(packed())
    assert read.result == on_this_stand()
    assert read.exhibits.keys() == {"paid-late"}
    assert encode(read.exhibits["paid-late"]) == encode(exhibit())
    assert read.files["report.html"] == b"made up"


def test_the_same_evidence_is_the_same_bytes() -> None:
    assert packed() == packed()


def test_a_bundle_has_the_files_that_the_result_names_and_says_which_it_has_not() -> None:
    files = bundle.read(packed()).files
    assert files[CONTRACT] == (bundle.ROOT / CONTRACT).read_bytes()
    assert "scenarios/../pyproject.toml" not in files
    assert "not at hand when this was packed:\n\n  scenarios/../pyproject.toml\n" in files["README.txt"].decode()


def test_a_file_that_is_another_one_by_now_is_left_out() -> None:
    stand = msgspec.structs.replace(certified().stand, contracts={CONTRACT: "0" * 64}, scenarios={})
    assert bundle.stood_on(stand) == {}


@pytest.mark.parametrize("name", ["result.json", "exhibits/paid-late.json", "journal/paid-late.har", CONTRACT])
def test_a_bundle_that_somebody_changed_is_refused_and_the_file_named(name: str) -> None:
    with pytest.raises(bundle.UnreadableBundle, match=f"{name} is not as it was when the bundle was made"):
        bundle.read(changed(name, b"{}"))


def test_a_file_too_many_or_too_few_is_noticed() -> None:
    with pytest.raises(bundle.UnreadableBundle, match=r"more\.txt is not as it was"):
        bundle.read(changed("more.txt", b""))
    with pytest.raises(bundle.UnreadableBundle, match=r"report\.html is missing"):
        bundle.read(changed("report.html", None))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nonsense", packed()[:2000]])
def test_what_is_no_bundle_is_refused(content: bytes) -> None:
    with pytest.raises(bundle.UnreadableBundle, match="no evidence bundle"):
        bundle.read(content)


def archive(write: Callable[[zipfile.ZipFile], object]) -> bytes:
    """Return a bundle with something more in it."""
    made = BytesIO(packed())
    with zipfile.ZipFile(made, "a") as opened:
        write(opened)
    return made.getvalue()


def link(opened: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("link")
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    opened.writestr(entry, "/etc/hostname")


@pytest.mark.parametrize(
    ("write", "why"),
    [
        (lambda opened: opened.writestr("../out", b""), "leads out of the bundle"),
        (lambda opened: opened.writestr("/tmp/out", b""), "leads out of the bundle"),
        (lambda opened: opened.writestr("a\\..\\..\\out", b""), "leads out of the bundle"),
        (link, "leads out of the bundle"),
        (lambda opened: opened.writestr("more", b"", zipfile.ZIP_LZMA), "packed in a way"),
        (lambda opened: [opened.writestr(f"{n}", b"") for n in range(bundle.MOST_FILES)], "more than 5000 files"),
    ],
)
def test_an_archive_that_is_made_to_do_harm_is_refused(write: Callable[[zipfile.ZipFile], object], why: str) -> None:
    with pytest.raises(bundle.UnreadableBundle, match=why):
        bundle.read(archive(write))


def test_a_name_that_is_there_twice_is_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = archive(lambda opened: opened.writestr("result.json", b"{}"))
    with pytest.raises(bundle.UnreadableBundle, match=r"result\.json is in the bundle twice"):
        bundle.read(twice)


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    said = bytearray(packed())
    first = said.find(b"PK\x01\x02")
    said[first + 24 : first + 28] = (bundle.MOST_BYTES + 1).to_bytes(4, "little")
    with pytest.raises(bundle.UnreadableBundle, match="unpacks to more than"):
        bundle.read(bytes(said))


@pytest.mark.parametrize("place", [8, 10, 16])
def test_an_archive_whose_directory_lies_is_refused(place: int) -> None:
    said = bytearray(packed())
    said[said.find(b"PK\x01\x02") + place] ^= 0xFF
    with pytest.raises(bundle.UnreadableBundle):
        bundle.read(bytes(said))


def test_a_directory_that_stands_nowhere_is_refused() -> None:
    said = bytearray(packed())
    end = said.rfind(b"PK\x05\x06")
    said[end + 16 : end + 20] = b"\xff\xff\xff\x7f"
    with pytest.raises(bundle.UnreadableBundle, match="no evidence bundle"):
        bundle.read(bytes(said))


def test_evidence_that_is_nested_too_deeply_is_refused() -> None:
    files = {**bundle.read(packed()).files, "exhibits/paid-late.json": b'{"a":' * 100_000 + b"1" + b"}" * 100_000}
    del files[bundle.SUMS]
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name, content in {**files, bundle.SUMS: sums.encode()}.items():
            opened.writestr(name, content)
    with pytest.raises(bundle.UnreadableBundle, match="cannot be read"):
        bundle.read(made.getvalue())


def test_a_bundle_that_somebody_packed_again_with_its_folders_is_read() -> None:
    assert bundle.read(archive(lambda opened: opened.writestr("contracts/", b""))).result == on_this_stand()


def test_a_bundle_without_its_sums_is_refused() -> None:
    with pytest.raises(bundle.UnreadableBundle, match="it has no SHA256SUMS"):
        bundle.read(changed(bundle.SUMS, None))


def test_the_name_of_a_story_names_no_other_place() -> None:
    read = bundle.read(bundle.to_bytes(certified(), {"../../etc/öld": exhibit()}, {}))
    assert read.exhibits.keys() == {"../../etc/öld"}
    assert [name for name in read.files if ".." in name.split("/")] == []


def test_a_journal_becomes_an_http_archive() -> None:
    log = json.loads(har.to_bytes([*exhibit().journal, *exhibit().lobby], "0.1.0"))["log"]
    lost, answered, stray = log["entries"]
    assert (log["version"], log["creator"]) == ("1.2", {"name": "cfis-sandbox", "version": "0.1.0"})
    assert lost["response"]["status"] == 0
    assert lost["comment"] == "1: cfis createInvoice; broken on purpose: lost-answer"
    assert answered["request"]["queryString"] == [{"name": "a", "value": "1"}, {"name": "b", "value": ""}]
    assert answered["request"]["postData"] == {"mimeType": "application/json", "text": '{"made": "up"}'}
    assert answered["response"]["content"]["size"] == len('{"status": "öld"}'.encode())
    assert "postData" not in stray["request"]


def test_every_report_is_written_to_the_folder(tmp_path: Path) -> None:
    result = on_this_stand()
    written = write_reports(result, {"paid-late": exhibit()}, tmp_path / "new" / "report", baseline=certified())
    assert sorted(written) == ["evidence.zip", "junit.xml", "report.html", "report.sarif", "result.json"]
    assert written["result.json"].read_bytes() == to_bytes(result)
    assert "What has changed" in written["report.html"].read_text("utf-8")
    packed = bundle.read(written["evidence.zip"].read_bytes())
    assert packed.files["junit.xml"] == written["junit.xml"].read_bytes()
    assert b"What has changed" not in packed.files["report.html"]


def test_the_bundle_does_not_depend_on_what_it_is_compared_with(tmp_path: Path) -> None:
    alone = write_reports(certified(), {}, tmp_path / "alone")
    beside = write_reports(certified(), {}, tmp_path / "beside", baseline=refused())
    assert alone["evidence.zip"].read_bytes() == beside["evidence.zip"].read_bytes()


def test_nothing_is_written_for_a_baseline_of_another_service(tmp_path: Path) -> None:
    other = msgspec.structs.replace(certified(), service="collection")
    with pytest.raises(Incomparable):
        write_reports(certified(), {}, tmp_path / "report", baseline=other)
    assert not (tmp_path / "report").exists()
