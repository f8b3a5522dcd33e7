"""Who gets no mail: who turned it off, and whose address refuses it.

A runner turns all mail off by one click. Then nothing goes but what answers them: the mail of a
warning sign, which they told of themself and which is about today, and a link that they ask for.
What is stopped because a mail server refused the address for good gets nothing at all until
somebody starts it again. Either way the advice waits for a later digest.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_
from sqlmodel import col

from coaching.advice import Light
from syncer import told
from syncer.channels import MAIL
from syncer.models import Advice, Delivery, Runner


def why_not(runner: Runner, row: Advice) -> str | None:
    """Why this advice must not go by mail, in words; None when it may."""
    if runner.mail_stopped_at is not None:
        return "mail to this address is stopped"
    answers = row.kind == told.NOTE and row.light == str(Light.FLAG)
    if runner.mail_off_at is not None and not answers:
        return "the runner turned mail off"
    return None


def is_welcome(runner: Runner) -> bool:
    """Whether mail that nobody asked for may go to this runner."""
    return (
        runner.address_confirmed_at is not None
        and runner.mail_off_at is None
        and runner.mail_stopped_at is None
    )


def is_held() -> ColumnElement[bool]:
    """In a query over deliveries, advice and runners: urgent mail to an address that is stopped.

    It is neither tried nor given up, and goes when the address is started again.
    """
    return and_(
        col(Delivery.channel) == MAIL,
        col(Runner.mail_stopped_at).is_not(None),
        col(Advice.kind) == told.NOTE,
        col(Advice.light).in_([str(light) for light in told.URGENT]),
    )


def turn_off(now: datetime, runner: Runner) -> None:
    """No more mail; turned off again, the first time stands."""
    runner.mail_off_at = runner.mail_off_at or now


def turn_on(runner: Runner) -> None:
    """Mail as it was before: the choices beside it were never touched."""
    runner.mail_off_at = None
