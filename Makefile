# Every recipe runs from this folder and names no absolute path: the folder may have any name.
PYTHON ?= python3
VENV := .venv/bin/python
COMPILE := $(VENV) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock"

SEEDS ?= 1

# Packages of another Python in the shell's environment must not pass for those of .venv.
unexport PYTHONPATH PYTHONHOME PYTHONUSERBASE

# What docs/experience.md promises; BROWSER=firefox or BROWSER=webkit tries it there.
EXPERIENCE := $(addprefix e2e/test_,crop.py everywhere.py first_load.py form.py languages.py mails.py network.py picture.py)
ADMINISTRATION := $(addprefix e2e/test_,admin.py flower.py history.py repair.py)

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

.PHONY: help up reset test lint types unit integration product security schemathesis faults engine servers campaign uploads \
	frontend e2e journeys administration experience accessibility install build fuzz lock openapi bench \
	screenshots lighthouse chaos format clean

help: ## list all targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

up: build ## start everything in the foreground; PORT=9090 chooses the port (8080)
	@$(VENV) -m local up

reset: install ## forget the data of `make up`
	@$(VENV) -m local reset

test: ## everything below: lint, types, unit, integration, frontend, e2e
	@$(MAKE) lint
	@$(MAKE) types
	@$(MAKE) unit
	@$(MAKE) integration
	@$(MAKE) frontend
	@$(MAKE) e2e

lint: install ## ruff, import-linter, Biome
	$(VENV) -m ruff check
	$(VENV) -m ruff format --check
	$(VENV) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	$(VENV) -m local.npm run lint

types: install ## mypy and tsc, both strict
	$(VENV) -m mypy
	$(VENV) -m local.npm run types

unit: install ## tests that need no server
	$(VENV) -m pytest backend/tests/unit local/tests/unit

integration: install ## tests on real servers and real workers, and the short campaign
	@$(MAKE) -j 3 --output-sync=target product security schemathesis faults engine servers
	@$(MAKE) -j 2 --output-sync=target campaign uploads

# They wait more than they work, so they run beside each other, the longest ones first.
product: install
	$(VENV) -m pytest backend/tests/integration local/tests/integration

security: install
	$(VENV) -m pytest backend/tests/security

schemathesis: install
	$(VENV) -m pytest -s backend/tests/fuzz

engine: install
	$(VENV) -m pytest backend/tests/engine backend/tests/state_machine

servers: install
	$(VENV) -m pytest backend/tests/servers

faults: install
	$(VENV) -m pytest backend/tests/faults

campaign: install
	$(VENV) -m pytest chaos/tests

uploads: install
	$(VENV) -m pytest -s backend/tests/uploads

frontend: build ## the API client's freshness, the size of the first load, the frontend's units
	$(VENV) -m local.npm run generate:check
	$(VENV) -m local.npm run size
	$(VENV) -m local.npm test

e2e: build ## the journeys through nginx in Chromium
	@CHROMIUM="$$($(VENV) -m local.chromium)" $(MAKE) -j 2 --output-sync=target journeys administration experience accessibility

journeys: build
	$(VENV) -m pytest e2e --ignore=e2e/test_accessibility.py $(EXPERIENCE:%=--ignore=%) $(ADMINISTRATION:%=--ignore=%)

administration: build
	$(VENV) -m pytest $(ADMINISTRATION)

experience: build
	$(VENV) -m pytest $(EXPERIENCE)

accessibility: build
	$(VENV) -m pytest e2e/test_accessibility.py

install: ## .venv and node_modules, when something changed
	@$(PYTHON) local/bootstrap.py

build: ## install, and frontend/dist
	@$(PYTHON) local/bootstrap.py --build

lock: install ## choose the newest versions of all packages, with hashes
	$(COMPILE) --upgrade backend/requirements/runtime.in -o backend/requirements/runtime.txt
	$(COMPILE) --upgrade --constraint backend/requirements/runtime.txt backend/requirements/dev.in -o backend/requirements/dev.txt
	$(COMPILE) --upgrade --no-deps --no-binary :all: backend/requirements/corpora.in -o backend/requirements/corpora.txt
	$(COMPILE) --constraint backend/requirements/dev.txt local/mailcatcher/requirements.in -o local/mailcatcher/requirements.txt
	$(VENV) -m local.npm update --package-lock-only

openapi: install ## the API's description and the frontend's client, from the backend's code
	$(VENV) -m foyer openapi > frontend/openapi.json.new
	mv frontend/openapi.json.new frontend/openapi.json
	$(VENV) -m local.npm run generate

bench: build ## measure what the decisions rest on
	$(VENV) -m bench

screenshots: build ## pictures of every page and state in .local/screenshots; those of the docs in docs/images
	CHROMIUM="$$($(VENV) -m local.chromium)" $(VENV) -m e2e.screenshots

lighthouse: build ## Lighthouse on the first pages, as on a phone; wants a quiet machine
	CHROME_PATH="$$($(VENV) -m local.chromium)" $(VENV) -m e2e.lighthouse

chaos: install ## the campaign, ten minutes a seed; SEEDS="1 2 3" chooses them
	STATE_MACHINE_RUNS=500 $(VENV) -m pytest backend/tests/state_machine
	KILLS=50 $(VENV) -m pytest --timeout 600 backend/tests/faults/test_api.py
	@for seed in $(SEEDS); do $(VENV) -m chaos --seed $$seed || exit 1; done

fuzz: install ## schemathesis with 1,000 examples an operation, and all picture files, others each time
	EXAMPLES=1000 FUZZ_SEED=$$(date +%s) $(VENV) -m pytest -s backend/tests/fuzz
	UPLOADS_PUBLIC=0 UPLOADS_MUTANTS=1000 UPLOADS_SEED=$$(date +%s) $(VENV) -m pytest -s backend/tests/uploads/test_corpora.py

format: install ## rewrite the code in the one style
	$(VENV) -m ruff check --fix
	$(VENV) -m ruff format
	$(VENV) -m local.npm run format

clean: ## remove what was installed and built; data stay
	rm -rf .venv frontend/node_modules frontend/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
