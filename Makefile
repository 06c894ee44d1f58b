# Everything a person or a CI run needs. `make` alone lists it.
.DEFAULT_GOAL := help
.PHONY: help setup run serve test platform-tests stories lint types contracts cover handbooks check bench fmt pins docs clean

BIN := .venv/bin
ARGS ?=

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## install everything into .venv (quick when nothing changed)
	@scripts/setup

run: setup ## the whole platform with its demonstration; make run ARGS=--check tries it and stops
	@exec $(BIN)/xuanhu serve --demo $(ARGS)

test: setup ## all tests, then all stories of the handbooks
	@$(BIN)/python -m pytest -n 2 --cov --cov-report= --ignore=tests/integration --ignore=tests/journeys $(ARGS)
	@$(MAKE) --no-print-directory platform-tests
	@$(BIN)/xuanhu scenario run src/xuanhu/handbooks

serve: setup ## the same without the demonstration (ARGS=--rehearsal to play stories on it)
	@exec $(BIN)/xuanhu serve $(ARGS)

platform-tests: setup ## tests on real servers, as many rooms at a time as there are cores; then journeys in a browser
	@$(MAKE) --no-print-directory --jobs=$(shell nproc) --output-sync=target $(ROOMS)
	@$(BIN)/python -m pytest -n 2 tests/journeys

# A process and a platform each: one room sweeps, kills or counts what is another's. Of `running`, which takes longest
# and so comes first, each file is a room.
ROOMS := $(sort $(wildcard tests/integration/running/test_*.py)) $(wildcard tests/integration/test_*.py) \
	$(filter-out %/running/,$(wildcard tests/integration/[a-z]*/))
.PHONY: $(ROOMS)
$(ROOMS):
	@printf '\n== %s\n' $@ && $(BIN)/python -m pytest $@

stories: setup ## only the stories
	@$(BIN)/xuanhu scenario run src/xuanhu/handbooks

lint: setup ## style and formatting
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

types: setup ## mypy --strict on src
	@$(BIN)/mypy --strict src

contracts: setup ## which room may import which
	@$(BIN)/lint-imports

cover: setup ## what the last `make test` covered; the core must be covered whole
	@$(BIN)/coverage report --include='src/xuanhu/core/*' --fail-under=100

handbooks: setup ## the handbooks are well formed, and every clause is shown by a story
	@$(BIN)/xuanhu handbook lint
	@$(BIN)/xuanhu handbook trace --strict

check: ## everything that CI runs
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory types
	@$(MAKE) --no-print-directory contracts
	@$(MAKE) --no-print-directory test
	@$(MAKE) --no-print-directory cover
	@$(MAKE) --no-print-directory handbooks

bench: setup ## how fast it is, beside its peers
	@$(BIN)/python -m bench $(ARGS)

fmt: setup ## format, and mend what can be mended by itself
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format

# One resolution for Python 3.11 to 3.13 on every platform. UPGRADE=1 takes newer versions.
PIN := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command 'make pins' $(if $(UPGRADE),--upgrade)

pins: setup ## write requirements/*.txt anew from pyproject.toml
	@$(PIN) --group dev --output-file requirements/dev.txt
	@$(PIN) --constraints requirements/dev.txt --output-file requirements/run.txt
	@$(PIN) --constraints requirements/dev.txt --extra ocr --output-file requirements/ocr.txt

docs: setup ## write the generated pages of docs/reference anew
	@$(BIN)/python -c 'from xuanhu.handbook_files.reference import language_reference as page; print(page(), end="")' > docs/reference/handbook-language.md
	@$(BIN)/python -c 'from xuanhu.handbook_files.reference import reason_reference as page; print(page(), end="")' > docs/reference/reason-codes.md
	@$(BIN)/xuanhu handbook schema > src/xuanhu/handbook_files/handbook.schema.json

clean: ## remove what was made here, .venv too
	@rm -rf .venv .setup.lock .coverage .coverage.* .hypothesis .prepared .pytest_cache .mypy_cache .ruff_cache .import_linter_cache build dist
	@find src tests -type d -name __pycache__ -prune -exec rm -rf {} +
