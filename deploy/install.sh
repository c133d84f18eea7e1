#!/bin/bash
# Installs the daemons on a system without dpkg, at the same places as the package. Starts and enables nothing.
# Usage: install.sh [--self-contained] [--destdir DIR | --tree DIR]
#   --self-contained   brings the .NET runtime, for the machine that this runs on
#   --destdir DIR      only lays out the tree below DIR, to be copied to a machine without the .NET SDK
#   --tree DIR         installs such a tree: DIR/usr/lib/ipc-socket/install.sh --tree DIR
set -euo pipefail

destdir=""
tree=""
kind=framework

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$@"; exit 1; }

runtime_identifier() {
    case $(uname -m) in
        x86_64) echo linux-x64 ;;
        aarch64) echo linux-arm64 ;;
        armv7l) echo linux-arm ;;
        *) die "no .NET runtime is known for $(uname -m)" ;;
    esac
}

lay_out() { # TREE
    # shellcheck source=deploy/stage.sh
    . "$(dirname "$0")/stage.sh"
    need_command dotnet dotnet-sdk-10.0
    stage_programs "$1" "$kind"
    stage_configuration "$1"
    stage_units "$1"
    stage_completion "$1"
    if command -v pandoc >/dev/null; then
        stage_manual "$1" "$(project_version)" "$(date -u +%F)"
    else
        say "without pandoc there are no manual pages"
    fi
    install -m 755 "$deploy/install.sh" "$deploy/uninstall.sh" "$1/usr/lib/ipc-socket/"
}

refuse_beside_package() {
    if command -v dpkg-query >/dev/null && dpkg-query -W -f '${Status}' ipc-socket 2>/dev/null | grep -q ' installed$'; then
        die "the package ipc-socket is installed: remove it first, or upgrade it instead"
    fi
}

copy() { # TREE
    local file list=usr/lib/ipc-socket/installed-files
    (cd "$1" && find . \( -type f -o -type l \) -not -path './etc/*' -printf '%P\n' | sort) >"$work/list"
    while read -r file; do
        mkdir -p "/$(dirname "$file")"
        # A new file in the old one's place: the running daemon has the old one open.
        cp -P --preserve=mode --remove-destination "$1/$file" "/$file"
    done <"$work/list"
    install -m 644 "$work/list" "/$list"
    copy_configuration "$1/etc/ipc-socket/appsettings.json" "/etc/ipc-socket/appsettings.json"
}

copy_configuration() { # FROM TO
    if ! [ -e "$2" ]; then
        install -D -m 644 "$1" "$2"
    elif ! cmp -s "$1" "$2"; then
        install -m 644 "$1" "$2.new"
        say "kept $2; the new one is beside it, with the ending .new"
    fi
}

make_users() {
    local user
    if command -v systemd-sysusers >/dev/null; then
        systemd-sysusers ipc-socket.conf
        return
    fi
    getent group gpio >/dev/null || groupadd --system gpio
    for user in led-tcp button-tcp; do
        getent passwd "$user" >/dev/null ||
            useradd --system --user-group --no-create-home --home-dir / --shell /usr/sbin/nologin --groups gpio "$user"
    done
}

while [ $# -gt 0 ]; do
    case $1 in
        --self-contained) kind=$(runtime_identifier) ;;
        --destdir) destdir=${2:?--destdir needs a folder}; shift ;;
        --tree) tree=${2:?--tree needs a folder}; shift ;;
        *) die "unknown option $1; see the first lines of $0" ;;
    esac
    shift
done

umask 022
if [ -n "$destdir" ]; then
    mkdir -p "$destdir"
    lay_out "$destdir"
    say "laid out below $destdir"
    exit
fi

[ "$(id -u)" = 0 ] || die "needs root"
refuse_beside_package
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -z "$tree" ]; then
    tree=$work/tree
    lay_out "$tree"
fi
copy "$tree"
make_users
/usr/lib/ipc-socket/led-tcp --check-config --config /etc/ipc-socket/appsettings.json >/dev/null || true
if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    # The rule also goes for chips and LEDs that are already there. udev may have read it when there was no group yet, and reads again only what
    # has changed.
    if [ -S /run/udev/control ]; then
        touch -c /usr/lib/udev/rules.d/60-ipc-socket.rules
        udevadm control --reload
        udevadm trigger --action=change --subsystem-match=gpio --subsystem-match=leds
    fi
    systemctl try-restart led-tcp.service button-tcp.service
fi
say "installed; start with: systemctl enable --now led-tcp button-tcp"
