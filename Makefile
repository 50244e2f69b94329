# One verb a line: `make` or `make help` lists them. Nothing but python3 (3.11 or newer) and make is needed.

PYTHON ?= python3
JOBS ?= 2
ROUNDS ?= 3
SECONDS ?= 10
MODULE ?=
TESTS ?= tests
ARGS ?=

BIN := .venv/bin
STAMP := .venv/.complete
CODE := simulator contracts tests bench
FLOOR := 92
CORE_FLOOR := 99

# The tests start hundreds of processes: each would compile all modules anew where Python may keep no compiled ones.
unexport PYTHONDONTWRITEBYTECODE

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

# $(call step,name,command): run quietly; the output is shown only when the command fails.
define step
	@printf '%-10s ' '$(1)'; if output=$$($(2) 2>&1); then echo ok; else echo FAILED; echo "$$output"; exit 1; fi
endef

.PHONY: help
help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

.PHONY: setup
setup: $(STAMP) ## make .venv with everything that development and running need
	@echo ".venv is ready"

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed, and $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; \
		echo "Name another one: make setup PYTHON=python3.12" >&2; exit 1; }
	@echo "Setting up .venv (a minute, once) ..."
	@$(PYTHON) -m venv .venv || { \
		echo "The venv module does not work; on Debian and Ubuntu it is the package python3-venv." >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

.PHONY: serve
serve: $(STAMP) ## start the sandbox; ARGS="--port 9000" reaches cfis-sandbox serve
	@$(BIN)/cfis-sandbox serve $(ARGS)

.PHONY: static
static: $(STAMP)
	$(call step,format,$(BIN)/ruff format --check $(CODE))
	$(call step,lint,$(BIN)/ruff check $(CODE))
	$(call step,types,$(BIN)/mypy)
	$(call step,imports,$(BIN)/lint-imports)

.PHONY: fast
fast: static ## while working: format, lint, types, imports, and the tests of core, world and architecture
	@$(BIN)/python -m pytest -n $(JOBS) tests/core tests/world tests/architecture

.PHONY: test
test: static ## everything that CI runs
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal --cov --cov-report= tests
	$(call step,coverage,$(BIN)/coverage report --fail-under=$(FLOOR))
	$(call step,core,$(BIN)/coverage report --include='simulator/core/*' --fail-under=$(CORE_FLOOR))
	@echo "all green; $$($(BIN)/coverage report --format=total) % of the code was run by its tests"

.PHONY: fix
fix: $(STAMP) ## repair what a machine can
	@$(BIN)/ruff check --quiet --fix $(CODE) || true
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/python -m contracts.scoreboard
	@$(BIN)/python -m tests.zoo.page
	@$(BIN)/python -m contracts.requirements_page
	@$(BIN)/python -m contracts.handbook

.PHONY: fuzz
fuzz: $(STAMP) ## try every property with many new examples; SEED=n repeats a run, TESTS=tests/core tries a part
	@seed=$${SEED:-$$($(BIN)/python -c 'import random; print(random.randrange(2**32))')}; \
	again="make fuzz SEED=$$seed TESTS='$(TESTS)' repeats this run"; echo "$$again"; \
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal --durations=10 --hypothesis-profile=long --hypothesis-seed=$$seed \
		$(TESTS) || { echo "$$again"; exit 1; }

.PHONY: mutate
mutate: $(STAMP) ## change the core in small ways and see whether its tests notice; MODULE=money for one module
	@$(BIN)/mutmut run --max-children $(JOBS) $(if $(MODULE),'simulator.core.$(MODULE).*')
	@$(BIN)/mutmut results | grep -v ': not checked' || echo "no mutant survived"

.PHONY: bench
bench: $(STAMP) ## measure, and write docs/benchmarks.md; ROUNDS=1 SECONDS=2 for a quick look
	@$(BIN)/python -m bench --rounds $(ROUNDS) --seconds $(SECONDS)
