"""Every file is short, says what it is for, and knows nothing of the machine it was written on."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("simulator", "contracts", "tests", "bench")
LONGEST = 400
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "models", "misc"}
TEXTS = {".py", ".md", ".toml", ".txt", ".yaml", ".yml", ".json", ".html", ".css", ".js", ".cfg", ".ini", ".sh", ""}
SKIPPED = {"mutants", "build", "dist", "node_modules", "__pycache__"}
MACHINE_PATH = re.compile(r"(?<![\w./:-])/(?:home|root|Users|opt|mnt|work)/\w")
REGISTRY_HOST = re.compile(r"\b(?:pypi\.(?:org|python)|pythonhosted\.|registry\.npm|proxy\.golang\.)")
SENTENCE = re.compile(r"\S.*[.?:]", re.DOTALL)
LATER = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
UNCODED_IGNORE = re.compile(r"#\s*type:\s*ignore(?!\[)")
DODGED = re.compile(r"pytest\.(?:mark\.)?(?:skip|skipif|xfail|importorskip)\b")


def python_files(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py") if not SKIPPED & set(path.parts))


def texts() -> Iterator[tuple[Path, str]]:
    """Yield every text file of the project, without what tools leave behind."""
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT)
        hidden = any(part.startswith(".") and part not in {".ci", ".github"} for part in inside.parts)
        generated = bool(SKIPPED & set(inside.parts)) or any(part.endswith(".egg-info") for part in inside.parts)
        if not hidden and not generated and path.is_file() and path.suffix in TEXTS:
            yield inside, path.read_text("utf-8")


def lines_matching(pattern: re.Pattern[str], text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if pattern.search(line)]


def test_no_two_files_of_tests_have_one_name() -> None:
    """pytest imports them by it where their folders are no packages."""
    names = Counter(path.name for path in python_files("tests") if path.name.startswith("test_"))
    assert [name for name, times in names.items() if times > 1] == []


def test_no_python_file_is_longer_than_400_lines() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in python_files(*ROOMS)}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_a_module_is_named_after_its_idea() -> None:
    inside = [path.relative_to(ROOT) for path in python_files(*ROOMS)]
    assert [str(path) for path in inside if {*path.with_suffix("").parts} & BANNED_NAMES] == []


def test_every_python_file_begins_with_a_sentence() -> None:
    silent = []
    for path in python_files(*ROOMS):
        docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        sentence = docstring.partition("\n\n")[0]
        if not SENTENCE.fullmatch(sentence):
            silent.append(str(path.relative_to(ROOT)))
    assert silent == []


def test_nothing_names_a_machine_or_a_package_registry() -> None:
    named = {
        str(path): found
        for path, text in texts()
        if path != Path(__file__).relative_to(ROOT)
        and (found := [*lines_matching(MACHINE_PATH, text), *lines_matching(REGISTRY_HOST, text)])
    }
    assert named == {}


def test_nothing_is_left_for_later() -> None:
    left = {
        str(path.relative_to(ROOT)): found
        for path in python_files(*ROOMS)
        if (found := lines_matching(LATER, path.read_text("utf-8")))
    }
    assert left == {}


def test_a_type_error_is_ignored_by_its_code_or_not_at_all() -> None:
    ignored = {
        str(path.relative_to(ROOT)): found
        for path in python_files(*ROOMS)
        if path != Path(__file__) and (found := lines_matching(UNCODED_IGNORE, path.read_text("utf-8")))
    }
    assert ignored == {}


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    dodged = {
        str(path.relative_to(ROOT)): found
        for path in python_files("tests")
        if path != Path(__file__) and (found := lines_matching(DODGED, path.read_text("utf-8")))
    }
    assert dodged == {}
