#!/bin/sh
# Takes Fugong's programs and units away and keeps everything that people entered: ./uninstall.sh [--prefix FOLDER]
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
for each in "$here/.." "$here"; do [ -d "$each/installer" ] && cd "$each" && break; done
prefix=/srv/fugong
[ "$(id -u)" = 0 ] || prefix=$HOME/fugong
[ "${1:-}" = --prefix ] && prefix=$2
if [ ! -d "$prefix/versions" ]; then echo "fugong: there is no installation in $prefix." >&2; exit 1; fi

"$prefix/bin/fugong-service" stop || true
if [ "$(id -u)" = 0 ] && [ -f "$prefix/etc/units" ]; then
    systemctl disable --now fugong.target fugong-nightly.timer || true
    while read -r unit; do rm -f "/etc/systemd/system/$unit"; done < "$prefix/etc/units"
    systemctl daemon-reload
fi
rm -rf "$prefix/versions" "$prefix/current" "$prefix/bin" "$prefix/python"
echo "Fugong is gone from $prefix. Kept: $prefix/var (database, documents, secrets, backups, logs) and $prefix/etc (settings, certificate)."
echo "To install again with these data, run install.sh with --prefix $prefix. To lose them for good, remove the folder."
