"""Who may use a stretch of way: somebody on foot, without steps, on a bicycle."""

from __future__ import annotations

from enum import IntFlag


class Mode(IntFlag):
    """Ways of going; an edge of the network carries those that may use it, added up."""

    FOOT = 1
    """On foot."""
    STEP_FREE = 2
    """On foot with wheels: no steps, and no stile or turnstile to pass."""
    BICYCLE = 4
    """On a bicycle."""


ON_FOOT = Mode.FOOT | Mode.STEP_FREE
"""Everybody on foot."""
ALL_MODES = Mode.FOOT | Mode.STEP_FREE | Mode.BICYCLE
"""Every mode."""
