#!/usr/bin/env bash
# Set up what the project needs, inside the project folder.
#
#   tools/bootstrap.sh            .venv: Python 3.12, the locked packages, this package (editable)
#   tools/bootstrap.sh browser    Chromium for the browser tests, where it can be installed; never fails
#   tools/bootstrap.sh lock       write requirements.lock again from pyproject.toml
#
# Needs only some python3 and the network. uv is taken from PATH, or put into .tools/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

UV_VERSION=0.13.9
PYTHON_VERSION=3.12
LOCK=requirements.lock
STAMP=.venv/.ready
CHROMIUM=/usr/bin/chromium
LOCAL_UV=.tools/uv
export UV_HTTP_TIMEOUT="${UV_HTTP_TIMEOUT:-180}"

say() { printf '%s\n' "$*" >&2; }
die() { say "setup: $*"; exit 1; }
root_with_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

apt_install() {
    DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null
}

# Any python3 that runs. Asked for from / so that .python-version does not bind a version manager's shim.
some_python() {
    (cd / && for name in python3 python3.{14,13,12,11,10,9,8} /usr/bin/python3; do
        "$name" -c 'import sys; print(sys.executable)' 2>/dev/null && exit 0
    done; exit 1)
}

make_venv() { "$1" -m venv --clear "$LOCAL_UV" >/dev/null 2>&1; }

install_uv() {
    local python pip=("-q" "--disable-pip-version-check" "--no-input")
    python=$(some_python) || die "no python3 found: install Python 3 (any version from 3.8), or uv"
    say "setup: putting uv $UV_VERSION into $LOCAL_UV"
    if make_venv "$python" || { root_with_apt && apt_install python3-venv >&2 && make_venv "$python"; }; then
        "$LOCAL_UV/bin/python" -m pip install "${pip[@]}" "uv==$UV_VERSION"
    elif "$python" -m pip --version >/dev/null 2>&1; then
        rm -rf "$LOCAL_UV"
        "$python" -m pip install "${pip[@]}" --target "$LOCAL_UV" "uv==$UV_VERSION"
    else
        rm -rf "$LOCAL_UV"
        die "this python3 has neither venv nor pip: install python3-venv, or uv, and run the same command again"
    fi
}

# Sets UV to a uv that runs (a version manager may leave a shim on PATH that does not).
find_uv() {
    UV=uv
    uv --version >/dev/null 2>&1 && return
    UV=$PWD/$LOCAL_UV/bin/uv
    "$UV" --version >/dev/null 2>&1 || install_uv
    "$UV" --version >/dev/null || die "uv was installed into $LOCAL_UV but does not run"
}

venv_is_good() {
    [ "$(.venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$PYTHON_VERSION" ]
}

# An installed Python of the wanted version, pyenv's included; else its number, for uv to download.
wanted_python() {
    "$UV" python find --no-project --no-python-downloads "$PYTHON_VERSION" 2>/dev/null && return
    local python
    for python in "${PYENV_ROOT:-$HOME/.pyenv}/versions/$PYTHON_VERSION".*/bin/python; do
        [ -x "$python" ] && echo "$python" && return
    done
    echo "$PYTHON_VERSION"
}

environment() {
    find_uv
    rm -f "$STAMP"
    if ! venv_is_good; then
        rm -rf .venv
        say "setup: making .venv with Python $PYTHON_VERSION"
        "$UV" venv -q --no-project --python "$(wanted_python)" .venv ||
            die "Python $PYTHON_VERSION is not here and could not be downloaded: install it, and run the same command again"
    fi
    say "setup: installing the packages in $LOCK"
    # Compiled here, once: where PYTHONDONTWRITEBYTECODE is set, every start would compile 2,400 modules again.
    "$UV" pip install -q --python .venv/bin/python --compile-bytecode --require-hashes -r "$LOCK"
    "$UV" pip install -q --python .venv/bin/python --no-deps --no-build-isolation --editable .
    .venv/bin/python -m compileall -q src
    touch "$STAMP"
}

browser() {
    [ -x "$CHROMIUM" ] && return
    if root_with_apt; then
        say "setup: installing Chromium for the browser tests"
        apt_install chromium >&2 || say "setup: Chromium could not be installed; the browser tests will be skipped"
    else
        say "setup: no $CHROMIUM, and it needs root and apt to install; the browser tests will be skipped"
    fi
}

# The lock names no registry and no path, so that it says the same on every machine.
lock() {
    find_uv
    "$UV" pip compile -q pyproject.toml --extra dev --python-version "$PYTHON_VERSION" --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
        --output-file "$LOCK" "$@"
}

case "${1:-environment}" in
    environment) environment ;;
    browser) browser ;;
    lock) shift; lock "$@" ;;
    *) die "unknown step '$1': one of environment, browser, lock" ;;
esac
