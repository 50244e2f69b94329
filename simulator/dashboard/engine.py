"""Templates become pages. Jinja is loaded, and every template compiled, when somebody first looks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from simulator.core.record_names import record_name
from simulator.dashboard import words

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES: Final = Path(__file__).with_name("templates")
FILTERS: Final[Mapping[str, Callable[..., str]]] = MappingProxyType(
    {
        "plain": words.plain,
        "record": record_name,
        "amount": words.amount,
        "count": words.count,
        "day": words.day,
        "moment": words.moment,
        "stamp": words.stamp,
        "clock": words.clock,
        "instant": words.instant,
        "tone": words.tone,
        "coming": lambda what: words.COMING.get(what, words.plain(what)),
    }
)


class Engine:
    """Renders pages. Whatever goes into one is escaped, so that no name in a world becomes markup."""

    def __init__(self) -> None:
        self._environment: Environment | None = None

    async def page(self, template: str, facts: Mapping[str, Any]) -> str:
        """Return the page that ``template`` makes of ``facts``."""
        if self._environment is None:
            self._environment = await asyncio.to_thread(environment)
        return self._environment.get_template(template).render(facts)


@cache
def environment() -> Environment:
    """Return the environment of this process with every template compiled, so that no later page waits for that."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - a server starts without it

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(FILTERS)
    for name in made.list_templates():
        made.get_template(name)
    return made
