# Set-up leaves a stamp for each step, so a second run starts at once.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
STAMPS := .cache/stamps

WEB_SOURCES := $(shell find web -path web/node_modules -prune -o -type f -print 2>/dev/null)

.PHONY: help demo run test check format web lock clean

help: ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

demo: $(STAMPS)/run-tools $(STAMPS)/python $(STAMPS)/web ## set up this machine and run the main job; results in demo-out/
	@scripts/demo

run: $(STAMPS)/run-tools $(STAMPS)/python $(STAMPS)/web ## serve at http://localhost:8000
	@scripts/run

test: $(STAMPS)/test-tools $(STAMPS)/python $(STAMPS)/web ## set up what the tests need and run them
	@scripts/test $(ARGS)

check: $(STAMPS)/python ## lint, types, import contracts
	@ruff check .
	ruff format --check .
	mypy
	lint-imports

format: $(STAMPS)/python ## put the code in order
	@ruff check --fix .
	ruff format .

web: $(STAMPS)/web ## build the pages' scripts

lock: $(STAMPS)/python ## pin the dependencies anew
	@uv pip compile --no-emit-index-url --universal --python-version 3.11 --extra dev --upgrade \
		pyproject.toml -o requirements.lock

clean: ## remove what was set up and made
	@rm -rf $(VENV) .cache demo-out web/node_modules api/static/build assets/player bench/world/page var

$(STAMPS)/run-tools: scripts/packages
	@scripts/packages run
	mkdir -p $(STAMPS)
	touch $@

$(STAMPS)/test-tools: scripts/packages
	@scripts/packages run test
	mkdir -p $(STAMPS)
	touch $@ $(STAMPS)/run-tools

$(STAMPS)/python: requirements.lock pyproject.toml | $(STAMPS)/run-tools
	@echo "Python packages …"
	$(PYTHON) -m venv $(VENV)
	python -m pip install --quiet --disable-pip-version-check uv
	uv pip install --quiet --requirement requirements.lock
	uv pip install --quiet --no-deps --editable .
	mkdir -p $(STAMPS)
	touch $@

$(STAMPS)/web: $(WEB_SOURCES) | $(STAMPS)/python
	@echo "Pages …"
	cd web
	npm ci --no-audit --no-fund --loglevel=error
	npm run --silent build
	cd ..
	touch $@
