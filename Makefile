# make run: the main job, on a demo shop. make test: everything that is checked.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
JOBS ?= auto
WITHOUT := $(filter no,$(BROWSER))
TEMPLATES := src/backoffice_orders/console/templates src/backoffice_orders/checkout/templates src/backoffice_orders/web/templates

.PHONY: run serve test coverage stores browser pictures check fuzz soak differential planted pythons bench bench-store bench-start bench-throughput bench-growth bench-lists bench-disk bench-page bench-desk bench-large mutants docs words format clean

run: $(READY)
	$(BIN)/backoffice-orders run

# The page on the demo shop. PORT=8000 unless set; SCALE=large adds 100,000 customers.
serve: $(READY)
	$(BIN)/backoffice-orders serve $(if $(filter large,$(SCALE)),--large --database demo-large.db)

# BROWSER=no leaves out what needs a browser; otherwise one is installed where there is none.
# The browser has a run of its own: it leaves an event loop running in its process.
test: $(if $(WITHOUT),,browser) check
	$(BIN)/pytest -n $(JOBS) --dist worksteal --ignore=tests/browser
	$(if $(WITHOUT),,$(BIN)/pytest -n $(JOBS) tests/browser)

# Which lines the tests reach, without those in a browser: it takes half as long again.
coverage: $(READY)
	$(BIN)/pytest -n $(JOBS) --dist worksteal --ignore=tests/browser --cov --cov-report=term:skip-covered

browser: $(READY)
	@$(BIN)/python -m tests.browser.install

# docs/page: every state of the employee's page, light, dark, on a phone, in Arabic.
pictures: $(READY) browser
	rm -f docs/page/*.jpg
	$(BIN)/pytest -q tests/browser/test_page.py -k accessible --screenshots docs/page
	rm -f docs/page/*-phone-ar.jpg docs/page/*-zoomed.jpg

# Every use case and page on every store: `make test` tries them in memory, and some elsewhere.
stores: $(READY)
	STORES=all $(BIN)/pytest -n $(JOBS) --dist worksteal tests/page tests/checkout tests/gone \
		tests/services tests/security tests/web -k 'sqlite or postgres'

# What reads the code without running it: style, types, which layer imports which, templates.
check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint $(TEMPLATES)
	$(BIN)/djlint --quiet --check $(TEMPLATES)

# docs/errors.md and docs/events.md, from the classes.
docs: $(READY)
	$(BIN)/python -m tests.docs.errors_page
	$(BIN)/python -m tests.docs.events_page

# The catalogs of all languages, from the sentences in the code; says what is not translated.
words: $(READY)
	$(BIN)/python -m tests.docs.words

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint --quiet --reformat $(TEMPLATES)

# The tested versions are in constraints.txt; pyproject.toml has the ranges that should work.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12 ..." \
		if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[all]' --group dev
	touch $@

# The full dose of the fuzzer on the whole JSON API: many examples and every edge of the schemas.
fuzz: $(READY)
	FUZZ_EXAMPLES=40 timeout 2400 $(BIN)/pytest tests/console/test_api_fuzz.py

# The full dose of tests/faults: fifty kills, more restarts; prints its figures.
soak: $(READY)
	BACKOFFICE_SOAK=1 timeout 2400 $(BIN)/pytest tests/faults tests/page/test_stateful.py -s

# The fast tests on each supported Python that is here and on the lowest versions of what is
# needed; and whether every public name has its type.
pythons: $(READY)
	$(BIN)/pip install --quiet --constraint constraints.txt --group pythons
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m tests.pythons
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pyright --verifytypes backoffice_orders --ignoreexternal

# Plants every fault in the memory store and a share in the SQL store; which promise catches it.
planted: $(READY)
	$(BIN)/python -m tests.planted

# The same 500 x 50 random calls of every port on every store: two answers are a fault.
differential: $(READY)
	BACKOFFICE_DIFFERENTIAL=1 $(BIN)/pytest tests/store/test_differential.py -s

bench: $(READY)
	$(BIN)/python benchmarks/pricing.py

# Placing and reading beside bare code on both engines (docs/storage.md).
bench-store: $(READY)
	$(BIN)/python -m benchmarks.store

# What calls cost as a shop grows, on both engines (docs/storage.md).
bench-growth: $(READY)
	$(BIN)/python -m benchmarks.growth

# The list of a million orders, by each filter, beside the bare query.
bench-lists: $(READY)
	$(BIN)/python -m benchmarks.lists

# How much room 100,000 customers and 20,000 products take, beside their bare rows.
bench-disk: $(READY)
	$(BIN)/python -m benchmarks.disk

# The page in a real browser on the large demo: its transfer, and what is waited for (docs/page.md).
bench-page: $(READY) browser
	$(BIN)/python -m benchmarks.page

# Fifty employees at once on PostgreSQL: what each step of a call takes (docs/scale.md).
bench-desk: $(READY)
	$(BIN)/python -m benchmarks.desk

# From nothing to the first priced cart, and the command's help, beside importing what they stand on.
bench-start: $(READY)
	$(BIN)/python -m benchmarks.start

# Orders per second with 1 to 16 worker processes on PostgreSQL, beside bare psycopg (docs/scale.md).
bench-throughput: $(READY)
	$(BIN)/python -m benchmarks.throughput

# Loads a million customers (about twenty minutes), and searches them.
bench-large: $(READY)
	$(BIN)/python -m benchmarks.load --database million.db
	$(BIN)/python -m benchmarks.search million.db --postgres

# Plants thousands of faults into the pricing and counts those that no test finds, module by
# module. MUTANTS='backoffice_orders.model.pricing.shares*' tries these alone.
mutants: $(READY)
	$(BIN)/pip install --quiet --constraint constraints.txt --group mutation
	PROMISE_EXAMPLES=12 $(BIN)/python -m benchmarks.mutants run $(MUTANTS)
	$(BIN)/python -m benchmarks.mutants table

clean:
	rm -rf $(VENV) build dist *.db *.db-wal *.db-shm .pytest_cache .mypy_cache .ruff_cache
