#!/usr/bin/env bash
# Create the Python environment in .venv, or bring it up to date.
#
#   scripts/environment.sh         what the tool needs to run
#   scripts/environment.sh --dev   and what tests and checks need
#
# PYTHON names the Python to use; without it the first of python3, python3.13, … that
# is new enough. A second call with nothing changed does nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

dev=${1:-}
venv=.venv
least=3.11

stop() {
    echo "$*" >&2
    exit 1
}

is_new_enough() {
    "$1" -c "import sys; sys.exit(sys.version_info < (${least/./, }))" 2> /dev/null
}

choose_python() {
    local candidate
    if [ -n "${PYTHON:-}" ]; then
        command -v "$PYTHON" > /dev/null \
            || stop "PYTHON=$PYTHON does not exist: name a Python $least or newer."
        is_new_enough "$PYTHON" \
            || stop "$PYTHON is $("$PYTHON" --version 2>&1): $least or newer is needed."
        return
    fi
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" > /dev/null && is_new_enough "$candidate"; then
            PYTHON=$candidate
            return
        fi
    done
    if command -v python3 > /dev/null; then
        stop "$(python3 --version 2>&1) is too old: install Python $least or newer," \
            "or name one: make demo PYTHON=/path/to/python3.12"
    fi
    stop "Python is missing: sudo apt-get install -y python3 python3-venv"
}

check_venv_module() {
    local version
    "$PYTHON" -c 'import ensurepip, venv' 2> /dev/null && return
    version=$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    stop "Python's venv module is missing:" \
        "sudo apt-get install -y python$version-venv"
}

# Run a command; its output is shown only when it fails.
quietly() {
    local log
    log=$(mktemp)
    if ! "$@" > "$log" 2>&1 < /dev/null; then
        tail -n 40 "$log" >&2
        rm -f "$log"
        stop "This did not work: $*"
    fi
    rm -f "$log"
}

install() {
    quietly "$venv/bin/python" -m pip --disable-pip-version-check install "$@"
}

# What a stamp says: made here, by this Python, from these files as they are now.
state_of() {
    printf '%s\n' "$PWD"
    "$PYTHON" --version
    cksum -- "$@"
}

is_current() {
    local stamp=$1
    shift
    [ -x "$venv/bin/python" ] && [ -f "$stamp" ] \
        && "$venv/bin/python" -c '' 2> /dev/null \
        && [ "$(cat "$stamp")" = "$(state_of "$@")" ]
}

choose_python
export PYTHON
scripts/system-libraries.sh "$dev"

if ! is_current "$venv/.requirements" requirements.txt; then
    check_venv_module
    echo "Setting up .venv with $("$PYTHON" --version) (the first time: one to three minutes)"
    rm -rf "$venv"
    quietly "$PYTHON" -m venv "$venv"
    install -r requirements.txt
    state_of requirements.txt > "$venv/.requirements"
fi
# The version of the installed package is read from its code.
of_package=(pyproject.toml screening/__init__.py)
if ! is_current "$venv/.package" "${of_package[@]}"; then
    echo "Installing the screening package from this folder"
    install --no-deps --editable .
    state_of "${of_package[@]}" > "$venv/.package"
fi
if [ "$dev" = --dev ] && ! is_current "$venv/.dev" requirements-dev.txt; then
    echo "Installing the tools for tests and checks"
    install -r requirements-dev.txt
    state_of requirements-dev.txt > "$venv/.dev"
fi
