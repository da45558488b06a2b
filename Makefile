# The project's commands; `make` alone lists them. Each works from nothing, from any folder, and twice.
# Options of a command go into ARGS, for example: make test ARGS="tests/catalog -x"

ROOT := $(shell dirname "$(strip $(MAKEFILE_LIST))")
IN := cd "$(ROOT)" &&
PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run shell train voice voice-model validate test services services-stop report thresholds review review-apply bench lint clean environment

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' "$(ROOT)/Makefile"

run: train ## everything from nothing, then the server on http://localhost:$PORT (5005)
	@$(IN) exec $(PYTHON) -m server $(ARGS)

shell: train ## talk to the assistant in the terminal
	@$(IN) exec $(PYTHON) -m server --shell $(ARGS)

train: environment ## a model in models/ from the current content; nothing to do when nothing changed
	@$(IN) $(PYTHON) -m tools.train $(if $(filter train,$(MAKECMDGOALS)),$(ARGS))

voice: environment ## adapt the speech recogniser to the shop's own words (models/voice)
	@$(IN) $(PYTHON) -m tools.voice build

voice-model: environment ## put a speech model in place: make voice-model LANGUAGE=zh [FROM=path or address]
	@$(IN) $(PYTHON) -m tools.voice_model --language $(LANGUAGE) $(if $(FROM),--from "$(FROM)")

validate: environment ## check the content: one line per finding, exit status 1 on errors
	@$(IN) $(PYTHON) -m tools.validate $(ARGS)

test: ## everything from nothing, then all tests
	@$(IN) exec scripts/test.sh $(ARGS)

services: environment ## MariaDB, MySQL, MongoDB and Redis on loopback (addresses in var/services/env)
	@$(IN) $(PYTHON) scripts/services.py start

services-stop: ## stop them
	@$(IN) if [ -x $(PYTHON) ]; then $(PYTHON) scripts/services.py stop; fi

report: train ## NLU and story report with pictures under reports/
	@$(IN) $(PYTHON) -m tools.report $(ARGS)

thresholds: train ## when to ask back, chosen from held-out sentences; the curve in docs/
	@$(IN) $(PYTHON) -m tools.thresholds $(ARGS)

review: environment ## weak turns to label, in reports/review/: make review SINCE=2026-11-01
	@$(IN) $(PYTHON) -m tools.review --since "$(SINCE)" $(ARGS)

review-apply: environment ## the labelled ones into data/nlu.yml: make review-apply FILE=reports/review/….yml
	@$(IN) $(PYTHON) -m tools.review_apply "$(FILE)" $(ARGS)

bench: train ## the benchmarks; results as JSON under reports/bench/
	@$(IN) $(PYTHON) -m tools.bench $(ARGS)

lint: environment ## formatting, lint, types
	@$(IN) scripts/lint.sh

clean: services-stop ## remove caches, reports and the test services; keeps environment, models and data
	@$(IN) rm -rf reports results .rasa .pytest_cache .mypy_cache .ruff_cache var/services
	@$(IN) find . -path ./.venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

environment:
	@$(IN) scripts/bootstrap.sh
