# Quarterday. Needs make, and Python 3.11 or later with venv and pip; the rest installs itself.
#
# Both locks go into one .venv: the one for tests holds all that the other does, in the same
# versions, so neither target undoes what the other installed.

PYTHON ?= python3
WORKERS ?= 3
VENV := .venv
PY := $(VENV)/bin/python
UV := $(VENV)/bin/uv
DEMO_LOADER := $(if $(wildcard .env),$(PY) -m dotenv -f .env run --no-override --) $(PY) -m demo
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url

export UV_PYTHON_DOWNLOADS := never
# The certificates of the machine: behind a proxy that inspects, no others are trusted.
export UV_SYSTEM_CERTS := true
# Programs in .venv carry its path, and break when it has a space or moves: always `python -m`.
unexport VIRTUAL_ENV

.DEFAULT_GOAL := help
.PHONY: help run test test-kill bench check openapi demo indicators lock clean
.DELETE_ON_ERROR:

help: ## Show this
	@echo "make TARGET, where TARGET is one of"
	@sed -n 's/^\([a-z-]*\):.*## /  \1|/p' Makefile | while IFS='|' read -r name what; do \
		printf '  %-12s %s\n' "$$name" "$$what"; done
	@echo "Settings: PORT, QD_DATA_DIR, DATABASE_URL and more, in .env.example."

run: $(VENV)/.installed ## Run Quarterday here until Ctrl-C (DEMO=no: without the demo; SINGLE=yes: in one process)
	@$(PY) -m deploy.local $(if $(filter no,$(DEMO)),--no-demo) $(if $(filter yes,$(SINGLE)),--single-process)

test: $(VENV)/.installed-dev ## Run the tests (ARGS="-k scorecard": some of them)
	$(PY) -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

test-kill: $(VENV)/.installed-dev ## Post 10,000 times while kpi and gateway are killed; minutes
	QD_FULL=1 $(PY) -m pytest -n 0 tests/promises/storms/test_acknowledged.py $(ARGS)

check: $(VENV)/.installed-dev ## Lint, types, walls, and whether what is generated is up to date
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -c "from importlinter.cli import lint_imports_command as check; check()" --no-logo
	$(PY) -m deploy.checks.addresses
	$(PY) -m deploy.checks.metadata
	$(PY) -m deploy.openapi --check
	$(PY) -m deploy.checks.migrations

bench: $(VENV)/.installed ## Measure what the suite costs, as ratios (ARGS="csv_vs_copy": some lines)
	@$(PY) -m bench $(ARGS)

openapi: $(VENV)/.installed ## Write each service's openapi.json
	$(PY) -m deploy.openapi

demo: $(VENV)/.installed ## Post the demo to a running suite; twice is safe
	@$(DEMO_LOADER)

indicators: $(VENV)/.installed ## Post the demo's indicators alone
	@$(DEMO_LOADER) --only indicators

lock: $(UV) ## Lock the dependencies anew (UPGRADE=--upgrade: to their newest)
	$(LOCK) $(UPGRADE) --extra dev pyproject.toml -o requirements-dev.lock
	$(LOCK) $(UPGRADE) -c requirements-dev.lock pyproject.toml -o requirements.lock
	echo uv | $(LOCK) $(UPGRADE) - -o requirements-uv.lock

clean: ## Remove what was installed and cached (DATA=yes: the data in .data too)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .schemathesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
ifeq ($(DATA),yes)
	@if [ -f .data/postgres-is-in ]; then rm -rf "$$(cat .data/postgres-is-in)"; fi
	rm -rf .data
else
	@if [ -d .data ]; then echo "Kept the data in .data; 'make clean DATA=yes' removes it too."; fi
endif

$(UV): requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Quarterday needs Python 3.11 or later, and $(PYTHON) is older; name another: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

$(VENV)/.installed: requirements.lock $(UV)
	$(UV) pip install --quiet --python $(PY) --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(UV)
	$(UV) pip install --quiet --python $(PY) --require-hashes -r requirements-dev.lock
	@touch $(VENV)/.installed $@
