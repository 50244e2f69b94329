"""How a person lets a client in: name and password, then the company, then back to the client with a code.

The page after the first carries a token of its own, so that nothing is remembered of who is half way in. Nobody is
ever sent to an address that is not the client's.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from simulator.core.credential import SystemCredential
from simulator.core.errors import FieldError, InvalidDocument
from simulator.core.issued import TokenUse
from simulator.http.endpoint import Call, Reply
from simulator.systems.procountor import NAME, admission, oauth
from simulator.systems.procountor.wire import pages
from simulator.world import books
from simulator.world.issued_tokens import hand_out, use_up

CARRIED: Final = ("response_type", "client_id", "redirect_uri", "state")
CHOICE_MINUTES: Final = 10
"""For so long a company can be chosen (assumed)."""
WRONG: Final = "The username or the password is wrong. Try again."


def show_login(call: Call) -> Reply:
    """Show the page that asks for name and password."""
    return _shown(call)


def log_in(call: Call) -> Reply:
    """Take one of the two pages in."""
    return _taken(call, TokenUse.CODE)


def show_key_login(call: Call) -> Reply:
    """Show the page that asks for name and password, before a key is made."""
    return _shown(call)


def log_in_for_key(call: Call) -> Reply:
    """Take one of the two pages in, before a key is made."""
    return _taken(call, TokenUse.KEY_CODE)


def _shown(call: Call) -> Reply:
    of = admission.credential(call.world, call.grant)
    oauth.check_redirect(call.world, of, call.query["redirect_uri"])
    carried = {name: str(call.query[name]) for name in CARRIED if name in call.query}
    return pages.shown(200, pages.login_page(_here(call), carried, of.part("clientId")))


def _taken(call: Call, use: TokenUse) -> Reply:
    of, form = admission.credential(call.world, call.grant), call.body
    oauth.check_redirect(call.world, of, form["redirect_uri"])
    if "cancel" in form:
        return _sent_back(form, {"error": "access_denied"})
    if "choice" in form:
        return _chosen(call, use, of)
    return _logged_in(call, of)


def _logged_in(call: Call, of: SystemCredential) -> Reply:
    form = call.body
    carried = {name: form[name] for name in CARRIED if name in form}
    username = form.get("username", "")
    if (username, form.get("password", "")) != (of.part("username"), of.part("password")):
        page = pages.login_page(_here(call), carried, of.part("clientId"), username=username, wrong=WRONG)
        return pages.shown(401, page)
    choice = call.world.secret(f"procountor/choice/{call.world.next_number('procountor/token')}")
    expires = call.world.now + timedelta(minutes=CHOICE_MINUTES)
    hand_out(call.world, NAME, TokenUse.CHOICE, choice, credential=of.name, expires=expires)
    companies = [(of.part("companyId"), books.company(call.world, NAME).name)]
    return pages.shown(200, pages.company_page(_here(call), {**carried, "choice": choice}, companies))


def _chosen(call: Call, use: TokenUse, of: SystemCredential) -> Reply:
    oauth.claimed(use_up(call.world, NAME, TokenUse.CHOICE, call.body["choice"]), of)
    if call.body.get("company") != of.part("companyId"):
        raise InvalidDocument([FieldError("company", "is not one that this user may choose")])
    code, _ = oauth.code(call.world, of, use, call.body["redirect_uri"])
    return _sent_back(call.body, {"code": code, "expires_in": str(oauth.CODE_SECONDS)})


def _sent_back(form: dict[str, str], told: dict[str, str]) -> Reply:
    more = {"state": form["state"]} if "state" in form else {}
    target, query = form["redirect_uri"], urlencode({**told, **more})
    joined = "&" if "?" in target else "?"
    return Reply(302, None, {**pages.HEADERS, "Location": f"{target}{joined}{query}"})


def _here(call: Call) -> str:
    """Return the path of this page as the browser knows it."""
    return call.request.whole_path
