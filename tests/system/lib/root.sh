# The Debian that the tests boot: made once by mmdebstrap from the apt sources of this machine, kept in the user's cache.
# shellcheck shell=bash

# As small as an operator's machine with systemd can be, and the tools that the tests use as one would.
readonly ROOT_PACKAGES=systemd,systemd-sysv,dbus,udev,rsyslog,netcat-openbsd,python3,iproute2,procps,man-db,libstdc++6
# A change in how the root is finished below must be told here.
readonly ROOT_RECIPE=2

cache=${XDG_CACHE_HOME:-${HOME:?}/.cache}/ipc-socket-tests

need_tools() {
    local missing=() entry command package
    for entry in systemd-nspawn:systemd-container mmdebstrap:mmdebstrap dpkg-deb:dpkg pandoc:pandoc lintian:lintian nsenter:util-linux \
        flock:util-linux; do
        command=${entry%%:*} package=${entry#*:}
        command -v "$command" >/dev/null || missing+=("$package")
    done
    if [ ${#missing[@]} -eq 0 ]; then return; fi
    say "installing ${missing[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

root_path() { echo "$cache/root-$(sha256sum <<<"$debian $ROOT_PACKAGES $ROOT_RECIPE" | cut -c1-16)"; }

# What a failed attempt left goes first, but no file system that it may have left mounted.
bootstrap() { # PATH
    rm -rf --one-file-system "$1"
    mmdebstrap --quiet --variant=minbase --include="$ROOT_PACKAGES" "$debian" "$1"
}

build_root() { # PATH
    local begin
    begin=$(milliseconds)
    rm -rf "$1"
    mkdir -p "$cache"
    if ! bootstrap "$1.new"; then
        say "mmdebstrap failed; one more attempt"
        apt-get update -qq || true
        bootstrap "$1.new"
    fi
    # An ordinary user, for what must work without being root.
    chroot "$1.new" useradd --create-home --shell /bin/sh user
    echo test >"$1.new/etc/hostname"
    # Its presence says that everything before was done.
    touch "$1.new/.complete"
    mv "$1.new" "$1"
    say "built the root of $debian for the tests in $(($(milliseconds) - begin)) ms"
}

# Prints nothing when there is one; another run that builds is waited for.
ensure_root() {
    root=$(root_path)
    mkdir -p "$cache"
    exec {root_lock}>"$root.lock"
    flock "$root_lock"
    if ! [ -e "$root/.complete" ] || ! chroot "$root" /bin/true; then build_root "$root"; fi
    exec {root_lock}>&-
}
