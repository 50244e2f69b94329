"""Templates and style keep to their rules: nothing unescaped, nothing from elsewhere, readable in light and in dark."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from simulator.dashboard.app import FILES, STATIC
from simulator.dashboard.engine import TEMPLATES, environment

ROOT = Path(__file__).parents[2]
STYLE = (STATIC / "dashboard.css").read_text("utf-8")
LEGIBLE = 4.5
"""The contrast of text against what it stands on that WCAG 2.2 asks for at level AA."""
PAIRS = [
    *((ink, ground) for ink in ("ink", "quiet", "link") for ground in ("paper", "panel")),
    *((name, f"{name}-bg") for name in ("good", "late", "bad", "waiting")),
    ("quiet", "quiet-bg"),
    ("ink", "late-bg"),
    ("ink", "bad-bg"),
    ("ink", "good-bg"),
    ("paper", "ink"),
    ("paper", "waiting"),
]


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


LIGHT = colours(STYLE.partition("@media")[0])
DARK = colours(STYLE.partition("prefers-color-scheme: dark")[2].partition("* {")[0])


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(theme: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(theme[ink], theme[ground]) >= LEGIBLE


def test_every_colour_of_the_light_has_one_in_the_dark() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_every_colour_that_is_used_is_there() -> None:
    assert set(re.findall(r"var\(--([\w-]+)\)", STYLE)) <= LIGHT.keys() | {"future"}


def test_nothing_is_loaded_from_elsewhere_and_nothing_passes_unescaped() -> None:
    texts = {path.name: path.read_text("utf-8") for path in (*TEMPLATES.iterdir(), *STATIC.iterdir())}
    banned = re.compile(
        r"https?://(?!www\.w3\.org/2000/svg)|@import|url\(|\|\s*safe|autoescape|<script|style=|\bon\w+=\""
    )
    assert {name: banned.findall(text) for name, text in texts.items() if banned.search(text)} == {}


def test_whatever_goes_into_a_template_is_escaped() -> None:
    assert environment().from_string("{{ name }}").render(name="<b>&\"'") == "&lt;b&gt;&amp;&#34;&#39;"


def test_templates_and_style_travel_with_the_package() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    patterns = settings["tool"]["setuptools"]["package-data"]["simulator"]
    files = [path.relative_to(ROOT / "simulator").as_posix() for path in (*TEMPLATES.iterdir(), *STATIC.iterdir())]
    assert [name for name in files if not any(fnmatch(name, pattern) for pattern in patterns)] == []
    assert {path.name for path in STATIC.iterdir()} == set(FILES)


def test_a_server_starts_without_loading_the_template_engine() -> None:
    script = "import sys, simulator.asgi, simulator.serving; print('jinja2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
