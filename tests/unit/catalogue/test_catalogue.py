"""The catalogue: DCAT-AP-NL by our own shapes, schema.org, citations, and honest licences."""

import hashlib
import re
import tomllib
from pathlib import Path

import numpy as np
import orjson
import pyshacl
import pytest
import rdflib
import yaml
from hypothesis import given
from hypothesis import strategies as st
from made_up_release import write_release
from own_city import ROTTERDAM
from rdflib.namespace import DCAT, DCTERMS, RDF

from geo.catalogue import Offer, bibtex, citation, data_catalog, dataset, dcat
from geo.catalogue.citation import _escaped
from geo.catalogue.dictionary import dictionary
from geo.catalogue.terms import UNKNOWN, terms_of
from geo.collections.batches import layer_batches
from geo.directory.directory import Directory
from geo.io.formats import FORMATS
from geo.model.crs import WGS84
from geo.release.cities import told_of
from geo.release.layer_tables import LAYERS

# rdflib and pyshacl use names of rdflib that it calls old.
pytestmark = [
    pytest.mark.filterwarnings(f"ignore:{name} is deprecated:DeprecationWarning")
    for name in ("ConjunctiveGraph", "Dataset.[a-z_]+")
]

ROOT = Path(__file__).parents[3]
SHAPES = Path(__file__).with_name("dcat_shapes.ttl")
SITE = "https://plekken.example.org"
CLASSES = ("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",)


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return Directory.open(write_release(tmp_path_factory.mktemp("catalogue") / "release"))


@pytest.fixture(scope="module")
def offer(directory):
    return Offer(directory, SITE, CLASSES, "data@example.org")


@pytest.fixture(scope="module")
def graph(offer):
    return read(dcat(offer))


def read(document):
    return rdflib.Graph().parse(data=orjson.dumps(document), format="json-ld")


def verdict(graph):
    return pyshacl.validate(graph, shacl_graph=str(SHAPES), inference="none")


def test_the_catalogue_has_what_dcat_ap_nl_asks(graph):
    conforms, _, report = verdict(graph)
    assert conforms, report


@pytest.mark.parametrize(
    "left_out",
    [
        (DCAT.Catalog, DCAT.contactPoint),
        (DCAT.Dataset, DCTERMS.identifier),
        (DCAT.Dataset, DCTERMS.creator),
        (DCAT.Dataset, DCAT.theme),
        (DCAT.Dataset, DCTERMS.accessRights),
        (DCAT.Distribution, DCTERMS.license),
        (DCAT.Distribution, DCAT.accessURL),
        (DCAT.Distribution, DCAT.byteSize),
        (DCAT.DataService, DCAT.endpointDescription),
    ],
)
def test_the_shapes_notice_what_is_left_out(offer, left_out):
    kind, name = left_out
    graph = read(dcat(offer))
    graph.remove((graph.value(None, RDF.type, kind), name, None))
    assert not verdict(graph)[0]


def test_without_an_address_for_questions_the_site_is_the_contact(directory):
    graph = read(dcat(Offer(directory, SITE, CLASSES)))
    assert verdict(graph)[0]
    assert "mailto:" not in graph.serialize()


def test_every_collection_is_there_in_every_format(graph, directory):
    found = {str(one) for one in graph.objects(None, DCAT.downloadURL)}
    assert found == {
        f"{SITE}/v1/exports/{name}.{form}" for name in directory.layers for form in FORMATS
    }


def test_size_and_checksum_are_those_of_the_file_that_one_gets(offer, directory):
    layer = directory.layers["places"]
    everything = np.arange(len(layer))
    for form in FORMATS.values():
        content = form.encode([*layer_batches(layer, everything, WGS84)], directory.date)
        facts = offer.facts(layer, form)
        assert facts.size == len(content), form.name
        assert facts.sha256 == hashlib.sha256(content).hexdigest(), form.name


def test_reading_the_document_fetches_nothing(offer):
    document = dcat(offer)
    assert all(isinstance(one, str) for one in document["@context"].values())
    assert not any("@import" in str(one) for one in document["@context"])


def test_each_collection_has_terms_and_no_licence_is_made_up():
    told = {
        name: terms_of(name, told_of(table, [ROTTERDAM]).credit) for name, table in LAYERS.items()
    }
    assert all(terms.licence == UNKNOWN and terms.rights for terms in told.values())
    assert "ODbL" in told["coverage"].rights
    assert "CC BY 4.0" in told["coverage"].rights
    assert "no licence stated" in told["gebieden"].rights


@pytest.mark.parametrize("language", ["nl", "en", "tr"])
def test_schema_org_describes_the_catalogue_and_each_collection(offer, directory, language):
    document = data_catalog(offer, language)
    assert document["@context"] == "https://schema.org/"
    assert [one["@id"].rpartition("/")[2] for one in document["dataset"]] == [*directory.layers]
    for one in document["dataset"]:
        assert one["@type"] == "Dataset"
        assert 50 <= len(one["description"]) <= 5000  # what search engines of data sets ask
        assert len(one["distribution"]) == len(FORMATS)
        assert one["inLanguage"] == ["nl", "en"]
        assert "license" not in one  # none is known


def test_a_collection_describes_its_columns(offer, directory):
    document = dataset(offer, directory.layers["places"], "nl")
    names = [one["name"] for one in document["variableMeasured"]]
    assert names == [field.name for field in LAYERS["places"].fields]
    uncertainty = next(
        one for one in document["variableMeasured"] if one["name"] == "uncertainty_m"
    )
    assert uncertainty["unitText"] == "m"


def test_a_citation_names_the_release_and_where_it_is(offer, directory):
    assert citation(offer) == (
        "Meetingplaces (2026). Meeting places in Rotterdam [data set], "
        f"release {directory.version} of 2026-11-20. {SITE}/"
    )
    assert citation(offer, directory.layers["coverage"]).endswith("/v1/collections/coverage")


def test_bibtex_has_one_entry_with_balanced_braces(offer, directory):
    entry = bibtex(offer, directory.layers["places"])
    assert entry.startswith("@dataset{meetingplaces-places-2026-11-20,\n")
    assert entry.count("{") == entry.count("}")
    assert "  date = {2026-11-20},\n" in entry


@given(st.text())
def test_no_text_opens_or_closes_a_field_of_bibtex(text):
    escaped = re.sub(r"\\text\w+\{\}", "", _escaped(text))
    escaped = re.sub(r"\\[{}&%$#_]", "", escaped)
    assert not re.search(r"[{}&%$#_\\~^]", escaped)


def test_citation_cff_says_what_the_package_says():
    about = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert about["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= set(about)
    assert about["authors"][0]["name"]
    assert about["type"] == "software"
    assert (about["version"], about["license"]) == (project["version"], project["license"])
    assert set(about["keywords"]) == set(project["keywords"])
    known = {
        "cff-version", "message", "title", "abstract", "type", "version", "license", "keywords",
        "authors", "date-released",
    }  # fmt: skip
    assert set(about) == known


def test_the_page_with_the_data_dictionary_is_that_of_the_tables():
    """To write it anew, replace what follows the first paragraph by what `dictionary` gives."""
    page = (ROOT / "docs" / "dictionary.md").read_text(encoding="utf-8")
    assert page.endswith(dictionary(told_of(table, [ROTTERDAM]) for table in LAYERS.values()))


def test_the_dictionary_describes_every_column_in_dutch_too():
    text = dictionary(LAYERS.values(), "nl")
    for table in LAYERS.values():
        assert f"## {table.name}\n" in text
        for field in table.fields:
            assert f"| `{field.name}` |" in text
