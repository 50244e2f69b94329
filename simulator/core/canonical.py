"""Documents as they are kept and compared: those that say the same are the same bytes, however they were written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

kept: Final[Callable[[object], bytes]] = msgspec.json.Encoder(decimal_format="number", order="sorted").encode
"""Returns a received document as it is kept: UTF-8 whatever it came in, compact, members in order."""
