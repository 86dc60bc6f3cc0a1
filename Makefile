# `make` alone says what there is. Works with GNU make and bash, from any folder.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# A Python 3.11 or newer; empty: the first that is found.
PYTHON ?=
# More words for pytest: make test ARGS="-k angles"
ARGS ?=

CLIP := sample_videos/right_drop_and_valgus.mp4
BIN := .venv/bin
SCRIPTS := $(wildcard screening/web/*/*.js screening/web/*/*.ts screening/web/*/*/*.js screening/web/*/*/*.ts)

export PYTHON
# Deno checks the browser's scripts; it keeps its own things in the environment.
export DENO_DIR := $(CURDIR)/.venv/.deno
export DENO_NO_UPDATE_CHECK := 1

.PHONY: help demo app test test-browser test-rest check audit format wheel streamlit layers codebook notebooks requirements clean setup setup-dev

help: ## say what each target does
	@echo "Single-leg squat screening. Targets:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile
	@echo 'Another Python: make demo PYTHON=/path/to/python3.12'

demo: setup ## set everything up and screen a sample clip into results/
	@echo "Screening $(CLIP)"
	@$(BIN)/screening clip $(CLIP) --out results

app: setup ## open the web app in a browser; it runs on this machine only
	@$(BIN)/screening app

test: setup-dev ## run the tests (ARGS="-k angles" for some of them)
ifdef ARGS
	@$(BIN)/python -m pytest $(ARGS)
else
	@$(MAKE) --no-print-directory --jobs=2 --keep-going --output-sync=target test-browser test-rest
endif

# Two processes: the tests in a browser wait for pages most of the time.
test-browser:
	@$(BIN)/python -m pytest -m browser

test-rest:
	@$(BIN)/python -m pytest -m "not browser"

check: setup-dev ## check format, lint, types, imports, spelling, scripts and requirements
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache --no-logo
	@$(BIN)/codespell
	@$(BIN)/deno fmt --quiet --check $(SCRIPTS)
	@$(BIN)/deno lint --quiet $(SCRIPTS)
	@$(BIN)/deno check --quiet $(SCRIPTS)
	@$(BIN)/python scripts/audit.py

format: setup-dev ## put the code into its format and correct what can be corrected
	@$(BIN)/ruff check --fix --exit-zero --quiet .
	@$(BIN)/ruff format .
	@$(BIN)/deno fmt --quiet $(SCRIPTS)

wheel: setup-dev ## build the wheel and the source archive into dist/
	@$(BIN)/python -m build --no-isolation --outdir dist .

streamlit: setup ## write .streamlit/config.toml from the code
	@$(BIN)/python -c 'from screening.web.server import settings_file as f; print(f(), end="")' \
		> .streamlit/config.toml

layers: setup-dev ## draw docs/layers.svg from the contracts
	@$(BIN)/python docs/make_layers.py

codebook: setup-dev ## write docs/codebook.md from the code
	@$(BIN)/python docs/make_codebook.py

notebooks: setup-dev ## execute the notebooks and keep their outputs
	@$(BIN)/python notebooks/execute.py

audit: setup-dev ## ask whether a pinned requirement has a known weakness
	@$(BIN)/python scripts/audit.py

requirements: setup ## pin the newest requirements, with their checksums
	@$(BIN)/python -m pip install --quiet uv
	@UV=$(BIN)/uv scripts/pin-requirements.sh

clean: ## remove the environment, caches and builds; results/ stays
	@rm -rf .venv dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@scripts/environment.sh

setup-dev:
	@scripts/environment.sh --dev
