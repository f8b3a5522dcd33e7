"""A simulated club: for the demo, tests and benchmarks.

It imports nothing of `sources`, `measure` or `channels`, or it would prove only itself.
"""
