# `make` prints this list. Setting up happens once, and again when the requirements change.
.DEFAULT_GOAL := help
.PHONY: help run test check fix bench fuzz clean chromium

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
STAMP := .venv/.installed-
PRODUCT := $(STAMP)$(shell cksum < requirements.txt | cut -d' ' -f1)
DEVELOPMENT := $(STAMP)$(shell cat requirements.txt requirements-dev.txt | cksum | cut -d' ' -f1)
unexport PYTHONDONTWRITEBYTECODE  # every process that is started would compile all of the product again
PYTHONS := $(PYTHON) python3.13 python3.12 python3.11 python3

help: ## print this list
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "make %-10s%s\n", $$1, $$2}'

run: $(PRODUCT) ## everything, from nothing to a live dashboard; Ctrl-C stops it
	@exec $(BIN)/python manage.py up

test: check chromium ## rules, types, contracts and all tests
	@$(BIN)/python -m pytest -n 4 --dist worksteal --durations=30 --durations-min=5  # four on two cores, since half of the time is waiting

check: $(DEVELOPMENT) ## rules, types, contracts and known weaknesses only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	@$(BIN)/python -m tests.advisories

fix: $(DEVELOPMENT) ## what can be put right automatically
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(DEVELOPMENT) ## the figures of bench/RESULTS.md
	@$(BIN)/python -m bench

fuzz: $(DEVELOPMENT) ## 200 random requests to every operation of the API (an hour; goes on where it was stopped)
	@FUZZ_EXAMPLES=200 FUZZ_GROUPS="$(FUZZ_GROUPS)" $(BIN)/python -m pytest tests/api/test_fuzz.py --timeout=0 --tb=no; \
	    status=$$?; $(BIN)/python -m tests.fuzzing; exit $$status

clean: ## remove the virtual environment and caches; data stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .fuzz
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

chromium: $(DEVELOPMENT)
	@$(BIN)/python -m tests.chromium

$(PRODUCT): | $(BIN)/python
	@echo "Installing what the product runs on (once, a minute or two) …"
	@$(PIP) -r requirements.txt
	@touch $@

$(DEVELOPMENT): | $(BIN)/python
	@echo "Installing what the product and its tests run on (once, a minute or two) …"
	@$(PIP) -r requirements-dev.txt
	@touch $@ $(PRODUCT)

$(BIN)/python:
	@for python in $(PYTHONS); do \
	    if $$python -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        exec $$python -m venv --clear .venv; \
	    fi; \
	done; \
	echo "Python 3.11 or newer with its venv module is needed. Debian and Ubuntu: apt-get install" \
	     "python3 python3-venv; or name one: make PYTHON=/path/to/python3.12" >&2; \
	exit 1
