"""Writes ``docs/requirements.md``: the catalogue of requirements for people who make a client.

``python -m contracts.requirements_page`` in a checkout of the repository. Nothing on the page is typed by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from contracts.requirements import Catalogue, Requirement, Service, load_requirements
from simulator.certification.stories import Chosen, stories_for

PAGE: Final = Path(__file__).parents[1] / "docs" / "requirements.md"
HEAD: Final = """\
# Requirements

What a client of the partner API must do, and how a client that does not is mended. This page is written by
`python -m contracts.requirements_page` from `contracts/requirements.yaml` and from what each story of `scenarios` says
that it leads to; a test fails while it is out of date.

- **Level**: a certificate needs every MUST to be seen right; a SHOULD is advice.
- **Evidence**: how sure it is that this is asked. `documented`: a public page of the API says so; `derived`: it follows
  from what is public; `analogy`: the sister API of the agency says so for itself; `assumed`: somebody had to choose. A
  client that breaks what is only analogy or assumed is warned and never refused.
- **Source**: the last part of a page's address at `developer-partnerapi.confirmafinance.com`, unless another is named.
- **Shown** is what a client had occasion to do. One that never meets an expired token has neither passed nor failed
  what is about expired tokens. What a client believes can only be shown by one whose books tell it.
- **Stories** are those of each service's certification that are about the requirement; `cfis-sandbox scenario show`
  tells one. Others may give occasion in passing. Where no story of a service leads there, it borrows another service's.

Accounting is an add-on to one of the other services: what they have in common is asked there.
"""


Stories = Mapping[Service, Sequence[Chosen]]
"""What is played for each service."""


def page(catalogue: Catalogue) -> str:
    """Return the page as Markdown. Raises UnreadableScenario."""
    stories = {service: stories_for(service) for service in Service}
    return "\n".join([HEAD, *_summary(catalogue, stories), *_groups(catalogue, stories)]) + "\n"


def _summary(catalogue: Catalogue, stories: Stories) -> Iterator[str]:
    yield from _line(
        "service", "requirements", "needed for a certificate", "advice or only warned about", "not tested", "stories"
    )
    yield from _line(*["---"] * 6)
    for service in Service:
        asked = catalogue.of(service)
        needed = sum(each.is_required for each in asked)
        untested = sum(not each.is_tested for each in asked)
        yield from _line(
            service.value, len(asked), needed, len(asked) - needed - untested, untested, len(stories[service])
        )


def _groups(catalogue: Catalogue, stories: Stories) -> Iterator[str]:
    for group, title in catalogue.groups.items():
        yield from ("", f"## {title}")
        for each in catalogue.requirements:
            if each.group == group:
                yield from _requirement(each, stories)


def _requirement(each: Requirement, stories: Stories) -> Iterator[str]:
    yield from ("", f"### {each.id}", "", each.text, "")
    yield f"- {each.level.value}, {each.evidence}: {each.source}"
    yield f"- Services: {', '.join(service.value for service in each.services)}"
    yield f"- To mend it: {each.mend}"
    if each.not_tested is not None:
        yield f"- Not tested, {each.not_tested}"
        return
    for service in each.services:
        links = [
            f"[{one.scenario.name}](../{one.file})" for one in stories[service] if each.id in one.scenario.requirements
        ]
        yield f"- Stories of {service.value}: {', '.join(links)}"


def _line(*cells: object) -> Iterator[str]:
    yield "| " + " | ".join(str(cell) for cell in cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(page(load_requirements()), "utf-8")
