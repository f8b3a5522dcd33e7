"""The few pages a person sees on the stand-in: the consent form, and why it was not shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from starlette.responses import HTMLResponse, Response

from syncer.sandbox.strava.people import READ, READ_ALL, WRITE
from syncer.sandbox.strava.refusals import Refused

_MEANS = {
    "read": "View data about your public profile (required)",
    "read_all": "View your complete Strava profile and private segments",
    "profile:read_all": "View your profile whatever its visibility",
    "profile:write": "Change your profile",
    READ: "View data about your activities",
    READ_ALL: "View data about your private activities",
    WRITE: "Upload your activities and change them",
}
_KEPT = ("client_id", "redirect_uri", "response_type", "state", "scope", "approval_prompt")

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body{{font:1rem/1.5 sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem}}
label{{display:block;margin:.5rem 0}}button{{font:inherit;padding:.6rem 1.4rem}}</style></head>
<body><h1>{title}</h1><p>This is a stand-in for Strava, with invented people.</p>
{inside}</body>
</html>
"""


def consent_page(
    told: Mapping[str, str], scopes: Sequence[str], people: Sequence[tuple[int, str]]
) -> Response:
    """The form: who one is, and a box for each scope, which may be unticked."""
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{escape(told[name])}">\n'
        for name in _KEPT
        if name in told
    )
    choices = "".join(f'<option value="{key}">{escape(name)}</option>' for key, name in people)
    boxes = "".join(
        f'<label><input type="checkbox" name="granted" value="{escape(scope)}" checked'
        f"{' disabled' if scope == 'read' else ''}> {escape(_MEANS[scope])}</label>\n"
        for scope in scopes
    )
    inside = (
        f'<form method="post" action="/oauth/accept_application">\n{kept}'
        f'<label>You are <select name="athlete">{choices}</select></label>\n{boxes}'
        '<button name="answer" value="authorize">Authorize</button>\n'
        '<button name="answer" value="cancel">Cancel</button>\n</form>\n'
    )
    return HTMLResponse(_PAGE.format(title="Authorize this app", inside=inside))


def refused_page(refused: Refused) -> Response:
    """An app that is full cannot be joined; the person reads so and does not come back."""
    message = escape(str(refused.body["message"]))
    more = (
        "This app has exceeded the limit of connected athletes. If you are a developer of this "
        "application, please contact Strava developer support for how to request a quota increase."
    )
    title = f"Error {refused.status}: {message}"
    return HTMLResponse(_PAGE.format(title=title, inside=f"<p>{more}</p>\n"), refused.status)
