#!/usr/bin/env bash
# Pin the requirements of pyproject.toml in requirements.txt and requirements-dev.txt,
# each file with its checksum: pip installs nothing else. Needs uv.
#
#   scripts/pin-requirements.sh         the newest versions
#   scripts/pin-requirements.sh --keep  those that are pinned, where that is possible
#
# One version per package, the same for every Python version and system: the numbers
# that the tool gives depend on them.
set -euo pipefail
cd "$(dirname "$0")/.."

uv=${UV:-uv}
upgrade=(--upgrade)
[ "${1:-}" = --keep ] && upgrade=()
compile=("$uv" pip compile --quiet --universal --python-version 3.11
    --fork-strategy fewest --annotation-style line --generate-hashes "${upgrade[@]}"
    --no-header --no-emit-index-url --no-emit-find-links --all-extras pyproject.toml)
shorten='s/single-leg-squat-screening (pyproject.toml\(:dev\)\{0,1\})/pyproject.toml/'

"${compile[@]}" --output-file requirements.txt > /dev/null
"${compile[@]}" --output-file requirements-dev.txt \
    --group dev --constraints requirements.txt > /dev/null

pinned=$(sed "$shorten" requirements.txt)
{
    echo '# What the tool runs on, pinned. Made from pyproject.toml: make requirements'
    printf '%s\n' "$pinned"
} > requirements.txt

# Each package is a block: its name, its checksums, where it comes from.
pinned=$(awk '
    /^[^ ]/ { if (!known) printf "%s", block; block = ""; known = 0 }
    /-c requirements.txt/ { known = 1 }
    { block = block $0 "\n" }
    END { if (!known) printf "%s", block }' requirements-dev.txt | sed "$shorten")
{
    echo '# What it is tested and built with, on top. Made from pyproject.toml: make requirements'
    echo '-r requirements.txt'
    printf '%s\n' "$pinned"
} > requirements-dev.txt
