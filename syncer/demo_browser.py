"""A member's browser in the demo: it opens a link, fills in a page's form, presses the button."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import requests

from syncer.demo_folder import NoDemo

_PATIENCE_S = 30.0


@dataclass(slots=True)
class Form:
    """A form as a page shows it: where it goes, what it sends by itself, what may be chosen.

    `choices` are the values of a list by the words that a person reads.
    """

    action: str
    filled: dict[str, list[str]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    choices: dict[str, str] = field(default_factory=dict)


class Browser:
    """Keeps its cookies and the page it is on. Raises NoDemo where a page does not go on."""

    def __init__(self) -> None:
        self._web = requests.Session()
        # Whatever stands between this machine and the world must not stand in between here.
        self._web.trust_env = False
        self._page = requests.Response()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._web.close()

    def open(self, link: str) -> None:
        self._see(self._web.get(link, timeout=_PATIENCE_S))

    def press(self, action: str, **answers: str) -> None:
        """Send the form that goes to `action` ("" is the page itself), with these answers."""
        form = next((form for form in forms(self.text) if form.action == action), None)
        if form is None or not answers.keys() <= form.asked:
            raise NoDemo(f"The page at {self._place()} has no such form; please report this.")
        chosen = {name: form.choices.get(text, text) for name, text in answers.items()}
        to = urljoin(self._page.url, action)
        self._see(self._web.post(to, data={**form.filled, **chosen}, timeout=_PATIENCE_S))

    @property
    def text(self) -> str:
        """The page it is on."""
        return self._page.text

    def is_on(self, path: str) -> bool:
        """Whether the page it is on has this very path."""
        return urlsplit(self._page.url).path == path

    def shows(self, form_action: str) -> bool:
        return any(form.action == form_action for form in forms(self.text))

    def _see(self, page: requests.Response) -> None:
        self._page = page
        if page.status_code != 200:
            raise NoDemo(
                f"The page at {self._place()} answered {page.status_code}; please report this."
            )

    def _place(self) -> str:
        # What follows the first word of a path may be a signed link, which no message shows.
        return "/".join(self._page.url.split("/")[:4])


def forms(page: str) -> list[Form]:
    reader = _Forms()
    reader.feed(page)
    return reader.found


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._option: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(told.get("action", "")))
        elif tag == "option":
            self._option = told.get("value", "")
        elif self.found and tag in ("input", "select", "button") and "name" in told:
            self._field(self.found[-1], told)

    def handle_data(self, data: str) -> None:
        if self._option is not None and self.found:
            self.found[-1].choices[data.strip()] = self._option
            self._option = None

    def _field(self, form: Form, told: dict[str, str]) -> None:
        form.asked.add(told["name"])
        ticked = told.get("type") in ("checkbox", "radio") and "checked" in told
        if (ticked or told.get("type") == "hidden") and "disabled" not in told:
            form.filled.setdefault(told["name"], []).append(told.get("value", ""))
