# Two commands from a bare machine (Python 3.11 or newer and make): `make serve` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8001
# Packages come as wheels only: no compiler is ever needed, and every file is checked against its hash.
PIP    := $(BIN)/python -m pip --disable-pip-version-check install -qq --only-binary :all:

.PHONY: setup serve build test bench comparison bench-scale lock licences audit clean

setup: $(VENV)/.installed

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) --require-hashes -r requirements.txt
	$(PIP) --no-deps --no-index --no-build-isolation --editable .
	touch $@

$(VENV)/.tested: requirements-test.txt $(VENV)/.installed
	$(PIP) --require-hashes -r requirements-test.txt
	touch $@

build: setup
	$(BIN)/kb build

serve: setup
	$(BIN)/kb serve --port $(PORT)

test: $(VENV)/.tested
	$(BIN)/python -m pytest -m "not browser" -n auto
	$(BIN)/python -m pytest -m browser

bench: $(VENV)/.tested
	$(BIN)/python -m bench.words
	$(BIN)/python -m bench.quality
	$(BIN)/python -m bench.falsified
	$(BIN)/python -m bench.desk
	$(BIN)/python -m bench.growth
	$(MAKE) comparison

# Beside the packages that one would take instead, in an environment that has them: writes docs/comparison.md. One of
# them (docopt) comes as source only; refextract needs libmagic on the machine.
comparison: $(VENV)-bench/.installed
	$(VENV)-bench/bin/python -m bench.comparison

$(VENV)-bench/.installed: requirements-bench.txt pyproject.toml | $(VENV)/bin/python
	$(VENV)/bin/python -m venv $(VENV)-bench
	$(VENV)-bench/bin/python -m pip --disable-pip-version-check install -qq --only-binary :all: --no-binary docopt \
		--require-hashes -r requirements-bench.txt
	$(VENV)-bench/bin/python -m pip --disable-pip-version-check install -qq --no-deps --no-index --no-build-isolation --editable .
	touch $@

# A million claims: takes ten minutes and 6 GB of disk.
bench-scale: $(VENV)/.tested
	$(BIN)/python -m bench.desk --articles 50000 --claims 1000000 --questions

# Needs uv and the network; writes versions and hashes only, for every platform and Python that we support.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet \
		--group build --output-file requirements.txt pyproject.toml
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet \
		--group build --extra test --output-file requirements-test.txt pyproject.toml
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet \
		--group build --extra bench --output-file requirements-bench.txt pyproject.toml

licences: $(VENV)/.tested
	$(BIN)/python -m bench.licences

# Needs uv and the network: asks which of the pinned versions have known vulnerabilities. A package that nobody could be
# asked about is a failure too (`--strict`): behind a mirror without that service all would pass unasked.
audit:
	uvx pip-audit --requirement requirements.txt --require-hashes --disable-pip --strict

clean:
	rm -rf $(VENV) $(VENV)-bench kb.db build *.egg-info
