"""The command that tells what is translated, and keeps the catalogues in step."""

import pytest

from api.cli import translating
from geo.i18n.languages import LANGUAGES
from geo.i18n.messages import Package, read_catalogue


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package that says one thing, in the place of our own."""
    folder = tmp_path / "said"
    folder.mkdir()
    (folder / "words.py").write_text('_("A chair [for two]")')
    package = Package(folder, folder / "locales")
    monkeypatch.setattr(translating, "PACKAGES", (package,))
    return package


def test_it_tells_what_is_missing_per_language(run, package):  # noqa: ARG001 - replaces our own
    done = run("translations", "--update")
    assert done.status == 0
    assert "ar: 0 of 1 sentences translated, 1 missing, 0 fuzzy" in done.out
    assert done.out.count("  missing: A chair [for two]") == len(LANGUAGES) - 1


def test_it_writes_nothing_unless_asked(run, package):
    run("translations")
    assert not (package.folder / "locales").exists()
    run("translations", "--update")
    assert "A chair [for two]" in read_catalogue(package.catalogue("pl"), "pl")


def test_the_table_for_the_docs_has_a_row_per_language(run, package):  # noqa: ARG001
    run("translations", "--update")
    table = run("translations", "--markdown").out
    assert "| العربية | `ar` | 1 | 1 | 0 |" in table
    assert len(table.strip().splitlines()) == 2 + len(LANGUAGES) - 1


def test_a_build_names_the_languages_that_fall_back(capsys, package):  # noqa: ARG001
    translating.translations_command(in_step=True)
    capsys.readouterr()
    translating.tell_what_is_missing()
    said = capsys.readouterr().err
    assert "Translations, tr: 0 of 1 sentences translated, 1 missing" in said
