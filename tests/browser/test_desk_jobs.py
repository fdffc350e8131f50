"""Jobs of a maintainer done in a browser, counting clicks.

A click is a press of the mouse or a choice from a list; typing is not counted. The counts stand in
docs/maintaining.md.
"""
