PYTHON ?= python3
NEEDS  := $(shell sed -n 's/^min_python *= *//p' settings.ini)
BIN    := .venv/bin
STAMP  := .venv/installed
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help demo seeds lab app docs test check test-cuda release-check vulnerabilities student lessons bench elpv home-weights suite export readme record clean
help:  ## show this text
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

# One environment for all of it; made again when what it is made from changes.
$(STAMP): settings.ini setup.py constraints.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info; v >= tuple(map(int, "$(NEEDS)".split("."))) \
	  or sys.exit(f"tl_nbdev needs Python $(NEEDS) or later; $(PYTHON) is {v[0]}.{v[1]}. Try: make PYTHON=python3.13 $(MAKECMDGOALS)")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo 'Installing into .venv: 2.5 GB, some minutes without a word.'
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,lessons]'
	@touch $@

demo: $(STAMP)  ## the main job on real data: installs, runs the quickstart, prints the figures (10 min)
	$(BIN)/python tools/demo.py

seeds: $(STAMP)  ## the demo with three seeds, and the mean (25 min)
	$(BIN)/python tools/demo.py --seed 0 1 2

lab: $(STAMP)  ## the quickstart in JupyterLab, on this machine only
	$(BIN)/jupyter lab --ServerApp.ip=127.0.0.1 --LabApp.default_url=/lab/tree/nbs/lessons/00_quickstart.ipynb $(ARGS)

app: $(STAMP)  ## the workbench as a web page, on this machine only
	$(BIN)/voila nbs/apps/workbench.ipynb --Voila.ip=127.0.0.1 --token --show_tracebacks=True $(ARGS)

docs: $(STAMP)  ## the site: lessons, how-tos, explanations, API; prints where it lies (2 min)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,lessons,docs]'
	$(BIN)/python tools/docs.py

test: $(STAMP)  ## everything that must hold before a merge (36 min)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,lessons,docs,teach]'
	$(BIN)/python tools/test.py

check: $(STAMP)  ## the fast part of it, for daily work (3 min)
	$(BIN)/python tools/test.py --fast

test-cuda: $(STAMP)  ## what needs a CUDA GPU
	$(BIN)/python tools/test.py --cuda

release-check: $(STAMP)  ## what must hold before a release: the wheel, in fresh environments of Python 3.11 and 3.13
	$(BIN)/python tools/test.py --release

vulnerabilities: $(STAMP)  ## known ones of what is installed; asks PyPI
	$(BIN)/pip install --quiet pip-audit
	$(BIN)/pip-audit --skip-editable --strict

student: $(STAMP)  ## the course without solutions, in runs/student
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,lessons,teach]'
	$(BIN)/python tools/lessons.py student

lessons: $(STAMP)  ## run the course, keep its outputs, write its index and glossary (9 min)
	$(BIN)/python tools/lessons.py run
	$(BIN)/python tools/lessons.py write

bench: $(STAMP)  ## how fast others are, and we; goes on where it was interrupted (2 hours; DEVICE=cuda on a GPU)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,lessons,bench]'
	$(BIN)/python benchmarks/bench.py --device $(or $(DEVICE),cpu)

elpv: $(STAMP)  ## the protocol of Deitsch et al. on ELPV; goes on where it was interrupted (a day)
	$(BIN)/python benchmarks/elpv.py

home-weights: $(STAMP)  ## ResNet and VGG made at home, and what they are worth; goes on where it was interrupted (2 hours)
	$(BIN)/python benchmarks/home_weights.py

suite: $(STAMP)  ## does the recipe win, beside others, in equal seconds? TL_SUITE_DATA=folder; goes on where it was interrupted (days)
	test -x .venv-autogluon/bin/python || $(PYTHON) -m venv .venv-autogluon
	.venv-autogluon/bin/pip install --quiet 'autogluon.multimodal==1.6.3'
	$(BIN)/python benchmarks/suite.py $(ARGS)

export: $(STAMP)  ## clean the notebooks and write the modules from them
	$(BIN)/nbdev_clean
	$(BIN)/nbdev_export

readme: $(STAMP)  ## write README.md from nbs/index.ipynb, with what the benchmarks recorded
	$(BIN)/python tools/readme.py

record: $(STAMP)  ## keep the outputs of the last demo in the quickstart notebook
	$(BIN)/python tools/record.py

clean:  ## remove what was built; keeps the environments, and runs/
	rm -rf build dist *.egg-info .pytest_cache .ruff_cache _docs _proc
