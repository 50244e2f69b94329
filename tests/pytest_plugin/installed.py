"""What programs find where the package is installed: its entry points, without installing it."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = ("CFIS_SANDBOX", "PYTEST_", "COV_")


def environment(folder: Path) -> dict[str, str]:
    """Return an environment in which pytest finds the plugin by the entry point of pyproject.toml.

    Of all the other plugins there may be it loads xdist alone: some take seconds.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    about = folder / "site" / "cfis_sandbox-0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: 0\n", "utf-8")
    lines = [f"{name} = {value}" for name, value in project["entry-points"]["pytest11"].items()]
    (about / "entry_points.txt").write_text("\n".join(["[pytest11]", *lines, ""]), "utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(about.parent)]),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTEST_ADDOPTS": "-p cfis_sandbox -p xdist -p no:cacheprovider",
    }
