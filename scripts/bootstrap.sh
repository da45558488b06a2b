#!/bin/sh
# Makes the environment .venv from the hash-locked requirements; does nothing when it is up to date.
set -eu

usage() {
    echo "usage: scripts/bootstrap.sh [--force]"
    echo
    echo "Makes the Python 3.10 environment .venv from requirements.txt (versions and hashes locked)."
    echo "A second run does nothing until a lock file changes; --force makes the environment anew."
}

force=no
case "${1:-}" in
    "") ;;
    --force) force=yes ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
esac

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"

venv=$root/.venv
stamp=$venv/kefu-lock
tools=$root/var/tools/uv
uv=$tools/bin/uv
log=$root/var/log/bootstrap.log
began=$(date +%s)

say() { echo "bootstrap: $*"; }
fail() { echo "bootstrap: error: $*" >&2; exit 1; }

# What an up-to-date environment's stamp says: the locks' hash, and the place, for scripts inside name it.
wanted() { printf '%s %s\n' "$(cat requirements.txt requirements-build.txt | sha256sum | cut -d ' ' -f 1)" "$venv"; }

up_to_date() {
    [ "$force" = no ] && [ -x "$venv/bin/python" ] && [ -x "$uv" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$(wanted)" ]
}

# `rasa test` looks for test stories below the project, so also in .venv, where Rasa keeps those of `rasa init`.
leave_out_rasas_stories() {
    rm -f "$venv"/lib/python3.10/site-packages/rasa/cli/initial_project/tests/test_stories.yml
}

if up_to_date; then
    leave_out_rasas_stories
    exit 0
fi

mkdir -p var/log var/tools
# One bootstrap at a time: a second one waits, and then finds the work done.
exec 9>var/tools/bootstrap.lock
if command -v flock >/dev/null && ! flock --nonblock 9; then
    say "another one is at work: waiting for it"
    flock 9
    up_to_date && exit 0
fi

# run TEXT COMMAND...: runs a long command with its output in the log and a sign of life every 15 seconds.
run() {
    text=$1
    shift
    say "$text"
    "$@" >"$log" 2>&1 9>&- &
    pid=$!
    trap 'kill "$pid" 2>/dev/null; exit 130' INT TERM
    ticks=0
    while kill -0 "$pid" 2>/dev/null; do
        sleep 0.5
        ticks=$((ticks + 1))
        [ $((ticks % 30)) -ne 0 ] || say "  still at it, $(($(date +%s) - began)) s so far"
    done
    trap - INT TERM
    if ! wait "$pid"; then
        tail -n 25 "$log" >&2
        fail "${hint:-this step failed: $text} (all its output: var/log/bootstrap.log)"
    fi
}

# Is this a Python 3.10 with all the parts that are needed? pyenv's stand-ins on PATH may be for another version.
is_python310() {
    [ -n "$1" ] && "$1" -c '
import sys
import ctypes, bz2, lzma, sqlite3, ssl, zlib
sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1
}

find_python310() {
    for candidate in "$(command -v python3.10 || true)" "$(command -v python3 || true)" \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10.*/bin/python3.10 "$HOME"/.pyenv/versions/3.10.*/bin/python3.10; do
        if is_python310 "$candidate"; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return 0
        fi
    done
    return 1
}

install_uv() {
    "$1" -m venv "$tools"
    "$tools/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-uv.txt
}

# uv, from its own lock, in an environment of its own: any Python 3.8 or newer will do for that.
provide_uv() {
    uv_wanted=$(sha256sum requirements-uv.txt | cut -d ' ' -f 1)
    if [ -x "$uv" ] && [ "$(cat "$tools/lock" 2>/dev/null)" = "$uv_wanted" ] && "$uv" --version >/dev/null 2>&1; then
        return 0
    fi
    base=${python:-$(command -v python3 || true)}
    [ -n "$base" ] || fail "no Python at all on this machine: install Python 3.10 (or the Debian packages python3 and python3-venv) and try again"
    rm -rf "$tools"
    if ! "$base" -c 'import ensurepip' >/dev/null 2>&1; then
        if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
            fail "$base cannot make environments: install the Debian package python3-venv and try again"
        fi
        run "installing the Debian package python3-venv" \
            sh -c 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv'
    fi
    run "1/3 installing uv" install_uv "$base"
    echo "$uv_wanted" >"$tools/lock"
}

# An environment left by an older lock is brought up to date; a foreign or broken one is made anew.
venv_usable() {
    [ "$force" = no ] && is_python310 "$venv/bin/python" && grep -qsF "$venv" "$venv/bin/activate"
}

python=$(find_python310) || python=""
provide_uv
if [ -z "$python" ]; then
    hint="no Python 3.10 here, and none could be fetched: install Python 3.10, put python3.10 on PATH and try again"
    run "no Python 3.10 found: uv fetches one" "$uv" python install 3.10
    python=$("$uv" python find --no-project 3.10) || fail "$hint"
    hint=""
fi

if venv_usable; then
    say "2/3 bringing the environment in .venv up to date"
    rm -f "$stamp"
else
    run "2/3 making the environment .venv with $("$python" -V)" \
        "$uv" venv --clear --no-project --prompt kefu --python "$python" "$venv"
fi
run "3/3 installing the $(grep -c '^[A-Za-z0-9].*==' requirements.txt) locked packages (1 to 5 minutes)" \
    "$uv" pip sync --python "$venv/bin/python" --require-hashes --build-constraints requirements-build.txt \
    --compile-bytecode requirements.txt
leave_out_rasas_stories

wanted >"$stamp"
say "done in $(($(date +%s) - began)) s"
