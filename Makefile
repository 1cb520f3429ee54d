# Needs Python 3.11 or newer and make; everything else is installed here, from a lock file with hashes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed

.PHONY: help run test answers lint types serve lock clean
help: ## say what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /: /'

run: $(INSTALLED) ## build the graph, validate it, print what it holds, and answer three questions
	$(BIN)/hivkg build
	@printf '\nWhere do sources disagree, and how was it settled?\n\n'
	@$(BIN)/hivkg query conflicts
	@printf '\nWhat became of the Oslo patient, as who words it?\n\n'
	@$(BIN)/hivkg query outcomes-by-case --set case="Oslo patient"
	@printf '\nWhich risks are stated for which therapy? (No row does not mean no risk.)\n\n'
	@$(BIN)/hivkg query risks-by-therapy

test: $(INSTALLED) ## run the tests
	$(BIN)/pytest -n 2 -m "not peers and not slow" tests src

answers: $(INSTALLED) ## build, and write anew the exact answers of the stored queries and of the pages (read the diff)
	$(BIN)/hivkg build
	$(BIN)/python -m tests.answers
	$(BIN)/python -m tests.pages

lint: $(INSTALLED) ## check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(INSTALLED) ## check types
	$(BIN)/mypy

serve: $(INSTALLED) ## serve the graph, without its candidates, at http://127.0.0.1:7878/query until Ctrl-C
	$(BIN)/hivkg build --out build/served
	grep -v ' <https://w3id.org/hivkg/graph/candidates> \.$$' build/served/hivkg.nq > build/served.nq
	rm -rf build/store && $(BIN)/oxigraph load --location build/store --file build/served.nq
	$(BIN)/oxigraph serve-read-only --union-default-graph --location build/store --bind 127.0.0.1:7878

lock: $(INSTALLED) ## write the lock file anew, with the newest versions that pyproject.toml allows
	$(BIN)/python -m venv build/lock && build/lock/bin/pip install --quiet uv
	build/lock/bin/uv pip compile --quiet --universal --upgrade --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --group dev pyproject.toml -o .ci/requirements.lock

clean: ## remove everything that was installed or built
	rm -rf $(VENV) build dist

$(INSTALLED): .ci/requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "hivkg needs Python 3.11 or newer; try: make PYTHON=python3.11 run"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
