# Everything a newcomer, a developer and CI type. `make` alone lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
# uv as a command, as a module, or in a folder of its own; `make` installs it where none of them is.
UV = $(shell uv --version >/dev/null 2>&1 && echo uv || { python3 -m uv --version >/dev/null 2>&1 && echo python3 -m uv; } || echo .uv/bin/uv)
ADVICE = { echo; echo "The environment could not be installed. Rasa 3.6 needs Python 3.10 (uv python install 3.10, or your system's package) and 4 GB of disk; the line above says what was missing."; exit 1; }

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: environment ## start the shop's desk and bot, with a demo shop, and print the addresses
	@exec .venv/bin/xiaoer up

test: testenv lint ## all checks and all tests
	@.venv/bin/python -m pytest

fast: testenv ## the tests that need no trained model and no browser
	@.venv/bin/python -m pytest -m "not slow and not browser"

lint: testenv ## style, format and types
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/yamllint -s .

format: testenv ## put the code into the house's form
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

train: environment ## train on data/ and make the model live
	@.venv/bin/xiaoer train

evaluate: environment ## measure the live model: make evaluate FILE=sentences.tsv
	@.venv/bin/xiaoer evaluate $(FILE)

bench: testenv ## our pipeline beside Rasa's default, on the same data
	@.venv/bin/xiaoer bench

environment: uv
	@$(UV) sync --locked --no-default-groups --inexact || $(ADVICE)

testenv: uv
	@$(UV) sync --locked --extra embedding --inexact || $(ADVICE)

uv:
	@$(UV) --version >/dev/null 2>&1 || { \
	  echo "Installing uv …"; \
	  python3 -m pip install --quiet --disable-pip-version-check uv 2>/dev/null \
	  || { python3 -m venv .uv && .uv/bin/pip install --quiet --disable-pip-version-check uv; } \
	  || { echo "uv could not be installed: see https://docs.astral.sh/uv/ and run make again."; exit 1; }; }

.PHONY: help run test fast lint format train evaluate bench environment testenv uv
