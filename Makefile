# Everything here works with python3 (3.11 or newer) and make; see CONTRIBUTING.md.
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
PIP := $(PYTHON) -m pip --disable-pip-version-check --no-input --quiet
RUN_STAMP := $(VENV)/.stamp-run
DEV_STAMP := $(VENV)/.stamp
READERS_VENV := .venv-conformance
READERS_STAMP := $(READERS_VENV)/.stamp
PYTEST_ARGS ?=
JOBS ?= auto
PG_PORT ?= 25432
PACKAGES := practice assessments homework reports portal api
# Production's settings with keys that live for one command.
THROWAWAY := deploy/with_throwaway_keys.sh

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types layers templates settings schema locks test-postgres screenshots bench \
	mutation two-worlds leaks machine conformance canary check-instrument lock clean

help:
	@echo "make demo           try Evenlight with made-up couples at http://localhost:8000"
	@echo "make check-instrument FILE=my-form.1.toml   tell what is still wrong with an instrument; writes nothing"
	@echo "make test           run the tests on SQLite (browser journeys too, where Chromium is installed)"
	@echo "make check          style, types, layers, templates, settings, migrations, API description, locks"
	@echo "make test-postgres  run the tests on a PostgreSQL that is started for them and removed afterwards"
	@echo "make screenshots    take the pictures in docs/screenshots"
	@echo "make bench          print throughput and SQL counts as ratios to a floor"
	@echo "make two-worlds     compare many pairs of worlds that differ in what is private to one partner"
	@echo "make leaks          plant one leak after the other and see that they are noticed"
	@echo "make machine        live through histories of homework and of sessions beside a model, plant bugs and find each"
	@echo "make conformance    let other calendar programs read 300 series over every clock change of three years"
	@echo "make canary         look for made-up secrets in everything that anybody is given"
	@echo "make mutation       take away each access rule, change each formula, and see that the tests notice"
	@echo "make lock           write the hashed requirements files anew from pyproject.toml (needs uv)"
	@echo "make clean          remove what these commands made, the demo's data too"

# ---------------------------------------------------------------- installing
$(PYTHON):
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Evenlight needs Python 3.11 or newer. Name another one like this: make PY=python3.12 ..."; exit 1; }
	@$(PY) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "This Python cannot make a virtual environment. On Debian: apt-get install python3-venv"; exit 1; }

$(RUN_STAMP): requirements.txt | $(PYTHON)
	$(PIP) install --require-hashes -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements-dev.txt | $(PYTHON)
	$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

# ---------------------------------------------------------------- trying it
demo: export EVENLIGHT_DEMO := 1
demo: export EVENLIGHT_BASE_URL := http://localhost:8000
demo: export DATABASE_URL := sqlite:///$(CURDIR)/var/demo.sqlite3
demo: $(RUN_STAMP)
	@mkdir -p -m 700 var
	@$(PYTHON) manage.py migrate --no-input --verbosity 0
	@$(PYTHON) manage.py createcachetable
	@$(PYTHON) manage.py seed_demo --if-empty
	@exec $(PYTHON) manage.py serve_demo

# ---------------------------------------------------------------- writing an instrument
# FILE: one instrument or translation, or a folder of them. Needs no settings and no database.
check-instrument: $(RUN_STAMP)
	@test -n "$(FILE)" || { echo "Name the file, like this: make check-instrument FILE=quiet-evenings.1.toml"; exit 1; }
	@$(THROWAWAY) $(PYTHON) manage.py check_instrument "$(FILE)" || \
		{ echo "Nothing is wrong with your computer: the lines above say what to change in the file."; exit 1; }

# ---------------------------------------------------------------- testing
test: $(DEV_STAMP)
	$(PYTHON) -m pytest -q -n $(JOBS) $(PYTEST_ARGS)

