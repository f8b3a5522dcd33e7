"""What we believe about running: pure rules over a training log.

`advise(log, on)` is the whole of it: a `TrainingLog` goes in, an `Advice` comes out. Nothing in
this package reads a clock, a file of the user's, a database or the network.
"""
