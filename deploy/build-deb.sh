#!/bin/bash
# Makes the Debian packages in artifacts/deb: ipc-socket_<version>_all.deb, which runs on the machine's .NET runtime on every architecture,
# and ipc-socket_<version>_<architecture>.deb, which brings its own, where the runtime of that architecture can be restored.
# Usage: build-deb.sh [all] [amd64] [arm64] [armhf]   without a word: all, and this machine's architecture
set -euo pipefail
# shellcheck source=deploy/stage.sh
. "$(dirname "$0")/stage.sh"

output=$repository/artifacts/deb
maintainer="${DEBFULLNAME:-IpcSocket maintainers} <${DEBEMAIL:-maintainers@ipc-socket.example}>"

# The date of the newest commit, so that the same source makes the same package.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$repository" log -1 --format=%ct 2>/dev/null || stat -c %Y "$repository/Directory.Build.props")}
export SOURCE_DATE_EPOCH

runtime_identifier() { # ARCHITECTURE
    case $1 in
        all) echo framework ;;
        amd64) echo linux-x64 ;;
        arm64) echo linux-arm64 ;;
        armhf) echo linux-arm ;;
        *) die "no .NET runtime is known for architecture $1" ;;
    esac
}

write_control() { # TREE VERSION ARCHITECTURE
    local depends="systemd | systemd-standalone-sysusers | systemd-sysusers" recommends="" runtime=""
    if [ "$3" = all ]; then
        # Not Depends: Debian has no such package, and the package could not be installed there. A runtime can also come from elsewhere;
        # the launcher says what is missing.
        recommends="dotnet-runtime-10.0"
        runtime="It runs on the .NET 10 runtime of the machine."
    else
        depends="libc6 (>= 2.27), libgcc-s1, libstdc++6, $depends"
        runtime="It brings its own .NET runtime."
    fi
    cat >"$1/DEBIAN/control" <<EOF
Package: ipc-socket
Version: $2
Architecture: $3
Maintainer: $maintainer
Installed-Size: $(du -ks --apparent-size --exclude=DEBIAN "$1" | cut -f1)
Depends: $depends
${recommends:+Recommends: $recommends
}Section: net
Priority: optional
Description: LED switched over TCP by a button, as two systemd services
 led-tcp keeps an LED and lets clients switch and watch it over TCP by lines
 of text. button-tcp turns presses of a button into such commands, and led
 sends them from the command line. LED and button are lines of a GPIO chip, or
 stand-ins on a machine without one: the log, and a FIFO.
 .
 $runtime Nothing is enabled or
 started by the installation.
EOF
}

# The generator's directory belongs to systemd. Debian 12 knows it as /lib/systemd/system-generators: dpkg would take the same directory below
# /usr for this package's own, and warn at each removal that it is not empty. So postinst makes a link there instead.
move_generator() { # TREE
    mv "$1/usr/lib/systemd/system-generators/ipc-socket-generator" "$1/usr/lib/ipc-socket/"
    rmdir "$1/usr/lib/systemd/system-generators"
}

write_documents() { # TREE VERSION
    local folder=$1/usr/share/doc/ipc-socket
    mkdir -p "$folder"
    install -m 644 "$deploy/deb/copyright" "$folder/copyright"
    gzip -9n >"$folder/changelog.gz" <<EOF
ipc-socket ($2) unstable; urgency=medium

  * Built from the project's sources; what changed is in their history.

 -- $maintainer  $(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")
EOF
    chmod 644 "$folder/changelog.gz"
}

write_lintian_overrides() { # TREE ARCHITECTURE
    local file=$1/usr/share/lintian/overrides/ipc-socket
    install -D -m 644 "$deploy/deb/lintian-overrides" "$file"
    if [ "$2" != all ]; then cat "$deploy/deb/lintian-overrides-runtime" >>"$file"; fi
}

write_maintainer_scripts() { # TREE
    install -m 755 "$deploy"/deb/{postinst,prerm,postrm} "$1/DEBIAN/"
    echo /etc/ipc-socket/appsettings.json >"$1/DEBIAN/conffiles"
    (cd "$1" && find . -type f -not -path './DEBIAN/*' -not -path './etc/*' -printf '%P\0' | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
}

build() { # ARCHITECTURE VERSION
    local tree=$work/$1 package=ipc-socket_$2_$1.deb
    mkdir -p "$tree/DEBIAN"
    stage_programs "$tree" "$(runtime_identifier "$1")"
    stage_configuration "$tree"
    stage_units "$tree"
    move_generator "$tree"
    stage_completion "$tree"
    stage_manual "$tree" "$2" "$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)"
    write_documents "$tree" "$2"
    write_lintian_overrides "$tree" "$1"
    write_control "$tree" "$2" "$1"
    write_maintainer_scripts "$tree"
    find "$tree" -type d -exec chmod 755 {} +
    dpkg-deb --root-owner-group --build "$tree" "$output/$package" >/dev/null
    say "made ${output#"$repository"/}/$package ($(du -h "$output/$package" | cut -f1))"
}

umask 022
need_command dotnet "dotnet-sdk-10.0"
need_command dpkg-deb dpkg
need_command pandoc pandoc
architectures=("$@")
if [ $# -eq 0 ]; then architectures=(all "$(dpkg --print-architecture)"); fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$output"
version=$(project_version)
for architecture in "${architectures[@]}"; do build "$architecture" "$version"; done
