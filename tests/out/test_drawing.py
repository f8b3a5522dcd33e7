"""Pictures drawn ahead by other processes are those that this one would draw."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlalchemy import Engine

import templates
from syncer import deliver, drawing, recommend
from tests.out import club

LETTERS = 3


@pytest.fixture(autouse=True)
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST_PROCESSES", 1)


def specs(count: int) -> list[str]:
    """Small pictures, each another."""
    return [
        f'{{"data": {{"values": [{{"a": {nth}}}]}}, "mark": "bar",'
        ' "encoding": {"x": {"field": "a", "type": "quantitative"}}}'
        for nth in range(count)
    ]


def test_whatever_was_drawn_ahead_skipped_or_never_thought_of_looks_the_same() -> None:
    *wanted, unthought = specs(13)
    asked = [wanted[0], unthought, *wanted[6::2]]
    thought_of = []

    def told() -> Iterator[str]:
        for one in wanted:
            thought_of.append(one)
            yield one

    with drawing.drawn_ahead(told(), drawing.MANY) as draw:
        drawn = [draw(asked[0])]
        assert len(thought_of) == drawing.AHEAD
        assert multiprocessing.active_children()
        drawn += [draw(one) for one in asked[1:]]
    assert drawn == [templates.draw(one) for one in asked]
    assert len(thought_of) > 2 * drawing.AHEAD
    assert not multiprocessing.active_children()


def test_a_process_that_dies_costs_no_picture() -> None:
    wanted = specs(5)
    with drawing.drawn_ahead(iter(wanted), drawing.MANY) as draw:
        draw(wanted[0])
        for child in multiprocessing.active_children():
            child.kill()
            child.join()
        assert [draw(one) for one in wanted[1:]] == [templates.draw(one) for one in wanted[1:]]


def test_a_few_letters_start_no_process() -> None:
    with drawing.drawn_ahead(iter(specs(3)), drawing.MANY - 1) as draw:
        assert draw(specs(1)[0]) == templates.draw(specs(1)[0])
        assert not multiprocessing.active_children()


def test_the_mails_of_a_pass_carry_their_own_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "MANY", LETTERS)
    with club.club(tmp_path) as (session, config):
        for nth in range(LETTERS):
            runner = club.runner(session, f"r{nth}@example.org")
            club.trained(session, runner, club.SUNDAY, km=6.0 + nth)
            recommend.digest_runner(session, config, club.NOW, runner)
        engine = session.get_bind()
        assert isinstance(engine, Engine)
        later = club.NOW + timedelta(minutes=1)
        counts = deliver.deliver(club.sessions(engine), config, lambda: later)
    assert counts.sent == LETTERS
    mails = [path.read_bytes() for path in config.outbox.rglob("*.eml")]
    assert len({picture(mail) for mail in mails}) == LETTERS


def picture(mail: bytes) -> bytes:
    whole = message_from_bytes(mail, policy=policy.default)
    (found,) = (part for part in whole.walk() if part.get_content_type() == "image/png")
    content = found.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert content.startswith(b"\x89PNG")
    return content
