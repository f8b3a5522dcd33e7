"""The rules, one file each. A new one is a file, its words in templates/, and a name here.

The order is that of their weight: of two findings with the same light, the earlier one speaks.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from coaching.advice import Finding
from coaching.log import TrainingLog
from coaching.rules.acute_chronic import acute_chronic
from coaching.rules.after_a_break import after_a_break
from coaching.rules.cadence import cadence
from coaching.rules.cross_training import cross_training
from coaching.rules.cue_trial import cue_trial
from coaching.rules.downhill import downhill
from coaching.rules.earlier_injury import earlier_injury
from coaching.rules.fast_running import fast_running
from coaching.rules.foot_strength import foot_strength
from coaching.rules.masked_pain import masked_pain
from coaching.rules.mobility import mobility
from coaching.rules.monotony import monotony
from coaching.rules.novice import novice
from coaching.rules.pain import pain
from coaching.rules.pain_episode import pain_episode
from coaching.rules.possible_condition import possible_condition
from coaching.rules.recovery import recovery
from coaching.rules.red_flags import red_flags
from coaching.rules.rest_days import rest_days
from coaching.rules.return_to_run import return_to_run
from coaching.rules.self_tests import self_tests
from coaching.rules.session_spike import session_spike
from coaching.rules.shoes import shoes
from coaching.rules.strength import strength
from coaching.rules.surface_mix import surface_mix
from coaching.rules.weekly_ramp import weekly_ramp

Rule = Callable[[TrainingLog, date], Finding | None]

RULES: tuple[Rule, ...] = (
    red_flags,
    masked_pain,
    pain,
    return_to_run,
    recovery,
    session_spike,
    fast_running,
    downhill,
    rest_days,
    weekly_ramp,
    monotony,
    after_a_break,
    novice,
    shoes,
    pain_episode,
    possible_condition,
    cross_training,
    cadence,
    cue_trial,
    self_tests,
    surface_mix,
    mobility,
    earlier_injury,
    strength,
    foot_strength,
    acute_chronic,
)
