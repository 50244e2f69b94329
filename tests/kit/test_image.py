"""The Dockerfile is carried out step by step, and what comes of it runs as a container would."""

from __future__ import annotations

import os
import re
import subprocess
import zipfile
from fnmatch import fnmatch
from importlib.metadata import distribution
from pathlib import Path

import httpx2
from packaging.requirements import Requirement

from tests.kit.conftest import TOKEN, Image, Start
from tests.kit.dockerfile import ROOT, Instruction, read

PACKAGES = ("simulator", "contracts", "scenarios")


def test_the_image_answers_its_healthcheck_and_shows_a_world_to_whoever_has_the_token(
    image: Image, start: Start
) -> None:
    server = start(CFIS_SANDBOX_TOKEN=TOKEN)
    assert server.health() == 0
    assert httpx2.get(f"{server.url}/sandbox/worlds").status_code == 401
    made = httpx2.post(f"{server.url}/sandbox/worlds", json={}, headers={"Authorization": f"Bearer {TOKEN}"}).json()
    staging = made["cfis"]["staging"]
    key = {"X-Api-Key": staging["clients"][0]["accessToken"]}
    assert httpx2.get(f"{staging['baseUrl']}/api/v1/partner/validate", headers=key).json()["isValid"] is True


def test_what_a_container_prints_can_be_copied(start: Start) -> None:
    """It listens on all interfaces, whose address is none to ask at, and guards its control plane."""
    server = start(CFIS_SANDBOX_TOKEN=TOKEN)
    assert f"is running at {server.url}\n" in server.banner
    (move,) = [line for line in server.banner.splitlines() if "/clock" in line]
    told = subprocess.run(
        ["sh", "-c", f"{move} --silent"],
        env={**os.environ, "CFIS_SANDBOX_TOKEN": TOKEN},
        capture_output=True,
        text=True,
        check=True,
    )
    assert '"events"' in told.stdout


def test_the_healthcheck_fails_where_nothing_answers(image: Image, start: Start) -> None:
    server = start(CFIS_SANDBOX_TOKEN=TOKEN)
    check = image.final.last("HEALTHCHECK").said.partition("CMD ")[2]
    elsewhere = image.environment(CFIS_SANDBOX_PORT="1")
    assert server.health() == 0
    assert subprocess.run(["sh", "-c", check], env=elsewhere, check=False, capture_output=True).returncode == 1


def test_a_container_without_a_secret_does_not_start_and_says_what_is_missing(image: Image) -> None:
    program = image.carried.below("/venv/bin/cfis-sandbox")
    done = subprocess.run(
        [program, *image.final.last("CMD").words], env=image.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "CFIS_SANDBOX_TOKEN" in done.stderr


def test_what_runs_is_what_was_copied_and_not_what_lies_around(image: Image) -> None:
    python = image.carried.below("/venv/bin/python")
    ask = "import simulator, contracts; print(simulator.__file__, contracts.__file__)"
    done = subprocess.run(
        [python, "-c", ask], env=image.environment(), capture_output=True, text=True, cwd="/", check=True
    )
    assert [Path(each).is_relative_to(image.carried.root) for each in done.stdout.split()] == [True, True]


def test_the_last_stage_has_no_sources_and_no_wheels(image: Image) -> None:
    assert sorted(each.name for each in image.carried.root.iterdir()) == ["data", "venv"]


def test_it_does_not_run_as_root_and_may_write_only_where_worlds_are_kept(image: Image) -> None:
    user, _, group = image.final.last("USER").said.partition(":")
    assert int(user) >= 1000
    assert int(group) >= 1000
    owned = [each.operands[-1] for each in image.final.instructions if each.flag("chown") == f"{user}:{group}"]
    assert owned == ["/data"]


def test_every_stage_is_slim_and_from_the_same_python(image: Image) -> None:
    assert {stage.image for stage in image.stages} == {"python:${PYTHON}-slim"}


def test_everything_that_is_copied_passes_the_dockerignore() -> None:
    let_through = [
        line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")
    ]
    build = read((ROOT / "Dockerfile").read_text("utf-8"))[0]
    copied = {source for each in build.instructions if each.name == "COPY" for source in each.operands[:-1]}
    assert copied == set(let_through)


def test_the_wheel_holds_every_file_of_the_packages(image: Image, wheel: Path) -> None:
    """A file of data that pyproject.toml forgets is missing wherever the package is installed."""
    with zipfile.ZipFile(wheel) as opened:
        packed = {name for name in opened.namelist() if not fnmatch(name, "*.dist-info/*")}
    sources = image.carried.root.parent / "earlier" / "build" / "build"
    copied = {
        str(path.relative_to(sources))
        for package in PACKAGES
        for path in (sources / package).rglob("*")
        if path.is_file()
    }
    assert (copied - packed, packed - copied) == (set(), set())


def test_whatever_the_image_needs_is_pinned(wheel: Path) -> None:
    pinned = {
        plain(line.split("==")[0]) for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line
    }
    with zipfile.ZipFile(wheel) as opened:
        (metadata,) = (name for name in opened.namelist() if name.endswith("/METADATA"))
        told = re.findall(r"^Requires-Dist: (.*)$", opened.read(metadata).decode(), re.MULTILINE)
    found: set[str] = set()
    left = list(told)
    while left:
        wanted = Requirement(left.pop())
        name = plain(wanted.name)
        if name not in found and (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
            found.add(name)
            left += distribution(name).requires or []
    assert found - pinned == set()


def test_a_file_is_read_by_its_stages() -> None:
    first, second = read('ARG A=1\nFROM one AS build\n# why\nRUN a \\\n    b\n\nFROM two\nCMD ["c", "d"]\n')
    assert (first.name, first.instructions) == ("build", [Instruction("RUN", "a b")])
    assert second.last("CMD").words == ["c", "d"]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
