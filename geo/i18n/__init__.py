"""Translated sentences, labels, dates and numbers, and the catalogues they stand in."""
