#!/bin/sh
# Installs Fugong from this folder, or brings an installation to this version: ./install.sh --help
# Nothing is fetched from anywhere. Works as root (with or without systemd) and as an ordinary user.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
cd "$here"

say() { printf 'fugong: %s\n' "$*" >&2; }

command -v sha256sum >/dev/null || { say "sha256sum is missing (package coreutils)."; exit 1; }
if ! damaged=$(sha256sum --quiet -c SHA256SUMS 2>&1); then
    say "This folder is damaged or was altered; nothing was installed:"
    printf '%s\n' "$damaged" >&2
    exit 1
fi
say "folder whole: $(sha256sum SHA256SUMS | cut -c1-16) (compare with what bin/bundle printed)"

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
python=
for each in ${FUGONG_PYTHON:-} python3.14 python3.13 python3.12 python3.11 python3; do
    if command -v "$each" >/dev/null && new_enough "$each"; then
        found=$("$each" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        if grep -q "\"$found\"" bundle.json; then python=$(command -v "$each"); break; fi
    fi
done
if [ -z "$python" ] && [ -f tools/python.tar.gz ]; then
    prefix=/srv/fugong
    [ "$(id -u)" = 0 ] || prefix=$HOME/fugong
    previous=
    for each in "$@"; do
        case $each in --prefix=*) prefix=${each#--prefix=} ;; esac
        [ "$previous" = --prefix ] && prefix=$each
        previous=$each
    done
    mkdir -p "$prefix"
    if [ ! -d "$prefix/python" ]; then
        mkdir "$prefix/.python"
        tar -xzf tools/python.tar.gz -C "$prefix/.python"
        inner=$(dirname "$(dirname "$(find "$prefix/.python" -path '*/bin/python3' | head -1)")")
        mv "$inner" "$prefix/python"
        rm -rf "$prefix/.python"
    fi
    python=$prefix/python/bin/python3
fi
if [ -z "$python" ]; then
    say "This folder needs Python $(grep -A4 '"pythons"' bundle.json | tr -d '\n[]\"' | sed 's/.*pythons: *//; s/system.*//'). Install it, name it with FUGONG_PYTHON, or bundle one with --with-python."
    exit 1
fi
PYTHONDONTWRITEBYTECODE=1 exec "$python" -m installer "$@"
