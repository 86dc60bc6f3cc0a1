#!/usr/bin/env bash
# Install the system libraries that OpenCV and MediaPipe load, if they are missing.
#
#   scripts/system-libraries.sh         what the tool needs
#   scripts/system-libraries.sh --dev   and what its tests need: a browser, and strace
#
# If nothing is missing: no output, no network, exit status 0. Otherwise they are
# installed with apt-get where that is allowed without a password (root, or sudo); if
# not, the command to type is printed and the exit status is 1.
set -euo pipefail

python=${PYTHON:-python3}
dev=${1:-}

# Library file, and the Debian or Ubuntu package that has it.
needed=(
    libGL.so.1:libgl1
    libgthread-2.0.so.0:libglib2.0-0
    libEGL.so.1:libegl1
    libGLESv2.so.2:libgles2
)
browsers=(chromium chromium-browser google-chrome)
# A mirror that does not answer must not hold everything up.
longest_s=900

find_missing() {
    local pair
    missing=()
    packages=()
    for pair in "${needed[@]}"; do
        if ! "$python" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' \
            "${pair%%:*}" 2> /dev/null; then
            missing+=("${pair%%:*}")
            packages+=("${pair##*:}")
        fi
    done
    if [ "$dev" = --dev ] && ! command -v "${browsers[@]}" > /dev/null; then
        missing+=(chromium)
        packages+=(chromium)
    fi
    if [ "$dev" = --dev ] && ! command -v strace > /dev/null; then
        missing+=(strace)
        packages+=(strace)
    fi
}

# Since Debian 13 and Ubuntu 24.04 the GLib package has another name.
use_names_of_this_release() {
    local i
    for i in "${!packages[@]}"; do
        if [ "${packages[i]}" = libglib2.0-0 ] \
            && [ -n "$(apt-cache pkgnames libglib2.0-0t64 2> /dev/null)" ]; then
            packages[i]=libglib2.0-0t64
        fi
    done
}

say_what_to_type() {
    {
        echo "System libraries are missing: ${missing[*]}."
        if command -v apt-get > /dev/null; then
            echo "Type this, then start again:"
            echo "    sudo apt-get update && sudo apt-get install -y ${packages[*]}"
        else
            echo "Install the packages of your system that hold them, then start again."
        fi
    } >&2
    exit 1
}

install_packages() {
    local log
    log=$(mktemp)
    echo "Installing system libraries: ${packages[*]}"
    if ! { "${as_root[@]}" timeout "$longest_s" apt-get update \
        && use_names_of_this_release \
        && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            timeout "$longest_s" \
            apt-get install -y --no-install-recommends "${packages[@]}"; } \
        > "$log" 2>&1 < /dev/null; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        say_what_to_type
    fi
    rm -f "$log"
}

if [ "$(uname -s)" != Linux ]; then
    exit 0
fi
find_missing
if [ ${#missing[@]} -eq 0 ]; then
    exit 0
fi
use_names_of_this_release
if ! command -v apt-get > /dev/null; then
    say_what_to_type
elif [ "$(id -u)" -eq 0 ]; then
    as_root=(env)
elif command -v sudo > /dev/null && sudo -n true 2> /dev/null; then
    as_root=(sudo -n)
else
    say_what_to_type
fi
install_packages
find_missing
if [ ${#missing[@]} -ne 0 ]; then
    say_what_to_type
fi
