"""No abstract test of the classes is missing: their ids as annex A of the standards lists them."""

import re
from pathlib import Path

IDS = """
core: http root-op root-success api-definition-op api-definition-success conformance-op
core: conformance-success fc-md-op fc-md-success fc-md-links fc-md-items fc-md-items-links
core: fc-md-extent fc-md-extent-multi sfc-md-op sfc-md-success fc-op fc-bbox-definition
core: fc-bbox-response fc-limit-definition fc-limit-response fc-time-definition fc-time-response
core: fc-response fc-links fc-timeStamp fc-numberMatched fc-numberReturned f-op f-success f-links
core: crs84 query-param-unknown query-param-invalid
geojson: definition content
html: definition content
oas30: completeness exception-codes oas-definition-1 oas-definition-2 oas-impl security
crs: crs-uri default-crs storageCrs crs-parameter crs-parameter-invalid crs-parameter-default
crs: crs-parameter-transform bbox-crs-parameter bbox-crs-parameter-invalid
crs: bbox-crs-parameter-default
"""


def test_every_abstract_test_has_a_test():
    lines = (line.split(":") for line in IDS.split("\n") if line)
    expected = {f"/conf/{name}/{one}" for name, ids in lines for one in ids.split()}
    files = Path(__file__).parent.glob("test_part*.py")
    marks = (re.findall(r'@abstract_test\("(\S+)"\)', file.read_text("utf-8")) for file in files)
    assert {one for found in marks for one in found} == expected
