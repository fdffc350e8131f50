"""What the columns of lists were decided to mean, kept in the store by the title of the source."""

from __future__ import annotations

from geo.intake.mapping import SourceMapping
from geo.store import reasons
from geo.store.log import Log, NewRecord
from geo.store.store import Author

_MAPPING = "source-mapping"


class SourceMappings:
    """The mappings in a log; the last of each source counts.

    Parameters
    ----------
    log
        Of the store.
    """

    def __init__(self, log: Log) -> None:
        self._log = log

    def all(self) -> dict[str, SourceMapping]:
        """Return the mappings by title of the source."""
        found = {
            one.key: SourceMapping.model_validate(one.content)
            for one in self._log.records(_MAPPING)
            if one.content
        }
        return dict(sorted(found.items()))

    def keep(self, mapping: SourceMapping, author: Author) -> None:
        """Keep a mapping, where it says something else than the one before."""
        if self.all().get(mapping.title) == mapping:
            return
        content = mapping.model_dump(mode="json")
        why = reasons.COLUMNS_DECIDED % {"source": mapping.title}
        with self._log.writing() as writing:
            writing.write("mapping", author, places=(), why=why,
                          records=[NewRecord(_MAPPING, mapping.title, content)])  # fmt: skip
