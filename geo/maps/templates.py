"""The templates of pages that need nothing but themselves: maps and reports."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from geo.i18n.languages import translations
from geo.model.vocabulary import Language


def page_template(file: Path, language: Language) -> Template:
    """Read a template that says things by ``_`` and ``ngettext`` in a language.

    Parameters
    ----------
    file
        A template of Jinja; values that it shows are escaped.
    language
        Of its sentences.
    """
    return _environment(file.parent, language).get_template(file.name)


@cache
def _environment(folder: Path, language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        translations(language), newstyle=True
    )
    return environment
