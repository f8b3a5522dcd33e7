"""The demo's browser sends what a page's form sends, and stops where there is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from syncer.demo_browser import Browser, forms
from syncer.demo_folder import NoDemo
from syncer.sandbox.serving import Serving

PAGE = """<form method="post" action="/ask">
<input type="hidden" name="token" value="a&amp;b">
<label>You are <select name="who"><option value="7">Ada Even</option>
<option value="8">Bo Even</option></select></label>
<input type="checkbox" name="may" value="read" checked disabled>
<input type="checkbox" name="may" value="write" checked><input type="checkbox" name="may" value="x">
<input type="radio" name="health" value="yes"><input type="radio" name="health" value="no">
<button name="answer" value="yes">Yes</button></form>
<form method="post"><button>Go</button></form>"""


@pytest.fixture
def site() -> Iterator[str]:
    async def show(request: Request) -> Response:
        return HTMLResponse(PAGE)

    async def told(request: Request) -> Response:
        form = await request.form()
        return JSONResponse([[name, value] for name, value in form.multi_items()])

    routes = [Route("/ask", show, methods=["GET"]), Route("/ask", told, methods=["POST"])]
    with Serving("a-site", lambda url: Starlette(routes=routes)) as serving:
        yield serving.url


def test_a_form_is_what_it_sends_by_itself_and_what_it_asks() -> None:
    first, second = forms(PAGE)
    assert first.action == "/ask"
    assert first.filled == {"token": ["a&b"], "may": ["write"]}
    assert first.asked == {"token", "who", "may", "health", "answer"}
    assert first.choices == {"Ada Even": "7", "Bo Even": "8"}
    assert (second.action, second.asked) == ("", set())


def test_answers_join_what_the_page_sends_and_words_stand_for_values(site: str) -> None:
    with Browser() as browser:
        browser.open(f"{site}/ask")
        assert browser.shows("/ask")
        browser.press("/ask", who="Bo Even", answer="yes")
        assert browser.text == '[["token","a&b"],["may","write"],["who","8"],["answer","yes"]]'


def test_a_page_that_does_not_go_on_ends_the_demo_and_no_link_is_told(site: str) -> None:
    with Browser() as browser:
        with pytest.raises(NoDemo, match="answered 404") as told:
            browser.open(f"{site}/welcome/secret-token")
        assert "secret-token" not in str(told.value)
        browser.open(f"{site}/ask")
        with pytest.raises(NoDemo, match="no such form"):
            browser.press("/elsewhere")
        with pytest.raises(NoDemo, match="no such form"):
            browser.press("/ask", unasked="yes")
