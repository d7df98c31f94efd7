# Each target makes its own environment from the lock first; Python 3.11+ and make are enough.
PYTHON ?= python3
VENV   ?= .venv
BIN     = $(VENV)/bin

# Without bytecode every process pays twice for its imports; nothing here calls home.
unexport PYTHONDONTWRITEBYTECODE
export DAGSTER_DISABLE_TELEMETRY = yes
export DBT_SEND_ANONYMOUS_USAGE_STATS = false
export DO_NOT_TRACK = 1
export GX_ANALYTICS_ENABLED = false

.PHONY: demo test check docs dagster lock run-environment dev-environment

# The models are parsed once for every data folder: part of the installation, as bytecode is.
demo: run-environment
	@$(BIN)/python -m pipelines.build
	@$(BIN)/marketing demo

test: dev-environment
	@$(BIN)/python -m pipelines.build
	@$(BIN)/python -m pytest -m ""

check: dev-environment
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/ty check benchmarks connectors pipelines sandbox tests
	@PYTHONPATH=. $(BIN)/lint-imports
	@$(BIN)/sqlfluff lint --processes 2 dbt_project

docs: run-environment
	@$(BIN)/python -m pipelines.questions
	@$(BIN)/python -m pipelines.metrics_page
	@$(BIN)/python -m pipelines.connector_index
	@$(BIN)/python -m pipelines.catalog build/docs

# Dagster over ./data (or MARKETING_HOME): assets, schedules, the inbox sensor.
dagster: run-environment
	@$(BIN)/python -m pipelines.build
	@mkdir -p data/dagster && cp dagster.yaml data/dagster/
	@DAGSTER_HOME="$(CURDIR)/data/dagster" $(BIN)/dagster dev -w workspace.yaml

# The locks name packages and hashes only: no index, no file address.
lock: dev-environment
	@sh .ci/lock "$(VENV)-bootstrap/bin/uv"

# The test environment holds everything the run environment does, so either will do for a run.
run-environment:
	@if [ -f "$(VENV)/.made-from-requirements-dev.txt" ]; \
	then $(PYTHON) .ci/environment.py requirements-dev.txt "$(VENV)"; \
	else $(PYTHON) .ci/environment.py requirements.txt "$(VENV)"; fi

dev-environment:
	@$(PYTHON) .ci/environment.py requirements-dev.txt "$(VENV)"
