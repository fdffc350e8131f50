"""The NL GOV API Design Rules 2.1, and their module Geospatial: the rules that a machine can check.

Those on the description are rules for spectral, in `.ci/spectral.yaml`. The others are here, each
with its id. Names that OGC API - Features prescribes and the rules do not allow are listed in
docs/conformance.md: there are no others.
"""

import json
import re
import subprocess
from pathlib import Path

import httpx
import pytest
from service import PROBLEM
from test_part1_encodings import resources

HERE = Path(__file__).parents[2]
NAMES_RULE = "/core/query-keys-camel-case"
EXCEPTIONS = HERE / "docs" / "conformance.md"


of_each_sort = pytest.mark.parametrize(
    "service",
    [pytest.param("release", marks=pytest.mark.long(job="sweeps")), "tables"],
    indirect=True,
)
"""The service with tables describes the collections of a release too, and the files are described
as the tables are: as collections of somebody else."""


@pytest.fixture(scope="module")
def findings(service, tmp_path_factory):
    """What spectral finds in the description."""
    described = tmp_path_factory.mktemp("described") / "openapi.json"
    document = service.document("/openapi.json")
    # Whom to write to is a setting of the operator (contact_email), and these tests have none.
    document["info"]["contact"].setdefault("email", "info@example.org")
    described.write_text(json.dumps(document), encoding="utf-8")
    rules = HERE / ".ci" / "spectral.yaml"
    spectral = HERE / "node_modules" / ".bin" / "spectral"
    done = subprocess.run(
        [spectral, "lint", "--ruleset", rules, "--format", "json", "--quiet", described],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


@of_each_sort
def test_the_description_keeps_every_rule(findings):
    broken = [
        (one["code"], one["message"], ".".join(one["path"]))
        for one in findings
        if one["code"] != NAMES_RULE
    ]
    assert not broken


@of_each_sort
def test_names_that_clash_are_those_of_ogc_and_of_columns_and_are_written_down(service, findings):
    """/core/query-keys-camel-case: "pas toe of leg uit"."""
    clashing = {one["message"] for one in findings if one["code"] == NAMES_RULE}
    columns = {
        name
        for collection in service.collections
        for name in service.features(collection)[0]["properties"]
    }
    prescribed = set(
        re.findall(r"^\| `([a-z-]+)` \| Part", EXCEPTIONS.read_text("utf-8"), re.MULTILINE)
    )
    assert clashing - columns <= prescribed
    assert all("-" in name for name in prescribed)


def test_the_description_stands_at_its_fixed_address_for_every_site(service):
    """/core/publish-openapi."""
    answer = service.get("/openapi.json", headers={"Origin": "https://example.org"})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"


def test_every_answer_tells_the_version(service):
    """/core/version-header, errors included."""
    version = service.openapi["info"]["version"]
    for path in (*resources(service), "/collections/there-is-none", "/collections?wrong=1"):
        assert service.get(path).headers["api-version"] == version, path
    assert service.http.post(f"{service.api}/collections").headers["api-version"] == version


def test_an_address_with_a_slash_at_the_end_is_another_one(service):
    """/core/no-trailing-slash."""
    for path in resources(service):
        if path:
            answer = service.get(path + "/")
            assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM), path


def test_an_error_tells_everything_that_is_wrong_at_once(service):
    """/core/error-handling/problem-details and /core/error-handling/invalid-input."""
    for name in service.collections:
        asked = {"limit": "0", "bbox": "1,2", "datetime": "soon", "nonsense": "1"}
        answer = service.get(f"/collections/{name}/items", params=asked)
        assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM)
        problem = answer.json()
        assert problem["status"] == 400
        assert problem["title"]
        assert problem["detail"]
        assert {one["parameter"] for one in problem["errors"]} == asked.keys()


def test_other_methods_are_refused_with_what_is_allowed(service):
    """/core/http-methods."""
    for path in resources(service):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            answer = service.http.request(method, service.api + path)
            assert answer.status_code == 405, (method, path)
            assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "frame-ancestors 'none'"),
        ("referrer-policy", ""),
        ("access-control-allow-origin", "*"),
        ("cache-control", ""),
    ],
)
def test_every_answer_has_the_headers_that_keep_a_browser_safe(service, header, value):
    """/core/transport/security-headers and /core/transport/cors."""
    for path in (*resources(service), "/openapi.json"):
        answer = service.get(path)
        assert value in answer.headers.get(header, "is not there"), (path, answer.headers)


def test_a_browser_may_ask_from_another_site(service):
    """/core/transport/cors."""
    headers = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    answer = httpx.options(f"{service.api}/collections", headers=headers)
    assert answer.status_code in {200, 204}
    assert "GET" in answer.headers["access-control-allow-methods"]
    told = service.get("/collections", headers={"Origin": "https://example.org"})
    assert "api-version" in told.headers["access-control-expose-headers"].lower()
