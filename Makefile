# `make demo` and `make test` each work as the first command on a fresh clone.
# make demo [DATA=export.zip] [OUT=demo]   a simulated club, or your own runs, in and out
# make test [ONLY=path]                    the tests, or a part of them
# make install                             .venv with what Evenstride needs, for a server
# make check                               lint, types, import direction, stale pages
# make crash [N=1000] [SEED=7]             kills that many nights, and one at every boundary
# make bench [ONLY=group]                  what is measured, and against whom
# make mutants [ONLY=coaching.plan*]       what mistakes the tests notice (hours)
# make docs                                writes the generated pages anew
# make lock                                pins the requirements anew (needs uv)

.PHONY: install demo test check crash bench mutants docs lock clean
OUT ?= demo
BIN := .venv/bin

install: .venv/runtime

demo: .venv/runtime
	$(BIN)/evenstride demo --out "$(OUT)" $(if $(DATA),--data "$(DATA)")

test: .venv/dev
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder $(ONLY)

check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest tests/house

crash: .venv/dev
	$(BIN)/python -m tests.crash --nights $(or $(N),1000) $(if $(SEED),--seed $(SEED))

bench: .venv/dev
	$(BIN)/python -m benchmarks $(ONLY)

mutants: .venv/dev
	CI=1 nice $(BIN)/mutmut run --max-children 2 $(ONLY)
	$(BIN)/python -m benchmarks.mutants

docs: .venv/runtime
	$(BIN)/python -m syncer.pages

lock:
	uv pip compile -q --universal --python-version 3.12 --generate-hashes --no-emit-index-url \
	  --no-header pyproject.toml --extra cluster --group install -o requirements.txt
	uv pip compile -q --universal --python-version 3.12 --generate-hashes --no-emit-index-url \
	  --no-header pyproject.toml --extra cluster --group install --group dev \
	  -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf .venv demo mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info

# Each stamp is as new as the requirements that were installed.
.venv/runtime: requirements.txt pyproject.toml | .venv/bin/python
	@echo "Installing what Evenstride needs (once) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: requirements-dev.txt .venv/runtime
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.venv/bin/python:
	@python=$$(sh .ci/find-python) && echo "Making .venv with $$python" && "$$python" -m venv .venv
