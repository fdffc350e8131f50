"""The whole description against the service: no errors, nothing that is not described.

Schemathesis makes requests that fit the description and requests that do not: what the description
itself gives as examples in `make test`, a few of each in the sweeps, many in the long tier.

The check that all data that fit a schema are accepted is left out: a date, an address or a filter
is wrong in more ways than a schema can say, and `test_openapi` shows that good values are accepted.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SAMPLE = (1, "examples", 600)
FEW = (4, "examples,fuzzing", 600)
MANY = (1000, "examples,coverage,fuzzing,stateful", 7200)
"""How many examples, in which phases, within how many seconds."""


@pytest.mark.parametrize("service", ["release"], indirect=True)
@pytest.mark.parametrize(
    ("examples", "phases", "seconds"),
    [
        pytest.param(*SAMPLE, id="sample"),
        pytest.param(*FEW, id="few", marks=pytest.mark.long(job="sweeps")),
        pytest.param(*MANY, id="many", marks=pytest.mark.long(job="schemathesis")),
    ],
)
def test_nothing_breaks_and_nothing_is_undescribed(service, tmp_path, examples, phases, seconds):
    (tmp_path / "schemathesis.toml").write_text(configuration(service), encoding="utf-8")
    st = Path(sys.executable).with_name("st")
    done = subprocess.run(
        [
            *(st, "--no-color", "run", f"{service.api}/openapi.json"),
            *("--exclude-checks", "positive_data_acceptance,negative_data_rejection"),
            *("--phases", phases),
            *("--max-examples", str(examples), "--continue-on-failure"),
            *("--generation-database", "none", "--request-timeout", "60"),
        ],
        cwd=tmp_path,
        env={**os.environ, "SCHEMATHESIS_HOOKS": "schemathesis_hooks", "PYTHONPATH": str(HERE)},
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert service.get().status_code == 200, "the service must live on"


def configuration(service):
    """Tell ids that exist, so that features are asked for that are there."""
    return "\n".join(
        f'[[operations]]\ninclude-path = "/collections/{name}/items/{{featureId}}"\n'
        f'parameters = {{ featureId = "{service.features(name)[0]["id"]}" }}'
        for name in service.collections
    )
