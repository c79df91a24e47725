# Needs python3 and make; everything else is brought into .uv/ and .venv/.

PORT ?= 8000
HOST ?= 127.0.0.1
SCALE ?= 0.01
N ?= 2
ROUNDS ?= 1000

# Compiled modules are kept: without them every start costs seconds more.
export PYTHONDONTWRITEBYTECODE :=

UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
RUN := $(UV) run --no-sync
PYTEST := $(RUN) python -m pytest

.PHONY: help run test suite races bench report audit fmt lint sync
.DEFAULT_GOAL := help

help:  ## show this list
	@echo "deskops: the back-office of a mall's customer-service desk"
	@echo
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)$$/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'
	@echo
	@echo "  make run PORT=8001 HOST=0.0.0.0    elsewhere than on http://127.0.0.1:8000"

run: sync  ## serve the desk with its database and worker, on PORT (8000)
	@exec $(UV) run --no-sync python manage.py run --host $(HOST) --port $(PORT)

test: sync  ## everything that must be green: style, types, plan of the house, tests with a browser
	@$(MAKE) --no-print-directory -j 2 lint suite  # types take one core for a minute: side by side

suite: sync
	$(PYTEST) tests -n $(N) --durations=15

lint: sync
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy --no-incremental .  # kept results miss relations that point back
	$(RUN) lint-imports
	$(RUN) python manage.py makemigrations --check --dry-run

races: sync  ## many threads against the database: ROUNDS (1000) of 16
	DESKOPS_RACE_ROUNDS=$(ROUNDS) $(PYTEST) tests -m races -n $(N) --durations=15

bench: sync  ## speed as ratios; SCALE=1 is a million members
	$(RUN) python -m tests.bench --scale $(SCALE)

report: sync  ## the quicker benches at a thousandth: that they run, and what they say; nothing is judged
	$(RUN) python -m tests.bench --report --scale 0.001 search topup tills papers group cashback receipts exports pos

audit: $(UV)  ## known weaknesses of the locked packages; says so when the list cannot be reached
	@$(UV) audit --locked --preview-features audit-command || { [ $$? -ne 1 ] && echo "Not audited."; }

fmt: sync  ## format the code
	$(RUN) ruff check --fix .
	$(RUN) ruff format .

sync: $(UV)
	@$(UV) sync --quiet --locked || { \
		echo "The environment could not be made. It needs Python $$(cat .python-version) or later, which uv looks for on"; \
		echo "this machine (pyenv too) and else downloads, and the packages of uv.lock from the package index."; exit 1; }

.uv/bin/uv:
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 8))' || { echo "python3 (3.8 or later) is needed to bring uv."; exit 1; }
	@python3 -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "python3 cannot make virtual environments: install its modules venv and pip"; \
		echo "(Debian, Ubuntu: apt-get install python3-venv), or install uv yourself: https://docs.astral.sh/uv/"; exit 1; }
	python3 -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check 'uv>=0.9'
