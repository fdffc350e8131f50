"""What can be wrong with a translation, whatever it means."""

import re

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_COUNTS = frozenset({"num", "count"})
"""Placeholders of the number that decides the plural form."""
_TAG = re.compile(r"</?\w+")


def mistakes(message, forms):
    """Yield what is formally wrong with one translation.

    Parameters
    ----------
    message
        A sentence with its translation, which may be missing.
    """
    translated = _texts(message.string)
    if not any(translated):
        return
    if message.pluralizable and len(translated) != forms:
        yield f"{message.id[0]!r} has {len(translated)} forms, and the language has {forms}."
    sources = _texts(message.id)
    for text in translated:
        if not text:
            yield f"{sources[0]!r} lacks a form."
            continue
        for what, find in (("placeholders", _placeholders), ("tags", _tags)):
            expected = {frozenset(find(source)) for source in sources}
            if message.pluralizable:  # "one place" needs no digit
                expected |= {found - _COUNTS for found in expected}
            if find(text) not in expected:
                yield f"{text!r} does not have the {what} of {sources[-1]!r}."
        if text.strip() != text and sources[0].strip() == sources[0]:
            yield f"{text!r} begins or ends with a space."


def _texts(said):
    """List the forms of a sentence; a plain one has one."""
    if not said:
        return [""]
    return [said] if isinstance(said, str) else list(said)


def _placeholders(text):
    return frozenset(_PLACEHOLDER.findall(text))


def _tags(text):
    return frozenset(_TAG.findall(text))
