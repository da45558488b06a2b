#!/bin/sh
# Runs all tests from nothing; the exit status is pytest's.
set -eu

if [ "${1:-}" = "--help" ] || [ "${1:-}" = "-h" ]; then
    echo "usage: scripts/test.sh [PYTEST ARGUMENT...]"
    echo
    echo "Makes the environment, starts the services, installs Chromium where it is missing (as root), trains a model"
    echo "if there is none for the current content, adapts the speech recogniser,"
    echo "and runs pytest with the arguments given. Services that were not running before are stopped at the end."
    exit 0
fi

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"

scripts/bootstrap.sh
# shellcheck disable=SC2016  # expanded by the inner shell
exec .venv/bin/python scripts/services.py run sh -c '
    .venv/bin/python -m tools.train || exit
    exec .venv/bin/python -m pytest "$@"' sh "$@"
