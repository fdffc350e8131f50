"""Why the program itself writes an entry in the log, in sentences that can be said again.

The log holds a plain text: what a maintainer wrote, or one of these sentences in English.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from geo.model.said import Said


def _(text: str) -> str:
    """Mark a text for the catalogues."""
    return text


SEED: Final = _("What came with the program.")
NEWER_SEED: Final = _("A newer version of the data.")
SEED_DIFFERS: Final = _("A newer version of the data says something else.")
COMPARED: Final = _("Compared at the desk.")
NEW_PLACE: Final = _("A new place.")
PUBLISHED: Final = _("Published.")
WENT_BACK: Final = _("Went back to an earlier version.")
CONFIRMED_MANY: Final = _("Several places were seen in use.")
STILL_RIGHT: Final = _("The organisation says that everything still holds.")
REPORT: Final = _("Report %(number)s.")
IMPORTED: Final = _("Imported from %(source)s.")
ROWS_DECIDED: Final = _("Decided about rows of %(source)s.")
COLUMNS_DECIDED: Final = _("What the columns of %(source)s mean.")
CONTACT: Final = _("Whom to ask.")
ASKED: Final = _("The organisation is asked.")
NO_MAIL: Final = _("They want no mail.")
LATER: Final = _("To be decided later.")
MAY_USE_DESK: Final = _("May use the desk.")
OTHER_ROLE: Final = _("May do something else at the desk.")
PERSON_ERASED: Final = _("A person was erased.")


def logged_reason(why: str) -> str:
    """Read the reason of an entry: a `Said` where it is a sentence of the program.

    Examples
    --------
    >>> logged_reason("Imported from Gemeente.").values
    {'source': 'Gemeente'}
    >>> logged_reason("Called them.")
    'Called them.'
    """
    for pattern, form in _forms():
        if found := form.fullmatch(why):
            return Said(pattern, **found.groupdict())
    return why


@cache
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Make of each sentence the form in which it stands in a log."""
    sentences = [value for name, value in globals().items() if name.isupper()]
    return tuple(
        (one, re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.*)", re.escape(one)), re.DOTALL))
        for one in sentences
    )
