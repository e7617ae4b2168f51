# Needs Python 3.11 or newer and make; `make help` lists what there is.

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
BIN := .venv/bin
RUNTIME := $(BIN)/python -m backend.runtime
APPS := backend bookings volunteers points tests manage.py
TEMPLATES := $(shell find templates -name '*.html' 2>/dev/null)
# How often the long races are run; `make test` runs the few rounds that the tests name themselves.
RACE_ROUNDS ?= 200
# How far the ledger's machine goes, and by which dice; the day's date makes it another run every day.
POINTS_STEPS ?= 10000
POINTS_SEED ?= $(shell date +%Y%m%d)

# No index address may get into the lock files: every machine uses the one it is set up for.
COMPILE := pip compile pyproject.toml --quiet $(UPGRADE) --generate-hashes --no-emit-index-url --no-header \
	--universal --python-version 3.11

.DEFAULT_GOAL := help
# Each of them may use both cores by itself, and they share .venv.
.NOTPARALLEL:
.PHONY: help venv equip serve test cover lint lint-python lint-templates lint-deployment format race machine bench lock clean

help: ## list these commands
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1	/p' $(MAKEFILE_LIST)

venv: ## install what the lock file lists into .venv
ifeq ($(strip $(PYTHON)),)
	@echo "tsunagaru: no Python 3.11 or newer was found. Install one, or name it: make PYTHON=/path/to/python3" >&2; exit 1
endif
	@$(PYTHON) -m backend.runtime bootstrap

serve: venv ## run everything on this machine; PORT=8123 make serve
	@exec $(RUNTIME) serve

test: venv equip lint ## lint, types, contracts and all tests, with services that are thrown away
	@exec $(RUNTIME) exec -- $(BIN)/pytest -n logical --maxschedchunk=2 $(PYTEST)

# Apart from `make test`, because watching every line makes each test half as long again: docs/decisions/0019.
cover: venv equip ## all tests once more, with what they reach of the code; fails below the share that pyproject.toml names
	@exec $(RUNTIME) exec -- $(BIN)/pytest -n logical --maxschedchunk=2 --cov --cov-report=term $(PYTEST)

equip: venv
	@$(RUNTIME) equip

lint: venv lint-python lint-templates lint-deployment ## every check that runs nothing

lint-python: venv
	$(BIN)/ruff check $(APPS)
	$(BIN)/ruff format --check $(APPS)
	$(BIN)/mypy
	$(BIN)/lint-imports

lint-templates: venv
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)

lint-deployment: venv
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/hadolint Dockerfile

format: venv ## bring code and templates into shape
	$(BIN)/ruff check --fix $(APPS)
	$(BIN)/ruff format $(APPS)
	$(BIN)/djade --target-version 5.2 $(TEMPLATES)

race: venv ## the races, RACE_ROUNDS times (200)
	@RACE_ROUNDS=$(RACE_ROUNDS); export RACE_ROUNDS; exec $(RUNTIME) exec -- $(BIN)/pytest -m race $(PYTEST)

machine: venv ## the ledger's machine: every kind of movement against an oracle, POINTS_STEPS (10000) from POINTS_SEED
	@POINTS_STEPS=$(POINTS_STEPS); POINTS_SEED=$(POINTS_SEED); export POINTS_STEPS POINTS_SEED; \
		exec $(RUNTIME) exec -- $(BIN)/pytest -n0 tests/points/test_machine.py $(PYTEST)

# On the PostgreSQL that is deployed, whatever the machine has: docs/decisions/0018.
bench: venv ## measure beside raw PostgreSQL; ONLY=award runs one family
	@ONLY=$(ONLY); TSUNAGARU_POSTGRES=$${TSUNAGARU_POSTGRES:-wheel}; export ONLY TSUNAGARU_POSTGRES; exec $(RUNTIME) exec --durable -- $(BIN)/python -m tests.benchmarks

lock: ## write the lock files anew from pyproject.toml; UPGRADE=--upgrade takes newer releases
	@$(PYTHON) -m venv var/lock
	@var/lock/bin/pip install --quiet --disable-pip-version-check uv
	var/lock/bin/uv $(COMPILE) --extra dev --output-file requirements-dev.lock
	var/lock/bin/uv $(COMPILE) --constraint requirements-dev.lock --output-file requirements.lock

clean: ## remove what make built; the data in var/ stays
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.*
	find backend bookings volunteers points tests -name __pycache__ -type d -exec rm -rf {} +
	rm -rf .venv
