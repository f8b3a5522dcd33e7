"""The page on which a simulated club can be clicked through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from templates.reader import Reader
from templates.rendering import render


def demo_index(
    members: Sequence[Mapping[str, object]],
    made_on: date,
    *,
    club: str = "",
    real: bool = False,
    requests: Mapping[str, int] | None = None,
    coach: Mapping[str, str] | None = None,
    reader: Reader | None = None,
) -> str:
    """A card for each runner: who they are, what was seen, and what was written to them.

    `made_on` is the local day that the club was looked at; `club` its name, where it has one;
    `real` says that the runs are a person's own and not simulated. `requests` are the numbers of
    requests to the platforms in the `first_night` and the `last_night`, empty where nobody is
    there. `coach` are the addresses (`html`, `txt`, `eml`) of the letter to the members' coach.
    Each member gives

    - `name`, `story`: who this is, in one line
    - `came_by`: the platforms, of `strava` and `garmin`, or `files` alone
    - `calendar`: a list of `on` (date) and `name`: what was put onto their Garmin calendar
    - `light`: `grey`, `green`, `amber`, `red`, `flag` or None; `light_word`: the same in words
    - `headline`: what happened, one sentence; `why`: why it was said, one or two sentences
    - `runs`, `weeks`: how many runs over how many weeks were read
    - `chart_file`: address of the picture beside the page, or None; `chart_alt`: it in words
    - `notes`: a list of `on` (date), `run` (a few words such as its distance), `text`,
      `on_strava` (whether it stands there, under the `own` words of the runner), and `mail`,
      the address of the same note as a mail, where there is one
    - `digest_html`, `digest_eml`, `digest_txt`: addresses of the letter beside the page, or None

    Addresses are relative to the page. A missing fact raises `jinja2.UndefinedError`.
    """
    return render(
        "web/demo_index.html",
        members=members,
        made_on=made_on,
        club=club,
        real=real,
        requests=requests or {},
        coach=coach,
        reader=reader or Reader(),
    )
