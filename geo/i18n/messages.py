"""The catalogues of translations: kept in sync with the code, and checked.

A catalogue of a package has exactly the sentences in its code and templates; one that is not
translated yet is empty there, so that gaps can be counted without reading the code. A sentence
whose English changed keeps its old translation, marked fuzzy: it is not shown until somebody has
reviewed it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from geo.i18n.languages import FOR_PLANNERS, LANGUAGES, LOCALES, SOURCE_LANGUAGE, locale
from geo.model.vocabulary import Language

METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
"""How sentences are extracted from a file, by its name."""
_KEYWORDS = {**DEFAULT_KEYWORDS, "Said": (1,)}
"""The calls that hold a sentence: those of gettext, and `geo.model.said.Said`."""
_OPTIONS = {"**.html": {"trimmed": "true", "newstyle_gettext": "true"}}

PLURAL_FORMS: dict[Language, str] = {
    "nl": "nplurals=2; plural=(n != 1);",
    "tr": "nplurals=2; plural=(n != 1);",
    "pap": "nplurals=2; plural=(n != 1);",
    "pl": ("nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"),
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3"
        " : n%100>=11 ? 4 : 5);"
    ),
}
"""Which plural form goes with a number, in gettext's notation."""

_WIDTH = 100
_ALIKE = 0.75
"""Similarity from which a sentence counts as a changed one (`difflib`, 0 to 1)."""
_HEAD = """# {name} translations of what {package} says. In step with the code by `make messages`.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {forms}\\n"
"""
_NOT_OURS = frozenset({"_vendor", "_data", "__pycache__", "locales"})


@dataclass(frozen=True, slots=True)
class Package:
    """A package with sentences to translate.

    Parameters
    ----------
    folder
        Folder of its code.
    catalogues
        Folder of its catalogues, a folder per language.
    below
        Packages whose catalogues are used as well; their sentences are not repeated.
    partly
        Files whose sentences are only used in some languages: a pattern of paths within the
        package, and those languages.
    """

    folder: Path
    catalogues: Path
    below: tuple[Package, ...] = ()
    partly: tuple[tuple[str, tuple[Language, ...]], ...] = ()

    def catalogue(self, language: Language) -> Path:
        """Return the file with the translations into a language."""
        return self.catalogues / language / "LC_MESSAGES" / "messages.po"


