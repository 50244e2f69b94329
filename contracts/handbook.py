"""Two pages for integrators, written from the catalogue: what each finding means, and what to see to before going live.

``python -m contracts.handbook`` in a checkout of the repository writes ``docs/findings.md`` and ``docs/go-live.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from contracts.requirements import Catalogue, Level, Requirement, Service, load_requirements

DOCS: Final = Path(__file__).parents[1] / "docs"
FINDINGS: Final = DOCS / "findings.md"
GO_LIVE: Final = DOCS / "go-live.md"
WRITTEN: Final = (
    "This page is written by `python -m contracts.handbook` from `contracts/requirements.yaml`; a test fails while it "
    "is out of date."
)
FINDINGS_HEAD: Final = f"""\
# What each finding means, and how to mend it

A certification ends with one verdict for each requirement ([certification.md](certification.md) tells how). A finding
is a requirement that was seen broken. To get from a finding to its cause:

1. **Look its id up below**: what was expected, and what most often mends it. Behind the id is its evidence and source.
2. **Read the story** in which it was seen, in the report: the steps in words, each with its virtual day, and the
   picture of the money. What was seen stands beside the requirement, in one sentence for each time.
3. **Look at the exchanges** that the sentence names: what your client sent, what it was answered, and why it was
   refused. The evidence bundle has them whole, for any viewer of HTTP archives.
4. **Play that story alone**, as often as you like: `cfis-sandbox certify` with `--only` and its name.

| a finding of | because | and |
|---|---|---|
| fail | the requirement is a MUST, and `documented` or `derived` from what is public | the client is not certified |
| warn | it is a SHOULD, or only `analogy` or `assumed` | the client is certified all the same |
| not shown | the client never came to where it could have shown it | it is not certified, if it is one that fails |

What often hides behind a *not shown*: an invoice that was refused, or a run that ended too early, so that nothing that
comes later in the story could be seen. Mend the fails first.

A guess never fails a client. Whoever knows better than the sandbox replaces what it assumes by an overlay.

{WRITTEN}
"""
GO_LIVE_HEAD: Final = f"""\
# Before you go live

A list to go through with the people who answer for the integration. Copy it into the ticket of your go-live.

{WRITTEN}
"""
SHOWN: Final = """\
## What a certification shows

One run for each service that you have, described in [certification.md](certification.md). Accounting is an add-on: a
client with accounting is certified for it and for the service that it comes with. Every run ends with exit code 0, and
its report is kept with the release.
"""
LOOKED_AT: Final = """\
What these runs look at:

| | requirements |
|---|---|"""
YOURS: Final = """\
## What only you can show

No exchange with a sandbox shows these, so no run has looked for them.
"""
ASKED: Final = """\
## What to ask Confirma

The sandbox had to assume these, so they only warn. Each is a question for the staging environment or for the people of
the agency. `cfis-sandbox verify` and `cfis-sandbox drift` show where staging answers otherwise: [verify.md](verify.md).
"""
ADVICE: Final = """\
## What is advice

A run warns where a client does otherwise. Mend it, or write down why not.
"""
SWITCH: Final = """\
## The day itself

- [ ] The address and the token of production stand in the settings of production, and in no other ones.
- [ ] The token was handed over in a way that nobody else can read, and is kept where secrets are kept.
- [ ] The store of the client is empty, or what staging left in it is gone: tokens, numbers, the day it has read up to.
- [ ] The first invoice is one that you look at: its distribution, its case, and what your books say of it.
- [ ] Somebody sees what the client cannot mend by itself: what was refused, what failed, a token that stays dead.
- [ ] The day after, the books of the client agree with what CFIS tells.
"""


def findings_page(catalogue: Catalogue) -> str:
    """Return the page of findings."""
    return "\n".join([FINDINGS_HEAD, *_groups(catalogue)]).rstrip("\n") + "\n"


def go_live_page(catalogue: Catalogue) -> str:
    """Return the checklist."""
    every = catalogue.requirements
    parts = [
        GO_LIVE_HEAD,
        SHOWN,
        *(_service(catalogue, service) for service in Service),
        "",
        LOOKED_AT,
        *(line for group in catalogue.groups for line in _group(catalogue, group)),
        "",
        YOURS,
        *(_untested(each) for each in every if not each.is_tested),
        "",
        ASKED,
        *(_item(each) for each in every if each.is_tested and _is_question(each)),
        "",
        ADVICE,
        *(_item(each) for each in every if each.is_tested and each.level is Level.SHOULD and not _is_question(each)),
        "",
        SWITCH,
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


def anchor(requirement_id: str) -> str:
    """Return the link to a requirement in the catalogue, from a page beside it."""
    return f"requirements.md#{requirement_id.lower()}"


def _is_question(each: Requirement) -> bool:
    return each.level is Level.MUST and not each.can_fail


def _groups(catalogue: Catalogue) -> Iterator[str]:
    for group, title in catalogue.groups.items():
        yield f"## {title}\n\n| finding | | what is expected | how to mend it |\n|---|---|---|---|"
        yield from (_finding(each) for each in catalogue.requirements if each.group == group and each.is_tested)
        yield ""


def _finding(each: Requirement) -> str:
    weight = "fails" if each.can_fail else "warns"
    return f"| [{each.id}]({anchor(each.id)}) | {weight} | {each.text} | {each.mend} |"


def _service(catalogue: Catalogue, service: Service) -> str:
    required = [each for each in catalogue.of(service) if each.is_required]
    return f"- [ ] `cfis-sandbox certify --service {service}`: {len(required)} requirements that a certificate needs"


def _group(catalogue: Catalogue, group: str) -> Iterator[str]:
    needed = [each.id for each in catalogue.requirements if each.group == group and each.is_required]
    if needed:
        yield f"| {catalogue.groups[group]} | {', '.join(f'[{name}]({anchor(name)})' for name in needed)} |"


def _untested(each: Requirement) -> str:
    because = (each.not_tested or "").removeprefix("because ").rstrip(".")
    return f"- [ ] [{each.id}]({anchor(each.id)}) {each.text} {each.mend} (No run looks for it: {because}.)"


def _item(each: Requirement) -> str:
    return f"- [ ] [{each.id}]({anchor(each.id)}) {each.text}"


if __name__ == "__main__":
    shipped = load_requirements()
    FINDINGS.write_text(findings_page(shipped), "utf-8")
    GO_LIVE.write_text(go_live_page(shipped), "utf-8")
