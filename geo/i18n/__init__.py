"""Translated sentences, labels, dates and numbers, and their catalogues."""
