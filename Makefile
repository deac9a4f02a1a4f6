# Two commands do everything: `make demo` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
STATIC := src/dauys/server/static/vendor
CATALOGUES := $(wildcard src/dauys/locale/*/LC_MESSAGES/django.po)

.PHONY: help demo test check bench format lock messages reference assets chromium clean

help:
	@echo 'make demo    set everything up, load the reference election, serve it on http://127.0.0.1:8000'
	@echo 'make test    everything CI runs: checks, tests on SQLite and PostgreSQL, a real browser'
	@echo 'make check   format, lint, types and import contracts only'
	@echo 'make bench   the benchmarks of docs/benchmarks.md, against their peers'
	@echo 'make format  put the code into the house format'
	@echo 'make messages  collect translatable strings and compile the catalogues'
	@echo 'make reference write docs/cli.md from the help of the commands'
	@echo 'make lock    resolve the lock files anew'

demo: $(VENV)/app.stamp assets $(VENV)/messages.stamp
	@$(BIN)/dauys demo

test: $(VENV)/dev.stamp assets $(VENV)/messages.stamp chromium check
	$(BIN)/pytest -n auto --dist loadgroup
	DAUYS_TEST_POSTGRESQL=1 $(BIN)/pytest -n auto --dist loadgroup tests/server

check: $(VENV)/dev.stamp $(VENV)/messages.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/bench.stamp assets $(VENV)/messages.stamp
	$(BIN)/python -m bench

format: $(VENV)/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# --- what the targets above stand on ---------------------------------------------------------

$(UV): requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Dauys needs Python 3.11 or newer; set PYTHON=… to name one.' >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ [ "$$(id -u)" = 0 ] && apt-get update -q && apt-get install -y -q --no-install-recommends python3-venv; } || \
		{ echo "Dauys needs Python's venv module; on Debian: apt-get install python3-venv" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@

$(VENV)/app.stamp: $(UV) requirements/app.txt pyproject.toml
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/app.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/app.stamp requirements/dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/bench.stamp: $(VENV)/dev.stamp requirements/bench.txt
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/bench.txt
	@touch $@

# Fonts and htmx come from npm by package-lock.json; nothing of theirs is committed.
assets: $(STATIC)/.stamp

$(STATIC)/.stamp: $(VENV)/app.stamp package.json package-lock.json
	PATH="$(abspath $(BIN)):$$PATH" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	rm -rf $(STATIC) && mkdir -p $(STATIC)
	cp node_modules/htmx.org/dist/htmx.min.js $(STATIC)/
	for script in cyrillic-ext cyrillic latin-ext latin; do \
		cp node_modules/@fontsource-variable/golos-text/files/golos-text-$$script-wght-normal.woff2 $(STATIC)/ && \
		cp node_modules/@fontsource-variable/source-serif-4/files/source-serif-4-$$script-wght-normal.woff2 $(STATIC)/ || exit 1; \
	done
	@touch $@

$(VENV)/messages.stamp: $(VENV)/app.stamp $(CATALOGUES)
	$(BIN)/pybabel --quiet compile --domain=django --directory=src/dauys/locale
	@touch $@

messages: $(VENV)/dev.stamp
	$(BIN)/python translation/collect.py
	$(BIN)/pybabel --quiet compile --domain=django --directory=src/dauys/locale

reference: $(VENV)/app.stamp
	$(BIN)/python docs/cli_reference.py

chromium:
	@command -v chromium >/dev/null || \
		{ [ "$$(id -u)" = 0 ] && apt-get update -q && apt-get install -y -q --no-install-recommends chromium; } || \
		echo 'SKIPPED: browser tests need Chromium; on Debian: apt-get install chromium' >&2

lock: $(UV)
	cd requirements && for name in bootstrap app dev bench; do \
		../$(UV) pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			--no-emit-find-links --custom-compile-command 'make lock' $$([ $$name = dev ] && echo --constraint app.txt) --output-file $$name.txt $$name.in || exit 1; \
	done
	PATH="$(abspath $(BIN)):$$PATH" npm install --package-lock-only --ignore-scripts --no-audit --no-fund

clean:
	rm -rf $(VENV) node_modules $(STATIC) var dist
