"""The address of the workbench: what was asked, and the same page asked otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from api.planner.form import DEFAULTS


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in the address.

    Attributes
    ----------
    here
        The path of the page.
    given
        The fields of the question, filled in.
    further
        What else stands there: the plan, the layers, how the table is sorted.
    """

    here: str
    given: Mapping[str, str]
    further: Mapping[str, str]

    def kept(self, **changes: str) -> dict[str, str]:
        """Leave out what is empty, and what is so by default."""
        asked = {**self.given, **self.further, **changes}
        return {
            name: value for name, value in asked.items() if value and value != DEFAULTS.get(name)
        }

    def query(self, **changes: str) -> str:
        """Write the query of the same page with changes; an empty text takes away."""
        return query(self.kept(**changes))

    def link(self, **changes: str) -> str:
        """Write the address of the same page with changes, as `query`."""
        return self.here + self.query(**changes)


def query(asked: Mapping[str, str]) -> str:
    """Write a query with its question mark; empty for none."""
    return f"?{urlencode(asked)}" if asked else ""
