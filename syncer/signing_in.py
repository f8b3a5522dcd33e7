"""A runner signs in at Garmin: the slow steps, done beside the page or at a keyboard.

Such a login may take two minutes and ask for a code in between. The password passes through
memory alone. Garmin is never asked a second time unless a person asks again.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session

from syncer import garmin_connection, login_steps
from syncer.login_steps import CODE, CODE_LIVES, CUT_OFF, DONE, Attempt, Waiting
from syncer.settings import Settings
from syncer.sources.garmin import login
from syncer.sources.garmin.login import (
    CODE_OLD,
    OUTAGE,
    WRONG_CODE,
    LetIn,
    LoginFailed,
    NeedsCode,
)
from syncer.tokens import NoTokenKey, seal_text

log = logging.getLogger(__name__)

Sessions = Callable[[], AbstractContextManager[Session]]

OTHER_ACCOUNT, TAKEN_ACCOUNT = "other_account", "taken_account"
NO_TOKEN_KEY, OUR_FAULT, USED = "no_token_key", "our_fault", "used_login"


def _silent(_: str) -> None:
    """For whom the end is enough."""


def sign_in(
    sessions: Sessions,
    settings: Settings,
    now: Callable[[], datetime],
    attempt: Attempt,
    email: str,
    password: str,
    on_step: Callable[[str], None] = _silent,
) -> None:
    """The first step; what came of it stands in the runner's row.

    `on_step` hears what is being done, in the codes of `sources/garmin/login.py`.
    """
    step = _Step(sessions, settings, now, attempt)
    step.do(lambda: login.begin(settings, email, password, step=on_step))


def tell_code(
    sessions: Sessions,
    settings: Settings,
    now: Callable[[], datetime],
    attempt: Attempt,
    code: str,
    on_step: Callable[[str], None] = _silent,
) -> None:
    """The second step, like the first; a wrong code may be told again for a while."""
    with sessions() as session:
        waiting = login_steps.waiting(session, settings, now(), attempt)
    step = _Step(sessions, settings, now, attempt, waiting)
    if waiting is None:
        step.failed(CODE_OLD)
        return
    step.do(lambda: login.with_code(settings, waiting.state, code, step=on_step))


def bring(
    sessions: Sessions,
    settings: Settings,
    now: Callable[[], datetime],
    attempt: Attempt,
    login_made: str,
    on_step: Callable[[str], None] = _silent,
) -> None:
    """The only step with a login that was made at home: Garmin says whose it is.

    The same one is taken once: what we hold was renewed since, and an old one used again may make
    Garmin end both.
    """
    digest = garmin_connection.digest(login_made)
    step = _Step(sessions, settings, now, attempt, pasted=digest)
    with sessions() as session:
        used = garmin_connection.was_pasted(session, attempt.runner_id, digest)
    if used:
        step.failed(USED)
        return
    step.do(lambda: login.introduce(settings, login_made, step=on_step))


class _Step:
    """One step of one attempt, and how its outcome is written down."""

    def __init__(
        self,
        sessions: Sessions,
        settings: Settings,
        now: Callable[[], datetime],
        attempt: Attempt,
        waiting: Waiting | None = None,
        pasted: str | None = None,
    ) -> None:
        self.sessions, self.settings, self.now = sessions, settings, now
        self.attempt, self.waiting, self.pasted = attempt, waiting, pasted

    def do(self, ask: Callable[[], LetIn | NeedsCode]) -> None:
        """Ask Garmin, and write down what came of it.

        A failure is written once its error is gone: should that fail too, the thread prints the
        one error with all that were being handled.
        """
        failed = self._tried(ask)
        if failed is not None:
            self._went_wrong(*failed)

    def _tried(self, ask: Callable[[], LetIn | NeedsCode]) -> tuple[str, str | None] | None:
        """None, or the problem and the state to go on with."""
        runner_id = self.attempt.runner_id
        try:
            # Garmin is not asked for what could not be kept.
            seal_text(self.settings, "")
            said = ask()
            if isinstance(said, NeedsCode):
                waiting = Waiting(said.state, self.now() + CODE_LIVES)
                self._to_code(waiting, problem=None, sent_to=said.sent_to)
            else:
                self._connect(said)
        except LoginFailed as error:
            log.info("garmin login failed runner=%d problem=%s", runner_id, error.problem)
            return error.problem, error.state
        except garmin_connection.TakenAccount:
            return TAKEN_ACCOUNT, None
        except garmin_connection.OtherAccount:
            return OTHER_ACCOUNT, None
        except NoTokenKey:
            return NO_TOKEN_KEY, None
        except Exception as error:
            # In a thread nobody else hears of it. Its text may hold what Garmin was told.
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("garmin login broke runner=%d %s\n%s", runner_id, type(error), where)
            return OUR_FAULT, None
        except BaseException:
            # Somebody at a keyboard has had enough; who tries again need not wait.
            self.failed(CUT_OFF)
            raise
        return None

    def failed(self, problem: str) -> None:
        self._store(lambda one: login_steps.fail(one, self.now(), self.attempt, problem))

    def _connect(self, let_in: LetIn) -> None:
        def connect(session: Session) -> None:
            now, attempt = self.now(), self.attempt
            if login_steps.write(session, now, attempt, DONE, problem=None, sealed_state=None):
                garmin_connection.connect(
                    session, self.settings, now, attempt.runner_id, let_in, self.pasted
                )

        self._store(connect)

    def _went_wrong(self, problem: str, state: str | None) -> None:
        """Back to the code where Garmin still waits for one, or to the end."""
        held = self.waiting
        left = 0 if held is None else held.left - (problem == WRONG_CODE)
        if held is None or state is None or left < 1 or problem not in (WRONG_CODE, OUTAGE):
            self.failed(problem)
        else:
            self._to_code(Waiting(state, held.until, left), problem=problem)

    def _to_code(self, waiting: Waiting, **values: str | None) -> None:
        told = {"sealed_state": waiting.sealed(self.settings), **values}
        self._store(lambda one: login_steps.write(one, self.now(), self.attempt, CODE, **told))

    def _store(self, work: Callable[[Session], object]) -> None:
        """A sign-in was dear, so a database that is busy, or where somebody was quicker, is asked
        again."""
        for last in (False, False, False, True):
            try:
                with self.sessions() as session:
                    work(session)
                    session.commit()
                return
            except (OperationalError, IntegrityError):
                if last:
                    raise
