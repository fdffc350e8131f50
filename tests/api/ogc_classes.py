"""The conformance classes that the tests of this folder prove, by short names."""

import pytest

_SPEC = "http://www.opengis.net/spec"
QUERYABLES = f"{_SPEC}/ogcapi-features-3/1.0/conf/queryables"
QUERYABLES_AS_PARAMETERS = f"{_SPEC}/ogcapi-features-3/1.0/conf/queryables-query-parameters"
FILTER = f"{_SPEC}/ogcapi-features-3/1.0/conf/filter"
FEATURES_FILTER = f"{_SPEC}/ogcapi-features-3/1.0/conf/features-filter"
CQL2 = f"{_SPEC}/cql2/1.0/conf"
SCHEMAS = f"{_SPEC}/ogcapi-common-3/1.0/conf/schemas"
RETURNABLES = f"{_SPEC}/ogcapi-common-3/1.0/conf/returnables-and-receivables"
COMMON_QUERYABLES = f"{_SPEC}/ogcapi-common-3/1.0/conf/queryables"
SORTABLES = f"{_SPEC}/ogcapi-common-3/1.0/conf/sortables"
FEATURES_SCHEMAS = f"{_SPEC}/ogcapi-features-5/1.0/conf/schemas"
ROLES = f"{_SPEC}/ogcapi-features-5/1.0/conf/core-roles-features"
JSON_FG = f"{_SPEC}/json-fg-1/1.0/conf/core"
JSON_FG_TYPES = f"{_SPEC}/json-fg-1/1.0/conf/types-schemas"

COLLECTIONS = ("places", "gebieden", "buurten", "observations", "coverage")


def proves(*classes):
    """Mark a test as part of conformance classes."""

    def marked(test):
        for name in classes:
            test = pytest.mark.conformance(name)(test)
        return test

    return marked


def link(document, rel):
    """Return the address of the first link with a relation, or None."""
    return next((one["href"] for one in document["links"] if one["rel"] == rel), None)


def ids(answer):
    """Return the ids of the features of a page."""
    assert answer.status_code == 200, answer.text
    return [feature["id"] for feature in answer.json()["features"]]
