"""What sources say, and what follows from it: observations, decisions, resolving, validity."""
