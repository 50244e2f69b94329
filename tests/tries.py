"""How often a property is tried whose every example takes long."""

from typing import Final

from hypothesis import settings

QUICK_PROFILE: Final = 100
"""More examples than this are asked for by the long run alone."""

LONGER: Final = 10


def tries(few: int) -> int:
    """Return ``few``, or ten times as many in the long run (``make fuzz``)."""
    return few * LONGER if settings().max_examples > QUICK_PROFILE else few
