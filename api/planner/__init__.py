"""The planners' page."""
