"""The pages: signed sessions and links, a runner's welcome, and the ways to the platforms.

Thin on purpose: a page reads, asks the same functions as the commands, and renders a template.
"""

from __future__ import annotations
