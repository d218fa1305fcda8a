PYTHON ?= python3
NEEDS  := $(shell sed -n 's/^min_python *= *//p' settings.ini)
BIN    := .venv/bin
STAMP  := .venv/installed
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help demo seeds lab app docs test check coverage test-cuda lowest newest release-check release vulnerabilities student teach course lite lessons bench elpv home-weights suite export readme record clean
help:  ## show this text
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

# One environment for everything; updated when its requirements change.
$(STAMP): settings.ini setup.py constraints.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info; v >= tuple(map(int, "$(NEEDS)".split("."))) \
	  or sys.exit(f"tl_nbdev needs Python $(NEEDS) or later; $(PYTHON) is {v[0]}.{v[1]}. Try: make PYTHON=python3.13 $(MAKECMDGOALS)")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo 'Installing into .venv: 2.5 GB. This takes some minutes and prints nothing.'
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,lessons]'
	@touch $@

demo: $(STAMP)  ## install, run the quickstart on real data, print the results (3 to 9 min)
	$(BIN)/tl-nbdev demo --folder runs

seeds: $(STAMP)  ## run the demo with three seeds, print the mean (25 min)
	$(BIN)/tl-nbdev demo --folder runs --seed 0 1 2

lab: $(STAMP)  ## open the course in JupyterLab, on this machine only: without answers, and as you left it
	$(BIN)/tl-nbdev lab --folder runs/student $(ARGS)

app: $(STAMP)  ## serve studio and workbench as a web page, on this machine only
	$(BIN)/tl-nbdev app --folder runs/student $(ARGS)

docs: $(STAMP)  ## build the site (lessons, how-tos, explanations, API) and print where it is (2 min)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,lessons,docs]'
	$(BIN)/python tools/docs.py

test: $(STAMP)  ## run all tests; must pass before a merge (50 min)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,lessons,docs,teach,lite,trackers]'
	$(BIN)/python tools/test.py

check: $(STAMP)  ## run the fast tests, for daily work (3 min)
	$(BIN)/python tools/test.py --fast

coverage: $(STAMP)  ## print how much of each module the fast tests in tests/ run (5 min)
	OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive $(BIN)/pytest -m 'not slow and not cuda' -n 2 --cov=tl_nbdev --cov-report=term

test-cuda: $(STAMP)  ## run the tests that need a CUDA GPU
	$(BIN)/python tools/test.py --cuda

lowest: $(STAMP)  ## test with the lowest versions that settings.ini allows, in .venv-lowest (PyPI's torch for CUDA: some GB)
	$(BIN)/python tools/test.py --lowest

newest: $(STAMP)  ## test with the newest version of every dependency, in .venv-newest (8 min)
	$(BIN)/python tools/test.py --newest

release-check: $(STAMP)  ## test the wheel in fresh environments of Python 3.11 and 3.13; must pass before a release
	$(BIN)/python tools/test.py --release

release: $(STAMP)  ## say what a release lacks, or how to tag it; the tag publishes it
	$(BIN)/python tools/release.py

vulnerabilities: $(STAMP)  ## look up known vulnerabilities of the installed packages on PyPI
	$(BIN)/pip install --quiet pip-audit
	$(BIN)/pip-audit --skip-editable --strict

student: $(STAMP)  ## write the course without solutions and outputs to runs/student, except what was changed there
	$(BIN)/tl-nbdev student --folder runs/student

teach: $(STAMP)  ## write slides, handouts, a rubric, formulas and words, and lessons for otter-grader to runs/teach
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,lessons,docs]'
	$(BIN)/python tools/teach.py

course: $(STAMP)  ## write the course as Colab, Kaggle and Binder open it to build/course
	$(BIN)/python tools/course.py

lite: $(STAMP)  ## build the lessons that run in a browser tab, and say how to open them (1 min)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,lessons,lite]'
	$(BIN)/python tools/lite.py

lessons: $(STAMP)  ## run the course, keep its outputs, write its index and glossary (10 min)
	$(BIN)/python tools/lessons.py run
	$(BIN)/python tools/lessons.py write

bench: $(STAMP)  ## compare our speed with other packages; can be resumed (2 hours; DEVICE=cuda on a GPU)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,lessons,bench]'
	$(BIN)/python benchmarks/bench.py --device $(or $(DEVICE),cpu)

elpv: $(STAMP)  ## run the protocol of Deitsch et al. on ELPV; can be resumed (a day)
	$(BIN)/python benchmarks/elpv.py

home-weights: $(STAMP)  ## pretrain ResNet and VGG ourselves and measure what that is worth; can be resumed (2 hours)
	$(BIN)/python benchmarks/home_weights.py

suite: $(STAMP)  ## compare our recipe with other packages at equal seconds; TL_SUITE_DATA=folder; can be resumed (days)
	test -x .venv-autogluon/bin/python || $(PYTHON) -m venv .venv-autogluon
	.venv-autogluon/bin/pip install --quiet 'autogluon.multimodal==1.6.3'
	$(BIN)/python benchmarks/suite.py $(ARGS)

export: $(STAMP)  ## clean the notebooks, write the modules from them, and the stubs for editors
	$(BIN)/nbdev_clean
	$(BIN)/ruff format --quiet
	$(BIN)/nbdev_export
	$(BIN)/python tools/stubs.py

readme: $(STAMP)  ## write README.md from nbs/index.ipynb and the recorded benchmarks
	$(BIN)/python tools/readme.py

record: $(STAMP)  ## store the outputs of the last demo in the quickstart notebook
	$(BIN)/python tools/record.py

clean:  ## remove build products; keep the environments and runs/
	rm -rf build dist *.egg-info .pytest_cache .ruff_cache _docs _proc
