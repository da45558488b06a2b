#!/bin/sh
# Checks formatting, lint and types; tells all findings before it fails.
set -eu

case "${1:-}" in
    "") ;;
    --fix) ;;
    -h | --help)
        echo "usage: scripts/lint.sh [--fix]"
        echo
        echo "Checks formatting and lint with ruff and types with mypy. --fix first formats and repairs what it can."
        exit 0
        ;;
    *) echo "scripts/lint.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
esac

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"

if [ "${1:-}" = "--fix" ]; then
    .venv/bin/ruff check --quiet --fix-only .
    .venv/bin/ruff format --quiet .
fi

status=0
.venv/bin/ruff format --check . || status=1
.venv/bin/ruff check . || status=1
.venv/bin/python -m mypy || status=1
exit "$status"
