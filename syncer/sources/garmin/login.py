"""Signing in to Garmin with a password, and perhaps a code: once, by a person, never by a job.

Of the password nothing is kept: not stored, not logged, not in an error. What a sign-in ends
with has a name, because each asks for something else from the runner.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from syncer.settings import Settings

if TYPE_CHECKING:
    from syncer.sources.garmin.client import RunnerClient

WAYS = ("mobile+cffi", "widget+cffi", "portal+cffi")
"""The library's ways in that shake hands as a browser does; Garmin turns the others away. The
last of them waits 10 to 20 s before each of its tries, so that all can take two minutes."""
_ALL_WAYS = frozenset({*WAYS, "mobile+requests", "portal+requests"})

ASKING, ANOTHER_WAY, CHECKING_CODE, INTRODUCING = (
    "asking",
    "another_way",
    "checking_code",
    "introducing",
)
"""What `step` hears: we ask Garmin; again by another way; with the code; who it is."""

WRONG_PASSWORD = "wrong_password"  # noqa: S105 - the name of a problem
WRONG_CODE = "wrong_code"
CODE_OLD = "code_old"
LOCKED = "locked"
CAPTCHA = "captcha"
TOO_MANY = "too_many"
OUTAGE = "outage"
NOT_ALLOWED = "not_allowed"
UNUSABLE = "unusable"
DEAD = "dead_login"
PROBLEMS: Mapping[str, str] = {
    WRONG_PASSWORD: "Garmin does not know this e-mail address with this password.",
    WRONG_CODE: "This is not the code that Garmin sent last.",
    CODE_OLD: "Garmin waits no longer for this code; the sign-in begins anew.",
    LOCKED: "Garmin has locked the account; its owner opens it on Garmin's own page.",
    CAPTCHA: "Garmin wants to see a person solve a puzzle, which we cannot.",
    TOO_MANY: "Garmin takes no more sign-ins from here for a day; each try makes it longer.",
    OUTAGE: "Garmin did not answer as it should; the password may well be right.",
    NOT_ALLOWED: "Garmin lets this account in by its own app only, as it does with children's.",
    UNUSABLE: "Garmin let us in, but gave nothing that can be kept.",
    DEAD: "What was brought from home opens nothing at Garmin.",
}
"""What a problem means, for logs and for the keyboard; runners read the words of templates."""

MOST_TURNED_AWAY = 2
"""So many ways may be shut before a password was told; the address is blocked then."""
NO_NEW_WAY_S = 150.0
"""Our choice: so long after the click no other way is begun with; each takes a minute or three."""
TRIES, BETWEEN_S = 3, 1.0
"""A profile that does not come is asked for again: the sign-in before it was dear."""


@dataclass(frozen=True, slots=True)
class LetIn:
    """A sign-in that succeeded. `dumps` lets in whoever holds it.

    `external_id` is the number of the profile, which stays when its owner changes names.
    """

    dumps: str = field(repr=False)
    external_id: str
    full_name: str = ""


@dataclass(frozen=True, slots=True)
class NeedsCode:
    """Garmin sent a code. `state` is what `with_code` goes on with, as secret as a password;
    `sent_to` is `email`, `sms`, `totp` or whatever else Garmin says."""

    state: str = field(repr=False)
    sent_to: str = ""


class LoginFailed(Exception):
    """A sign-in that failed; `problem` is one of PROBLEMS.

    `state` is what another code can be tried with, None where the sign-in has to begin anew.
    """

    def __init__(self, problem: str, state: str | None = None) -> None:
        super().__init__(PROBLEMS[problem])
        self.problem = problem
        self.state = state


def _silent(_: str) -> None:
    """For whom the end is enough."""


def begin(
    settings: Settings,
    email: str,
    password: str,
    *,
    ways: Sequence[str] = WAYS,
    step: Callable[[str], None] = _silent,
) -> LetIn | NeedsCode:
    """Sign in. Takes seconds, and up to some minutes. Raises LoginFailed.

    One way after the other is tried, until Garmin says something that no other would change, or
    too much time has passed. "Too many" ends it at once where a password was told.
    """
    from garminconnect import (
        GarminConnectAuthenticationError,
        GarminConnectConnectionError,
        GarminConnectTooManyRequestsError,
    )

    from syncer.sources.garmin.client import RunnerClient, TurnedAway

    client = RunnerClient(settings)
    problems: set[str] = set()
    turned_away, ends = 0, time.monotonic() + NO_NEW_WAY_S
    for way in ways:
        if turned_away >= MOST_TURNED_AWAY or time.monotonic() >= ends:
            break
        step(ANOTHER_WAY if problems else ASKING)
        client.skip_strategies = set(_ALL_WAYS) - {way}
        try:
            _, state = client.login(email, password, return_on_mfa=True)
        except TurnedAway as error:
            problems.add(error.problem)
            turned_away += 1
        except GarminConnectAuthenticationError as error:
            raise LoginFailed(_refused(error)) from None
        except GarminConnectTooManyRequestsError:
            raise LoginFailed(TOO_MANY) from None
        except GarminConnectConnectionError as error:
            problem = _broken(str(error))
            if problem == NOT_ALLOWED:
                raise LoginFailed(problem) from None
            problems.add(problem)
        else:
            if state is not None:
                sent_to = str(state.get("method") or "").lower()
                return NeedsCode(json.dumps(state), sent_to)
            return _let_in(client, step)
    raise LoginFailed(next(one for one in _WORST_FIRST if one in problems or one == OUTAGE))


def with_code(
    settings: Settings, state: str, code: str, *, step: Callable[[str], None] = _silent
) -> LetIn:
    """Finish a sign-in with the code that Garmin sent. Raises LoginFailed, with the state to go
    on with where another try makes sense."""
    from garminconnect import (
        GarminConnectAuthenticationError,
        GarminConnectConnectionError,
        GarminConnectTooManyRequestsError,
    )

    from syncer.sources.garmin.client import RunnerClient, SignInEnds

    client, held = RunnerClient(settings), json.loads(state)
    if not held or not isinstance(held, dict):
        raise LoginFailed(CODE_OLD)
    step(CHECKING_CODE)
    try:
        client.resume_login(held, "".join(code.split()))
    except SignInEnds as error:
        # The code was right, and is used up.
        raise LoginFailed(error.problem) from None
    except GarminConnectAuthenticationError as error:
        problem = _code_refused(str(error))
        raise LoginFailed(problem, None if problem == CODE_OLD else _state(client)) from None
    except GarminConnectTooManyRequestsError:
        raise LoginFailed(TOO_MANY, _state(client)) from None
    except GarminConnectConnectionError:
        raise LoginFailed(UNUSABLE) from None
    except (OSError, ValueError, *_ODD):
        raise LoginFailed(OUTAGE, _state(client)) from None
    return _let_in(client, step)


def introduce(settings: Settings, dumps: str, *, step: Callable[[str], None] = _silent) -> LetIn:
    """Whose a login is that was made elsewhere, as Garmin itself says. Raises LoginFailed.

    Whoever brings it may have written anything beside it, and it may be dead by now.
    """
    from garminconnect import GarminConnectConnectionError

    from syncer.sources.garmin.client import RunnerClient

    client = RunnerClient(settings)
    try:
        client.loads(dumps)
    except GarminConnectConnectionError:
        raise LoginFailed(DEAD) from None
    step(INTRODUCING)
    if not client._verify_token():
        raise LoginFailed(DEAD if client._last_rejection_status == 401 else UNUSABLE)
    return _let_in(client, step)


_ODD = (AttributeError, KeyError, TypeError, RecursionError)
"""What the library raises at JSON that is none of what it expects."""

_OF_A_PASSWORD = re.compile(r"sign[ -]?in|log[ -]?in|password|user ?name|credentials")
_WORST_FIRST = (TOO_MANY, CAPTCHA, UNUSABLE, OUTAGE)
"""Of what the ways failed with, what says most about the next try."""


def _refused(error: Exception) -> str:
    """What the library takes for wrong credentials, and what of it is."""
    from syncer.sources.garmin.client import SignInEnds

    if isinstance(error, SignInEnds):
        return error.problem
    said = str(error).lower()
    if re.search(r"\blocked\b|account error", said):
        return LOCKED
    # A form that came back without its token says "invalid" too, and so does an address that
    # somebody on the way does not like.
    return WRONG_PASSWORD if _OF_A_PASSWORD.search(said) and "csrf" not in said else OUTAGE


def _broken(said: str) -> str:
    if "CAPTCHA" in said:
        return CAPTCHA
    if "account restricted" in said:
        return NOT_ALLOWED
    return UNUSABLE if "token rejected" in said else OUTAGE


def _code_refused(said: str) -> str:
    """The library tells what each of its addresses answered, in one text."""
    if any(word in said for word in ("client_state", "SESSION_EXPIRED", "CSRF", "context")):
        return CODE_OLD
    # The widget shows its form again, under the title of its sign-in page.
    if "CODE_INVALID" in said or "Authentication Application" in said:
        return WRONG_CODE
    return OUTAGE


def _state(client: RunnerClient) -> str | None:
    return json.dumps(client._mfa_client_state()) if client._mfa_pending else None


def _let_in(client: RunnerClient, step: Callable[[str], None]) -> LetIn:
    """Who it is that was let in. Raises LoginFailed where nothing of it can be kept."""
    told: Any = json.loads(client.dumps())
    if not told.get("di_token") or not told.get("di_refresh_token"):
        raise LoginFailed(UNUSABLE)
    step(INTRODUCING)
    for _ in range(TRIES):
        if client.profile is not None:
            break
        time.sleep(BETWEEN_S)
        client._verify_token()
    profile = client.profile or {}
    number, name = profile.get("profileId"), profile.get("fullName")
    if not isinstance(number, int):
        raise LoginFailed(OUTAGE)
    return LetIn(client.dumps(), str(number), name if isinstance(name, str) else "")
