# Two commands: `make serve` and `make test`. Each sets up what it needs, once.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
HOST ?= 127.0.0.1
PORT ?= 8000

# What Python compiled is kept, also where the surroundings say not to: the tests start the program a
# hundred times, and who reads the tests themselves again needs half the time for it.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: serve test-fast test test-sweeps test-long lint docs messages settings check conformance qgis benchmark mutants screenshots clean components wheel requirements sbom

serve: $(READY)
	$(BIN)/meetingplaces serve --host $(HOST) --port $(PORT)

# Tests of `benchmarks` use one of these plugins, and Schemathesis is asked as a program.
WITHOUT := -p no:schemathesis -p no:benchmark

# The three tiers: docs/tests.md says what each is for.
test-fast: $(READY)
	$(BIN)/pytest tests/unit -q -n auto --dist worksteal -m fast --hypothesis-profile fast $(WITHOUT)

test: $(READY) node_modules/.complete components
	$(BIN)/pytest tests -n auto --dist worksteal -m "fast or full" $(WITHOUT)

# What `make test` has a sample of, on all that it holds for: every page, notebook and report. It is
# a job of the long tier that CI runs too, and writes no row into docs/tests.md.
test-sweeps: $(READY) node_modules/.complete components
	$(BIN)/pytest tests -n auto --dist worksteal -m "long(job='sweeps') and not alone" $(WITHOUT)
	$(BIN)/pytest tests/browser -n0 -m alone $(WITHOUT)

# For instance JOBS="soak country"; all of them take hours.
test-long: $(READY) node_modules/.complete
	$(BIN)/python tests/long/write_report.py $(JOBS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Bring the catalogues of translations in step with the code, and tell what is missing.
messages: $(READY)
	$(BIN)/meetingplaces translations --update

# The reference of every setting, from the class that reads them.
settings: $(READY)
	$(BIN)/python docs/write_settings.py
	$(BIN)/python docs/write_city_keys.py

check: $(READY)
	$(BIN)/meetingplaces check

# The documentation as a site, in build/docs: a broken link, a page that no menu leads to, or a file
# that is fetched from elsewhere is an error.
docs: $(READY)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

# Every abstract test of OGC API - Features, with the results in docs/conformance.md.
conformance: $(READY) node_modules/.complete
	$(BIN)/python tests/conformance/write_report.py

# QGIS and R (Debian: python3-qgis, r-cran-sf) read every collection; not part of `make test`.
qgis: $(READY)
	$(BIN)/pytest -n0 tests/clients/desktop_programs.py

benchmark: $(READY) components
	$(BIN)/pytest benchmarks --benchmark-only
	$(BIN)/python benchmarks/http_rates.py
	$(BIN)/python benchmarks/light_start.py

# What the tests notice of deliberate errors, into docs/mutants.md; an hour or two, so CI does not run
# it. Some modules only: make mutants MODULES="siting locating"
mutants: $(READY)
	$(BIN)/python benchmarks/mutants.py $(MODULES)

screenshots: $(READY) components
	MEETINGPLACES_TILE_URL= $(BIN)/python docs/take_screenshots.py

# What the tests take from npm. Setting up fetches only what the pages need, and empties the folder.
node_modules/.complete: package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

# Chromium (Lighthouse, printing) and its headless shell (browser tests), PostgreSQL with PostGIS (the store, tables), wrk (HTTP benchmark), and the proxies and the manager
# that docs/deploy.md is tried with come from the system's packages.
components:
	@sh .ci/components chromium chromium-headless-shell pg_ctlcluster:postgresql wrk nginx caddy openssl systemd-analyze:systemd \
		'/usr/share/postgresql/*/extension/postgis.control:postgresql-postgis'

$(READY): pyproject.toml constraints.txt hatch_build.py package-lock.json
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Meetingplaces needs Python 3.11 or newer; $$($(PYTHON) --version) was found. Give another one with PYTHON=python3.12."; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	  || { echo "Python's venv module is missing. Install it (Debian, Ubuntu: apt-get install python3-venv) and run make again."; exit 2; }
	$(PYTHON) -m venv $(VENV)
	PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,lint,docs]'
	@touch $(READY)

# The wheel that docs/deploy.md installs.
wheel: $(READY)
	$(BIN)/pip wheel --quiet --no-deps --wheel-dir dist .

# The versions of constraints.txt that the wheel needs, with the hashes of their files.
requirements: $(VENV)/.release
	$(BIN)/uv pip compile pyproject.toml --constraints constraints.txt --generate-hashes --universal --python-version 3.11 \
	  --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet --output-file docs/deploy/requirements.txt

# What the service is made of (CycloneDX): the packages of a fresh environment, and those from npm.
sbom: wheel $(VENV)/.release
	rm -rf build/sbom && mkdir -p build/sbom
	$(PYTHON) -m venv build/sbom/environment
	build/sbom/environment/bin/pip install --quiet --require-hashes -r docs/deploy/requirements.txt
	build/sbom/environment/bin/pip install --quiet --no-deps dist/*.whl
	build/sbom/environment/bin/pip uninstall --quiet --yes pip setuptools
	$(BIN)/cyclonedx-py environment build/sbom/environment --pyproject pyproject.toml --output-reproducible --output-file build/sbom/python.cdx.json
	npm sbom --sbom-format cyclonedx --package-lock-only --omit dev > build/sbom/front-end.cdx.json
	rm -rf build/sbom/environment

$(VENV)/.release: $(READY)
	PIP_CONSTRAINT=constraints.txt $(BIN)/pip install --quiet --disable-pip-version-check --editable '.[release]'
	@touch $@

clean:
	rm -rf $(VENV) build dist node_modules geo/_vendor
