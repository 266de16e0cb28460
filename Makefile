# make run      the coach, in the browser
# make example  analyse the bundled recording
# make test     set up and pass every test
# make check    format, lint, types, imports
# make bench    speed, as ratios against peers in one run
# make fuzz     four minutes of broken files for every reader of glucose, four for every reader of walks
# make validate published figures beside ours, into docs/validation.md
# make mutation change the rules of the programme one place at a time; a test has to notice
# make tour     pictures of every page, with sample data
# make docs     the documentation as HTML in docs/_build
# make constraints  refresh the exact versions

PYTHON ?= python3.11
BIN := .venv/bin
UV := $(BIN)/uv
INSTALL := $(UV) pip install --quiet --python $(BIN)/python -c constraints.txt

.DEFAULT_GOAL := help
FRONTEND := hatch_build.py $(wildcard frontend/*.json frontend/*.mjs frontend/src/* frontend/src/*/* frontend/icons/*)

.PHONY: help run example test check format bench fuzz mutation validate tour docs constraints clean

help:
	@sed -n 's/^# //p' Makefile

$(UV):
	@$(PYTHON) -m venv .venv || { echo "soleus needs $(PYTHON) with its venv module (Debian: apt install python3.11-venv)" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep '^uv==' constraints.txt)"

.venv/run: pyproject.toml constraints.txt $(FRONTEND) | $(UV)
	@$(INSTALL) --compile-bytecode -e .
	@$(BIN)/python -m compileall -q -j 0 src  # the first page waits for no compiler
	@touch $@

.venv/test: .venv/run
	@$(INSTALL) --compile-bytecode -e '.[c3d,postgres]' --group test
	@touch $@

.venv/check: .venv/test
	@$(INSTALL) --group check
	@touch $@

.venv/bench: .venv/test
	@$(INSTALL) --group bench
	@touch $@

.venv/fuzz: .venv/test
	@$(INSTALL) --group fuzz
	@touch $@

.venv/mutation: .venv/test
	@$(INSTALL) --group mutation
	@touch $@

.venv/docs: .venv/run
	@$(INSTALL) --group docs
	@touch $@

run: .venv/run
	@$(BIN)/soleus

example: .venv/run
	@mkdir -p build
	@$(BIN)/soleus analyse src/soleus/simulate/example-thigh-phone-simulated.csv \
		--exercise soleus-push-up --placement thigh --stature-m 1.75 --body-mass-kg 75 --plot build/example.png

test: .venv/test
	@.ci/debian-packages
	@$(BIN)/python -m pytest -n auto -m "not alone"
	@$(BIN)/python -m pytest -m alone

check: .venv/check
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: .venv/check
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: .venv/bench
	@$(BIN)/python -m benchmarks

fuzz: .venv/fuzz
	@$(BIN)/python -m benchmarks.fuzz_glucose
	@$(BIN)/python -m benchmarks.fuzz_walk

validate: .venv/run
	@$(BIN)/python -m validation

mutation: .venv/mutation
	@$(BIN)/python -m benchmarks.mutation

tour: .venv/test
	@$(BIN)/python docs/tour.py

docs: .venv/docs
	@$(BIN)/sphinx-build --fail-on-warning -q docs docs/_build/html
	@echo "docs/_build/html/index.html"

constraints: | $(UV)
	@$(UV) pip compile --quiet --upgrade --universal --no-annotate --no-header pyproject.toml \
		--all-extras --group test --group check --group docs --group bench --group fuzz --group mutation --group setup -o constraints.txt

clean:
	@rm -rf .venv build dist docs/_build
