#!/usr/bin/env bash
# Pin the requirements of pyproject.toml in requirements.txt and requirements-dev.txt.
# Needs uv. One version per package, the same for every
# Python version and system: the numbers that the tool gives depend on them.
set -euo pipefail
cd "$(dirname "$0")/.."

uv=${UV:-uv}
compile=("$uv" pip compile --quiet --universal --python-version 3.11
    --fork-strategy fewest --annotation-style line
    --no-header --no-emit-index-url --no-emit-find-links)
shorten='s/single-leg-squat-screening (pyproject.toml\(:dev\)\{0,1\})/pyproject.toml/'

resolved=$("${compile[@]}" --all-extras pyproject.toml | sed "$shorten")
{
    echo '# What the tool runs on, pinned. Made from pyproject.toml: make requirements'
    printf '%s\n' "$resolved"
} > requirements.txt

resolved=$("${compile[@]}" --all-extras pyproject.toml --group dev \
    --constraints requirements.txt | sed "$shorten")
{
    echo '# What it is tested and built with, on top. Made from pyproject.toml: make requirements'
    echo '-r requirements.txt'
    printf '%s\n' "$resolved" | grep -v -- '-c requirements.txt'
} > requirements-dev.txt
