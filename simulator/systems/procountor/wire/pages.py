"""The pages of the login: plain HTML that needs no script, can be used by keyboard and read aloud."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from types import MappingProxyType
from typing import Final

from simulator.http.endpoint import Reply

HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
    }
)
"""Headers of every page: it is kept nowhere, loads nothing, stands in no frame, and tells nobody its address."""
STYLE: Final = """
body { font: 1rem/1.5 system-ui, sans-serif; color: #1b1b1b; background: #f4f5f7; margin: 0; }
main { max-width: 24rem; margin: 3rem auto; padding: 1.5rem; background: #fff; border: 1px solid #767676; }
h1 { font-size: 1.4rem; margin-top: 0; }
label, legend { font-weight: 600; }
input[type=text], input[type=password] { display: block; width: 100%; box-sizing: border-box; font: inherit;
  padding: .5rem; margin: .25rem 0 1rem; border: 1px solid #595959; }
button { font: inherit; padding: .5rem 1rem; margin-right: .5rem; }
fieldset { border: 1px solid #767676; margin: 0 0 1rem; }
:focus-visible { outline: 3px solid #0b57d0; outline-offset: 2px; }
.wrong { border-left: 4px solid #b3261e; padding-left: .75rem; }
"""
BUTTONS: Final = (
    '<p><button type="submit">{name}</button>'
    '<button type="submit" name="cancel" value="1" formnovalidate>Cancel</button></p>'
)


def login_page(path: str, carried: Mapping[str, str], client: str, *, username: str = "", wrong: str = "") -> str:
    """Return the page that asks for name and password; ``carried`` goes along unseen, ``wrong`` is told first."""
    told = ' aria-describedby="wrong"' if wrong else ""
    fields = (
        '<label for="username">Username</label>'
        '<input type="text" id="username" name="username" autocomplete="username" autocapitalize="none" required'
        f' autofocus value="{escape(username)}"{told}>'
        '<label for="password">Password</label>'
        f'<input type="password" id="password" name="password" autocomplete="current-password" required{told}>'
    )
    intro = f"<p>{escape(client)} asks for access to your company.</p>"
    return _page("Log in", intro + _wrong(wrong) + _form(path, carried, fields, "Log in"))


def company_page(path: str, carried: Mapping[str, str], companies: Iterable[tuple[str, str]]) -> str:
    """Return the page that asks for one of ``companies``, pairs of an id and a name; the first is chosen already."""
    choices = "".join(
        f'<p><input type="radio" id="company-{escape(number)}" name="company" value="{escape(number)}" required'
        f'{" checked autofocus" if not place else ""}><label for="company-{escape(number)}">{escape(name)}</label></p>'
        for place, (number, name) in enumerate(companies)
    )
    fields = f"<fieldset><legend>Company</legend>{choices}</fieldset>"
    return _page("Choose a company", _form(path, carried, fields, "Continue"))


def error_page(sentences: Iterable[str]) -> str:
    """Return the page that says why nobody can log in here."""
    told = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    advice = "<p>Go back to the application that brought you here, and tell whoever runs it.</p>"
    return _page("This login cannot go on", f'<div class="wrong" role="alert"><ul>{told}</ul></div>{advice}')


def shown(status: int, page: str) -> Reply:
    """Return a page as an answer."""
    return Reply(status, page.encode("utf-8", "replace"), HEADERS)


def _page(title: str, content: str) -> str:
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title} - Procountor (sandbox)</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{title}</h1>{content}</main></body></html>"
    )


def _wrong(sentence: str) -> str:
    return f'<p class="wrong" id="wrong" role="alert">{escape(sentence)}</p>' if sentence else ""


def _form(path: str, carried: Mapping[str, str], fields: str, button: str) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in carried.items()
    )
    return f'<form method="post" action="{escape(path)}">{hidden}{fields}{BUTTONS.format(name=button)}</form>'
