"""The data dictionary: each column of each collection in words, as the tables describe it."""

from __future__ import annotations

from collections.abc import Iterable

from geo.catalogue.terms import terms_of
from geo.model.schema import Table
from geo.model.vocabulary import Language

_HEAD = (
    "| column | type | unit | words | meaning |\n| --- | --- | --- | --- | --- |\n",
    "| kolom | soort | eenheid | woorden | betekenis |\n| --- | --- | --- | --- | --- |\n",
)


def dictionary(tables: Iterable[Table], language: Language = "en") -> str:
    """Write the meaning of every column, as Markdown.

    Parameters
    ----------
    language
        Dutch for ``nl``, English for any other.
    """
    return "\n".join(_described(table, language) for table in tables)


def _described(table: Table, language: Language) -> str:
    dutch = language == "nl"
    rows = "".join(
        "| "
        + " | ".join(
            (
                f"`{field.name}`",
                str(field.type),
                field.unit,
                ", ".join(f"`{word}`" for word in field.enum),
                _cell(field.nl if dutch else field.en),
            )
        )
        + " |\n"
        for field in table.fields
    )
    title = table.nl if dutch else table.en
    terms = terms_of(table.name, table.credit).rights
    return f"## {table.name}\n\n{title}. {terms}\n\n{_HEAD[dutch]}{rows}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
