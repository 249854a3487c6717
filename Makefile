# Everything runs in .venv, which is made here and renewed when pyproject.toml or constraints.txt change.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
# What every process starts with, as an installer leaves it; compiling it takes longer than most commands do.
# Where Python is told to write no byte code, every start would compile these anew.
PACKAGES := click lark numpy pandas pyarrow
COMPILE = $(PY) -m compileall -q -j 0 dsl addin workbooks \
	$(addprefix $(VENV)/lib/python3*/site-packages/,$(PACKAGES))
SYSTEM := $(VENV)/.system
PEERS := $(VENV)/.peers
BROWSER := $(VENV)/.browser
HAVE_UV := uv --version >/dev/null 2>&1
UV := $(shell if $(HAVE_UV); then echo uv; else echo $(VENV)/bin/uv; fi)

.PHONY: help demo test lint bench soak fidelity docs templates pictures constraints catalogue

help:
	@echo "make demo    evaluate both templates: tables, scenarios, checks, break-evens"
	@echo "make test    lint, types, import contracts and every test"
	@echo "make lint    lint, types and import contracts alone"
	@echo "make bench   measure against peers and write benchmarks/results.md"
	@echo "make templates  build the workbooks beside the templates; make pictures draws them"
	@echo "make catalogue  make the library's price lists anew"
	@echo "make docs    write the generated pages of docs/; make fidelity that of how far off we are"

# A scenario whose check fails is part of what the models show, so exit code 1 of `compare` is fine here.
define show
	@printf '\n$$ outlay %s\n\n' '$(1)'
	@$(VENV)/bin/outlay $(1) 2>&1 || test $$? -eq $(2)
endef

demo: $(READY)
	$(call show,run templates/saas_margin.cost,0)
	$(call show,compare templates/saas_margin.cost --output gross_margin --output ai_cost --output plan_floor,1)
	$(call show,run templates/build_vs_buy.cost,0)
	$(call show,compare templates/build_vs_buy.cost --output api_npv --output rent_npv --output own_npv,1)
	@mkdir -p out
	$(call show,workbook build templates/saas_margin.cost -o out/saas_margin.xlsx --force,0)
	$(call show,workbook build templates/build_vs_buy.cost -o out/build_vs_buy.xlsx --force,0)
	@printf '\nWhere a number comes from:  $(VENV)/bin/outlay explain templates/saas_margin.cost gross_margin\n'
	@printf 'A model of your own:        $(VENV)/bin/outlay new my.cost\n'

test: lint $(SYSTEM) $(BROWSER)
	$(PY) -m pytest -n 2 --dist loadgroup

lint: $(READY)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

bench: $(PEERS)
	@$(COMPILE)
	$(PY) -m benchmarks

# Batches that lose workers and clients at random moments; longer than a test may take.
soak: $(READY)
	$(PY) -m tests.outlay.batch.soak --minutes $(or $(MINUTES),20)

# The workbooks that stand beside the templates, and pictures of them for the pages.
templates: $(READY)
	@for model in templates/*.cost; do $(VENV)/bin/outlay workbook build $$model -o $${model%.cost}.xlsx --force; done
	@for model in saas_margin build_vs_buy; do \
		$(VENV)/bin/outlay workbook build templates/$$model.cost --functions udf -o templates/$${model}_udf.xlsx --force; done
	@$(VENV)/bin/outlay workbook functions -o templates/functions.xlsx --force

pictures: templates $(SYSTEM)
	$(PY) tools/pictures.py

# The programs that are measured beside. Squiggle needs node and npm; whatever cannot be brought is named in the results.
$(PEERS): $(READY)
	$(UV) pip install --quiet --python $(PY) -c constraints.txt -e '.[dev,bench]'
	@$(COMPILE)
	@if command -v npm >/dev/null; then \
		npm install --silent --no-save --no-audit --no-fund --prefix $(VENV)/peers @quri/squiggle-lang@0.10.0 || true; fi
	@touch $@

# What the library expects beside what was published: a page, two pictures and a column of the GPUs.
fidelity: $(READY)
	$(PY) -m calibration

# The library's price lists anew, from pinned versions of their source and our own rows. Commit the result.
catalogue: $(READY)
	$(UV) pip install --quiet --python $(PY) -c constraints.txt -e '.[dev,catalogue]'
	$(PY) tools/prices.py

docs: $(READY)
	$(PY) docs/generate.py

# Adds what is missing; `make constraints UPGRADE=--upgrade` takes the newest versions that fit together. Commit the result.
constraints: $(READY)
	$(UV) pip compile pyproject.toml --all-extras --universal --no-header --no-annotate --no-emit-package outlay \
		--python-version 3.11 $(UPGRADE) -o constraints.txt

# uv installs in seconds; where it is missing, pip brings it into the environment first.
$(READY): pyproject.toml constraints.txt
	@test -x $(PY) || if $(HAVE_UV); then uv venv --quiet --python $(PYTHON) $(VENV); else $(PYTHON) -m venv $(VENV); fi
	@$(HAVE_UV) || test -x $(VENV)/bin/uv || $(PY) -m pip install --quiet uv
	$(UV) pip install --quiet --python $(PY) -c constraints.txt -e '.[dev]'
	@$(COMPILE)
	@touch $@

# LibreOffice, for the tests that recalculate and render workbooks, and Chromium, for those that open reports. Looked for once; `rm .venv/.system` looks again.
$(SYSTEM): $(READY) tools/system_packages.sh
	@bash tools/system_packages.sh
	@touch $@

# The Python of browsers, for the test that runs the functions in it. Looked for once; `rm .venv/.browser` looks again.
$(BROWSER): $(READY) tools/pyodide.sh
	@bash tools/pyodide.sh $(VENV)/pyodide
	@touch $@
