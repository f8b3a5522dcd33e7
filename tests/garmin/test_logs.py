"""Nothing that lets in, and nothing about a person, stands in a log or an error."""

from __future__ import annotations

import json
import logging
import traceback

import pytest

from syncer.sandbox.garmin import Fault, Place
from syncer.sources import NeedsReconnect, NotAllowed, TryLater
from tests.garmin.conftest import Road

LOUD = (Fault.SERVER_ERROR, Fault.TRUNCATED, Fault.RESET, Fault.UNAUTHORISED, Fault.TOO_MANY)


@pytest.mark.parametrize("fault", LOUD)
@pytest.mark.parametrize("place", [Place.API, Place.TOKENS])
def test_a_failing_night_tells_no_secret(
    road: Road, caplog: pytest.LogCaptureFixture, fault: Fault, place: Place
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = [value for value in json.loads(road.login()).values() if len(value) > 60]
    road.run(description="My left knee again.")
    road.world.expire_tokens(road.account)
    road.garmin.faults.plan(fault, 2, at=place)
    with pytest.raises(TryLater) as raised, road.let_in() as account:
        account.listed(None, ())
    secrets += [value for value in json.loads(road.login()).values() if len(value) > 60]
    secrets += ["alice", "Alice", "knee", road.world.accounts[road.account].display_name]
    told = caplog.text + "".join(traceback.format_exception(raised.value))
    assert [one for one in secrets if one in told] == []


def test_a_connection_that_ends_tells_no_secret(
    road: Road, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = [value for value in json.loads(road.login()).values() if len(value) > 60]
    road.world.deauthorise(road.account)
    with pytest.raises(NeedsReconnect) as raised, road.let_in() as account:
        account.listed(None, ())
    told = caplog.text + "".join(traceback.format_exception(raised.value))
    assert "garmin did not renew a login: 400 invalid_grant" in told
    assert [one for one in secrets if one in told] == []


def test_what_the_library_says_is_not_heard(road: Road, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    bob = road.world.add_account("Bob Waymark")
    with pytest.raises(NotAllowed), road.let_in() as account:
        account.detail(str(road.world.add_activity(bob)))
    assert [one for one in caplog.records if one.name.startswith("garminconnect")] == []
