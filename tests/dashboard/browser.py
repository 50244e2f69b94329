"""A browser for the dashboard, in this process: it follows links, fills in forms, keeps cookies and reads markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

from tests.systems.driver import Answer, Driver

HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
VOID = {"meta", "link", "input", "br", "hr", "img", "rect", "circle", "line", "path"}
SELF_CLOSING = {"rect", "circle", "line", "path"}
NO_CONTENT = {"script", "style", "iframe", "object", "embed"}
ROOT = "http://sandbox"


class Markup(HTMLParser):
    """What is in a page, and everything that is wrong with its markup."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.links: list[str] = []
        self.forms: list[dict[str, Any]] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.wrong += [f"{tag} is left open" for tag in self._open]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in SELF_CLOSING:
            self.wrong.append(f"{tag} closes itself")
        self._seen(tag, attrs)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._seen(tag, attrs)
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.wrong.append(f"/{tag} where {self._open[-1:]} is open")
        else:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def _seen(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        given = {name: value or "" for name, value in attrs}
        if len(names) != len(given):
            self.wrong.append(f"{tag} has an attribute twice: {names}")
        self.wrong += [f"{tag} has {name}" for name in names if name == "style" or name.startswith("on")]
        if tag in NO_CONTENT:
            self.wrong.append(f"there is a {tag}")
        self.elements.append((tag, given))
        self.ids += [given["id"]] if "id" in given else []
        for name in ("aria-labelledby", "for"):
            self.references += given.get(name, "").split()
        if tag == "a":
            self.links.append(given["href"])
        elif tag == "form":
            self.forms.append({"action": given["action"], "method": given["method"], "fields": []})
        elif tag in ("button", "input", "select") and "name" in given and self.forms:
            self.forms[-1]["fields"].append((given["name"], given.get("value", "")))


class Page(NamedTuple):
    """A page that was looked at."""

    path: str
    status: int
    headers: Mapping[str, str]
    raw: str
    markup: Markup

    @property
    def text(self) -> str:
        """What a reader sees."""
        return self.markup.text

    @property
    def local_links(self) -> list[str]:
        """Where the page leads to on this server, without the places within pages."""
        found = (urldefrag(urljoin(ROOT + self.path, link)).url for link in self.markup.links)
        return [link.removeprefix(ROOT) for link in found if link.startswith(ROOT + "/")]


class Browser:
    """Looks at pages, one at a time."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.cookies: dict[str, str] = {}

    def look(self, path: str, *, follow: bool = True) -> Page:
        """Return the page at ``path``, or the one that it leads to."""
        return self._page(path, self.ask("GET", path, accept=HTML), follow=follow)

    def submit(
        self, path: str, fields: Mapping[str, str], *, follow: bool = True, headers: Mapping[str, str] | None = None
    ) -> Page:
        """Send a form as a browser does, and return the page that it leads to."""
        sent = {"content-type": "application/x-www-form-urlencoded", "origin": ROOT, **(headers or {})}
        answer = self.ask("POST", path, urlencode(fields).encode(), accept=HTML, headers=sent)
        return self._page(path, answer, follow=follow)

    def twin(self, path: str, *, status: int = 200, **headers: str) -> Any:
        """Return what the twin of a page says."""
        bare, _, query = path.partition("?")
        address = ("/index" if bare == "/" else bare) + ".json" + (f"?{query}" if query else "")
        answer = self.ask("GET", address, headers=headers)
        assert answer.status == status, answer.body
        assert answer.headers["content-type"] == "application/json"
        return answer.json

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        accept: str = "*/*",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request and keep the cookies of the answer."""
        parts = urlsplit(path)
        sent = {"accept": accept, **(headers or {})}
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        answer = self.driver.send(method, parts.path, body, query=query, headers=sent)
        assert answer is not None, "the connection was dropped"
        for name, morsel in SimpleCookie(answer.headers.get("set-cookie", "")).items():
            self.cookies[name] = morsel.value
            if morsel["max-age"] == "0":
                del self.cookies[name]
        return answer

    def crawl(self, start: str = "/") -> Iterator[Page]:
        """Yield every page of the dashboard that links lead to from ``start``, each once."""
        waiting, seen = [start], {start}
        while waiting:
            page = self.look(waiting.pop())
            yield page
            for link in page.local_links:
                path = link.partition("?")[0]
                is_page = path == "/" or (path.startswith("/worlds/") and not path.endswith(".json"))
                if is_page and link not in seen:
                    seen.add(link)
                    waiting.append(link)

    def _page(self, path: str, answer: Answer, *, follow: bool) -> Page:
        if follow and answer.status in (303, 307):
            return self.look(answer.headers["location"])
        text = answer.body.decode()
        return Page(path, answer.status, answer.headers, text, Markup(text))
