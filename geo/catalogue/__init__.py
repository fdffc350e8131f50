"""The data described for catalogues, search engines and papers: DCAT, schema.org and citations.

::

    terms      the terms of use of each collection, and what is said about all of them
    offer      the collections with their files, as offered at one address
    dcat       the same as DCAT-AP-NL 3.0 (JSON-LD)
    structured the same as schema.org (JSON-LD)
    citation   how to cite it: a sentence, BibTeX
    dictionary what every column means
"""

from geo.catalogue.citation import bibtex, citation
from geo.catalogue.dcat import dcat
from geo.catalogue.dictionary import dictionary
from geo.catalogue.offer import FileFacts, Offer, measured
from geo.catalogue.structured import data_catalog, dataset

__all__ = [
    "FileFacts",
    "Offer",
    "bibtex",
    "citation",
    "data_catalog",
    "dataset",
    "dcat",
    "dictionary",
    "measured",
]