GEO = Package(
    Path(__file__).parents[1],
    LOCALES,
    partly=tuple(
        (pattern, FOR_PLANNERS)
        for pattern in (
            "planning/*",
            "catalogue/*",
            # What the desk says of a list or a form; residents never read it.
            "intake/*",
            "store/*",
            "evidence/*",
            "collections/*",
            "geocoding/*",
            "city/profile.py",
            "model/*",
            "hours/week.py",
            "hours/programme.py",
        )
    ),
)
"""The sentences of the library."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """How complete the translation into one language is.

    Parameters
    ----------
    missing
        Untranslated sentences, which the page shows in English.
    fuzzy
        Sentences whose English changed after they were translated, shown in English as well.
    """

    language: Language
    sentences: int
    missing: tuple[str, ...]
    fuzzy: tuple[str, ...]

    def __str__(self) -> str:
        """Summarise it in one line."""
        translated = self.sentences - len(self.missing) - len(self.fuzzy)
        return (
            f"{self.language}: {translated} of {self.sentences} sentences translated, "
            f"{len(self.missing)} missing, {len(self.fuzzy)} fuzzy"
        )


def said_by(package: Package, language: Language) -> Catalog:
    """Collect the sentences of a package in a language, each with the files that use it.

    Parameters
    ----------
    language
        Sentences used only in other languages are left out.

    Returns
    -------
    Catalog
        Without translations; ready to be merged by `update`.
    """
    found = Catalog(locale=locale(language), fuzzy=False)
    elsewhere = {message.id for other in package.below for message in said_by(other, language)}
    for file, message, context in _extracted(package.folder, _state(package.folder)):
        languages = [only for pattern, only in package.partly if fnmatch(file, pattern)]
        if message in elsewhere or any(language not in only for only in languages):
            continue
        found.add(message, locations=[(file, 0)], context=context)
    return found


def _state(folder: Path) -> frozenset[tuple[Path, int, int]]:
    """Tell by size and time of each file whether the sentences of a folder may have changed."""
    files = (file for file in folder.rglob("*") if file.suffix in (".py", ".html"))
    return frozenset((file, (at := file.stat()).st_size, at.st_mtime_ns) for file in files)


@lru_cache(maxsize=8)
def _extracted(
    folder: Path,
    state: frozenset[tuple[Path, int, int]],  # noqa: ARG001 - the key under which it is kept
) -> tuple[tuple[str, str | tuple[str, ...], str | None], ...]:
    """Collect the sentences of a folder once for all languages: reading the code is what costs."""
    extracted = extract_from_dir(
        folder,
        method_map=METHODS,
        options_map=_OPTIONS,
        keywords=_KEYWORDS,
        directory_filter=_is_ours,
    )
    by_place = sorted(extracted, key=lambda one: (one[0], one[1]))
    return tuple((file, message, context) for file, _, message, _, context in by_place)


def update(package: Package, languages: Iterable[Language] = LANGUAGES) -> None:
    """Bring the catalogues of a package in sync with its code, keeping valid translations.

    Parameters
    ----------
    package
        Its catalogues are written.
    languages
        Which of them; the source language has none.
    """
    for language in languages:
        if language == SOURCE_LANGUAGE:
            continue
        file = package.catalogue(language)
        catalogue = read_catalogue(file, language)
        catalogue.update(said_by(package, language), no_fuzzy_matching=True)
        _carry_over(catalogue)
        write_catalogue(catalogue, file, package, language)


def _carry_over(catalogue: Catalog) -> None:
    """Carry the translation of a replaced sentence over to the new one, marked fuzzy."""
    gone = {_texts(message.id)[0]: message for message in catalogue.obsolete.values()}
    for message in catalogue:
        if not message.id or any(_texts(message.string)):
            continue
        alike = get_close_matches(_texts(message.id)[0], gone, n=1, cutoff=_ALIKE)
        if alike and gone[alike[0]].pluralizable == message.pluralizable:
            message.string = gone[alike[0]].string
            message.flags.add("fuzzy")


def read_catalogue(file: Path, language: Language) -> Catalog:
    """Read a catalogue; an empty one where there is no file yet.

    Parameters
    ----------
    file
        A ``.po`` file.

    Raises
    ------
    babel.messages.pofile.PoFileError
        The file is malformed.
    """
    head = _HEAD.format(name="", package="", language=language, forms=PLURAL_FORMS[language])
    written = file.read_bytes() if file.is_file() else head.encode()
    return read_po(io.BytesIO(written), locale=locale(language), abort_invalid=True)


def write_catalogue(catalogue: Catalog, file: Path, package: Package, language: Language) -> None:
    """Write a catalogue: the same bytes for the same translations, without dates or line numbers.

    Parameters
    ----------
    file
        The ``.po`` file to write.
    """
    name = locale(language).get_language_name("en")
    head = _HEAD.format(
        name=name, package=package.folder.name, language=language, forms=PLURAL_FORMS[language]
    )
    body = io.BytesIO()
    write_po(
        body, catalogue, width=_WIDTH, omit_header=True, ignore_obsolete=True, include_lineno=False
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{head}\n{body.getvalue().decode().strip()}\n", encoding="utf-8")


def completeness(packages: Iterable[Package]) -> list[Completeness]:
    """Measure for each language how many of the sentences of packages are translated.

    Parameters
    ----------
    packages
        Only their catalogues are read, which `update` keeps in sync with the code.

    Returns
    -------
    list of Completeness
        In the order of `LANGUAGES`, without the source language.
    """
    listed = list(packages)
    return [
        _completeness(language, listed) for language in LANGUAGES if language != SOURCE_LANGUAGE
    ]


def to_markdown(found: Iterable[Completeness], names: Mapping[Language, str]) -> str:
    """Write the completeness of the translations as a Markdown table."""
    rows = (
        f"| {names[one.language]} | `{one.language}` | {one.sentences} | {len(one.missing)} "
        f"| {len(one.fuzzy)} |"
        for one in found
    )
    head = "| language | code | sentences | missing | fuzzy |", "| --- | --- | --: | --: | --: |"
    return "\n".join((*head, *rows))


def _completeness(language: Language, packages: list[Package]) -> Completeness:
    found = [
        message
        for package in packages
        for message in read_catalogue(package.catalogue(language), language)
        if message.id
    ]
    fuzzy = [message for message in found if message.fuzzy]
    missing = [
        message for message in found if not message.fuzzy and not all(_texts(message.string))
    ]
    return Completeness(
        language,
        len(found),
        tuple(_texts(message.id)[0] for message in missing),
        tuple(_texts(message.id)[0] for message in fuzzy),
    )


def _texts(said: str | Iterable[str] | None) -> list[str]:
    """List the forms of a sentence; a plain one has one."""
    if not said:
        return [""]
    return [said] if isinstance(said, str) else list(said)


def _is_ours(folder: str | Path) -> bool:
    return Path(folder).name not in _NOT_OURS
