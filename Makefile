# Two commands: `make learn` starts the course, `make test` runs every test.
# Both set up .venv first. PYTHON=python3.12 picks another interpreter.

PYTHON ?= python3
OPEN ?= 1
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: help learn test lessons site clean

help:
	@echo "make learn    set the course up, print the map, start JupyterLab (OPEN=0: only the map)"
	@echo "make test     set everything up and run every test"
	@echo "make lessons  execute the lessons again and store their outputs"
	@echo "make site     build the site into site/; needs npm, which fetches Python for the browser"
	@echo "make clean    remove what the others made, but nothing of yours"

learn: $(VENV)/learn.stamp
	@$(BIN)/mqlearn
ifneq ($(OPEN),0)
	@echo
	@$(BIN)/mqlearn lesson 00 --lab
endif

test: $(VENV)/test.stamp
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tools/test_everything.py

lessons: $(VENV)/test.stamp
	$(BIN)/python tools/execute_lessons.py

site: $(VENV)/test.stamp
	$(BIN)/python tools/vendor_site.py
	$(BIN)/mkdocs build --strict

$(VENV)/learn.stamp: pyproject.toml constraints.txt | $(VENV)/ok.stamp
	@echo "Installing the course into $(VENV) ..."
	@$(PIP) --editable '.[learn]'
	@touch $@

$(VENV)/test.stamp: pyproject.toml constraints.txt | $(VENV)/ok.stamp
	@echo "Installing the course and what its tests need into $(VENV) ..."
	@$(PIP) --editable '.[test]'
	@touch $@ $(VENV)/learn.stamp

$(VENV)/ok.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "mqlearn needs Python 3.11 or later, and $(PYTHON) is older or missing."; \
	  echo "Name a newer one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "Python cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@touch $@

clean:
	rm -rf $(VENV) site build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
