# make report · make test · make lab · make bench · make kills · make papermill-suite · make samples · make pictures · make lock
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
YEAR ?= 2023
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# A Python that is asked for makes the environment of another one anew.
ifneq ($(origin PYTHON),file)
VERSION := import sys; print(sys.version)
ifneq ($(shell $(PYTHON) -c '$(VERSION)'),$(shell $(BIN)/python -c '$(VERSION)' 2>/dev/null))
.PHONY: $(VENV)/installed
ANEW := --clear
endif
endif

.PHONY: report test lab bench kills papermill-suite samples pictures lock clean
.DEFAULT_GOAL := report

report: $(VENV)/installed
	@$(BIN)/nianbao build $(YEAR)
	@echo "请打开 output/$(YEAR)/index.html"

test: $(VENV)/installed
	@$(BIN)/ruff check src tests
	@$(BIN)/ruff format --check src tests
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -n auto

lab: $(VENV)/installed-lab
	@$(BIN)/jupyter lab notebooks/annual_report.ipynb

bench: $(VENV)/installed
	@$(BIN)/python tests/bench/reading.py
	@$(BIN)/python tests/bench/checking.py
	@$(BIN)/python tests/bench/repair.py
	@$(BIN)/python tests/bench/likeness.py
	@$(BIN)/python tests/bench/figures.py
	@$(BIN)/python tests/bench/publishing.py
	@$(BIN)/python tests/bench/planning.py
	@$(BIN)/python tests/bench/batch.py
	@$(BIN)/python tests/bench/scale.py
	@$(BIN)/python tests/bench/cluster.py
	@$(BIN)/python tests/bench/stored.py
	@$(BIN)/python tests/bench/asking.py

papermill-suite: $(VENV)/installed
	@$(BIN)/python tests/bench/papermill_suite.py

# A quarter of an hour: a batch is killed a hundred times, and goes on each time.
kills: $(VENV)/installed
	@$(BIN)/python tests/bench/kills.py

samples: $(VENV)/installed
	@$(BIN)/python tests/samples/make_samples.py

pictures: $(VENV)/installed
	@$(BIN)/python tests/samples/make_pictures.py

# The versions of everything, with hashes and without addresses.
lock: $(VENV)/installed
	@$(PIP) install uv
	@for extra in "" -lab; do \
	  $(BIN)/uv pip compile --quiet pyproject.toml .ci/build.in --extra test $${extra:+--extra lab} \
	    --universal --python-version 3.11 --generate-hashes --upgrade \
	    --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
	    $${extra:+--constraint .ci/requirements.lock} --output-file .ci/requirements$$extra.lock; \
	done
	@$(BIN)/uv pip compile --quiet .ci/axe.in --no-deps --generate-hashes --upgrade \
	  --no-emit-index-url --no-annotate --no-header --output-file .ci/axe.lock

$(VENV)/installed: .ci/requirements.lock .ci/axe.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新，可用 make PYTHON=python3.12 指定。"; exit 1; }
	@echo "正在准备运行环境（.venv）……"
	@$(PYTHON) -m venv $(ANEW) $(VENV)
	@$(PIP) install --require-hashes -r .ci/requirements.lock
	@$(PIP) install --require-hashes --no-deps -r .ci/axe.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-lab: $(VENV)/installed .ci/requirements-lab.lock
	@$(PIP) install --require-hashes -r .ci/requirements-lab.lock
	@touch $@

clean:
	rm -rf $(VENV) output
