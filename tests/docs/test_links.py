"""What the texts point at is there: files, headings, modules, and verbs of the Makefile."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
WRITTEN_LATER = {"docs/benchmarks.md"}


def headings(path: Path) -> set[str]:
    found = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in found}


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(text: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text.read_text("utf-8")):
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, heading = target.partition("#")
        file = text.parent / name if name else text
        if not file.exists() or (heading and heading not in headings(file)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: path.name)
def test_every_file_that_is_named_exists(text: Path) -> None:
    named = re.findall(r"`((?:simulator|contracts|tests|bench|docs|scenarios)/[\w./-]*)`", text.read_text("utf-8"))
    assert [name for name in named if not (ROOT / name).exists() and name not in WRITTEN_LATER] == []


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: path.name)
def test_every_verb_that_is_named_is_in_the_makefile(text: Path) -> None:
    verbs = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^|\$ )make ([a-z]+)", text.read_text("utf-8"), re.MULTILINE))
    assert named - verbs == set()
