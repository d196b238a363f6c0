# The commands of this repository; `make` alone lists them. The work is in tools/, so that it can be read and tested.
.DEFAULT_GOAL := help
SHELL := /bin/sh

# A Python that is new enough; say PYTHON=… to choose another.
ifndef PYTHON
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
endif
BOOTSTRAP = $(PYTHON) tools/bootstrap.py
IN_VENV = .venv/bin/python

.PHONY: help setup run dev test check format migration api-client docs bench chaos lock clean python packages

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: python ## Start Heard with a demo workspace on http://127.0.0.1:8000
	@$(BOOTSTRAP) run $(ARGS)

setup: python ## Install everything a developer needs, in this folder only
	@$(BOOTSTRAP) setup

dev: python ## Start the server and the web UI, both reloading on change
	@$(BOOTSTRAP) dev

test: packages ## Check everything and run every test; T=path runs only those of one place
	@$(IN_VENV) tools/check.py $(if $(T),only $(T),all)

check: packages ## Formats, lints, floors, types and papers, without the tests
	@$(IN_VENV) tools/check.py

format: packages ## Put every file into its format and mend what a tool can mend
	@.venv/bin/ruff check --fix-only --quiet . && .venv/bin/ruff format .
	@[ ! -f web/package.json ] || $(BOOTSTRAP) npm web run format

migration: packages ## Write a migration from the models: make migration m="add a table of contacts"
	@[ -n "$(m)" ] || { echo 'Say what it does: make migration m="add a table of contacts"'; exit 1; }
	@.venv/bin/heard migration "$(m)"

api-client: packages ## Write the web UI's API types from the server's own description
	@$(IN_VENV) tools/docs.py write web/

docs: packages ## Write the generated pages and tables
	@$(IN_VENV) tools/docs.py write

bench: packages ## Measure against the budgets of docs/benchmarks.md
	@$(IN_VENV) -m bench $(ARGS)

chaos: packages ## Kill, freeze, fill and misdate it under load; nothing may be lost, doubled or said twice
	@$(IN_VENV) -m chaos $(ARGS)

lock: packages ## Write the lock files anew; ARGS="--upgrade" takes the newest versions
	@$(BOOTSTRAP) lock $(ARGS)

clean: ## Remove what the commands made, except the data in .data
	@rm -rf .venv .cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist *.egg-info \
		web/node_modules web/tools/node_modules web/dist web/coverage heard/static
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

packages: python
	@$(BOOTSTRAP) packages

python:
	@[ -n "$(PYTHON)" ] || { echo 'Heard needs Python 3.11 or newer, and none is on the PATH.'; \
		echo 'Debian, Ubuntu: sudo apt install python3 python3-venv    macOS: brew install python'; \
		echo 'or say which one: make run PYTHON=/path/to/python3'; exit 1; }
