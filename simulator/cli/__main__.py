"""``python -m simulator.cli`` is ``cfis-sandbox``."""

from __future__ import annotations

from simulator.cli.main import main

main()
