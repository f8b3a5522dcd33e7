"""What we believe about running: pure rules over a training log.

`advise(log, on)` is the whole of it: a `TrainingLog` goes in, an `Advice` comes out. Nothing in
this package reads a clock, a file of the user's, a database or the network.
"""

from coaching.advice import Advice, Finding
from coaching.engine import advise
from coaching.log import PainReport, Run, TrainingLog

__all__ = ["Advice", "Finding", "PainReport", "Run", "TrainingLog", "advise"]
