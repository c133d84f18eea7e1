#!/bin/bash
# Removes what install.sh installed; the configuration and the users stay unless told otherwise.
# Usage: uninstall.sh [--purge]
set -euo pipefail

list=/usr/lib/ipc-socket/installed-files

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$@"; exit 1; }

remove_files() {
    local file
    while read -r file; do rm -f "/$file"; done <"$list"
    rm -f "$list"
    find /usr/lib/ipc-socket -depth -type d -empty -delete
}

purge() {
    local user
    rm -rf /etc/ipc-socket /var/lib/led-tcp
    for user in led-tcp button-tcp; do
        if getent passwd "$user" >/dev/null; then userdel "$user"; fi
        if getent group "$user" >/dev/null; then groupdel "$user"; fi
    done
}

case ${1:-} in
    "" | --purge) ;;
    *) die "unknown option $1; see the first lines of $0" ;;
esac
[ "$(id -u)" = 0 ] || die "needs root"
[ -r "$list" ] || die "nothing here that install.sh installed ($list is missing)"
if [ -d /run/systemd/system ]; then
    systemctl disable --now --quiet led-tcp.socket led-tcp.service button-tcp.service
fi
remove_files
if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    systemctl reset-failed led-tcp.service led-tcp.socket button-tcp.service 2>/dev/null || true
fi
if [ "${1:-}" = --purge ]; then purge; fi
say "removed"