test-postgres: $(DEV_STAMP)
	@set -eu; folder=$$(mktemp -d); \
	trap 'deploy/postgres_for_tests.sh stop "$$folder" $(PG_PORT)' EXIT; trap 'exit 130' INT TERM; \
	url=$$(deploy/postgres_for_tests.sh start "$$folder" $(PG_PORT)); \
	DATABASE_URL=$$url $(PYTHON) -m pytest -q -n 2 -m "not browser and not no_database" $(PYTEST_ARGS)

screenshots: $(DEV_STAMP)
	EVENLIGHT_REQUIRE_BROWSER=1 $(PYTHON) -m tests.screenshots docs/screenshots

bench: $(DEV_STAMP)
	$(PYTHON) -m tests.bench
	$(PYTHON) -m tests.bench_homework
	$(PYTHON) -m tests.bench_calendar

mutation: $(DEV_STAMP)
	$(PYTHON) -m tests.mutation
	$(PYTHON) -m tests.mutation.formulas

two-worlds: $(DEV_STAMP)
	$(PYTHON) -m tests.access --runs 20

leaks: $(DEV_STAMP)
	$(PYTHON) -m tests.leaks

machine: $(DEV_STAMP)
	MACHINE_HISTORIES=200 MACHINE_STEPS=40 $(PYTHON) -m pytest -q -p no:randomly tests/homework/machine
	$(PYTHON) -m tests.homework.machine
	MACHINE_HISTORIES=60 MACHINE_STEPS=30 $(PYTHON) -m pytest -q -p no:randomly tests/practice/scheduling/machine
	$(PYTHON) -m tests.practice.scheduling.machine

# CONFORMANCE_ARGS: --allow-missing goes on without readers that are not installed; --only NAME asks one of them.
conformance: $(DEV_STAMP) $(READERS_STAMP)
	PYTHONTZPATH= $(PYTHON) -m tests.conformance $(CONFORMANCE_ARGS)
	EVENLIGHT_CALENDAR_PICTURES=docs/screenshots $(PYTHON) -m pytest -q tests/browser/test_calendar_in_radicale.py

$(READERS_STAMP): requirements-conformance.txt | $(PYTHON)
	@test -x $(READERS_VENV)/bin/python || $(PYTHON) -m venv $(READERS_VENV)
	$(READERS_VENV)/bin/python -m pip --disable-pip-version-check --no-input --quiet install --require-hashes -r $<
	@touch $@

canary: $(RUN_STAMP)
	$(THROWAWAY) $(PYTHON) manage.py canary

# ---------------------------------------------------------------- checking
check: lint types layers templates settings schema locks
	@echo "make check: all is well"

lint: $(DEV_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(DEV_STAMP)
	$(PYTHON) -m mypy

layers: $(DEV_STAMP)
	$(BIN)/lint-imports

templates: $(DEV_STAMP)
	find $(PACKAGES) -path '*/templates/*' -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --check

settings: $(DEV_STAMP)
	$(THROWAWAY) $(PYTHON) manage.py check --deploy --fail-level WARNING
	$(THROWAWAY) $(PYTHON) manage.py makemigrations --check --dry-run

schema: $(DEV_STAMP)
	@mkdir -p -m 700 var
	$(THROWAWAY) $(PYTHON) manage.py spectacular --validate --fail-on-warn --file var/openapi.yaml
	$(BIN)/openapi-spec-validator var/openapi.yaml

locks: $(DEV_STAMP)
	$(PYTHON) deploy/check_locks.py

# ---------------------------------------------------------------- keeping it
LOCK_GROUP := uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 --group conformance
LOCK := uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml
lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: python3 -m pip install uv"; exit 1; }
	$(LOCK) $(LOCK_ARGS) --output-file requirements.txt
	$(LOCK) $(LOCK_ARGS) --group dev --constraint requirements.txt --output-file requirements-dev.txt
	$(LOCK_GROUP) $(LOCK_ARGS) --constraint requirements.txt --output-file requirements-conformance.txt

clean:
	rm -rf $(VENV) $(READERS_VENV) var static-built test-results .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
