"""Texts in English that remember how they were made, so that another language can say them too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self


class Said(str):
    """A text in English, with its pattern and what was filled in.

    Everything that takes a text takes it. The pattern is a whole sentence or noun phrase, with
    placeholders such as ``%(known)s``; it stands in the catalogues of translations, so it has to be
    written out where the text is made. A value that is itself such a text is said in the other
    language too.

    Examples
    --------
    >>> Said("at most %(limit)s", limit="64")
    'at most 64'
    """

    __slots__ = ("pattern", "values")

    pattern: str
    values: dict[str, str]

    def __new__(cls, pattern: str, **values: str) -> Self:
        """Fill in the pattern."""
        said = super().__new__(cls, pattern % values if values else pattern)
        said.pattern, said.values = pattern, values
        return said

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the pattern where the text goes to another process."""
        return _remade, (type(self), self.pattern, self.values)


def say_again(text: str, translate: Callable[[str], str]) -> str:
    """Say a text in another language.

    Parameters
    ----------
    text
        A `Said`; any other text stays as it is.
    translate
        ``gettext`` of that language.

    Examples
    --------
    >>> dutch = {"at most %(limit)s": "hooguit %(limit)s"}
    >>> say_again(Said("at most %(limit)s", limit="64"), dutch.__getitem__)
    'hooguit 64'
    """
    if not isinstance(text, Said):
        return text
    values = {name: say_again(value, translate) for name, value in text.values.items()}
    pattern = translate(text.pattern)
    return pattern % values if values else pattern


def _remade(cls: type[Said], pattern: str, values: dict[str, str]) -> Said:
    return cls(pattern, **values)
