"""Towns that people may type, so that none is taken for a street of the city.

The larger towns of the country stand in ``data/words/towns.txt``, those around a city in its
`city.toml`; they are only used to say that an address lies elsewhere.
"""

from __future__ import annotations

from pathlib import Path

from geo.city.profile import CityProfile
from geo.model.text import fold

FILE = "towns.txt"


class Towns:
    """Towns by name; immutable and safe to share.

    Parameters
    ----------
    names
        Names as they are written.
    """

    def __init__(self, names: list[str]) -> None:
        self._written = {fold(name): name for name in names}
        self._longest = max((len(key.split()) for key in self._written), default=0)

    @classmethod
    def beside(cls, reference: Path) -> Towns:
        """Read the towns that are not the city whose reference tables stand in a folder.

        Parameters
        ----------
        reference
            The folder ``reference`` of a city; ``words`` stands beside the folder of the city, and
            where it does not, only the towns around the city are known.

        Returns
        -------
        Towns
            Without the city itself and the towns in it.
        """
        city = CityProfile.beside(reference)
        shared = reference.resolve().parents[1] / "words" / FILE
        lines = shared.read_text(encoding="utf-8").splitlines() if shared.is_file() else []
        names = [line for line in lines if line and not line.startswith("#")]
        own = city.written_towns
        return cls([name for name in (*names, *city.nearby) if fold(name) not in own])

    def find(self, name: str) -> str:
        """Find a town by its whole name; empty for none."""
        return self._written.get(fold(name), "")

    def named_in(self, text: str) -> str:
        """Find the town that a text is, or ends with after something else.

        Parameters
        ----------
        text
            As typed: a town, or an address with one.

        Returns
        -------
        str
            The name of the town as it is written; empty for none.
        """
        words = fold(text).split()
        for number in range(min(self._longest, len(words)), 0, -1):
            found = self._written.get(" ".join(words[-number:]))
            if found is not None:
                return found
        return ""
