# A booted Debian: starting it, commands in it, ending it. One at a time; each boot begins with the root as it was built, since everything
# written goes to memory.
# shellcheck shell=bash

nspawn_pid=""
cgroups=()

# Without systemd as its init, this machine has no one who gives the container a cgroup of its own; two runs would meet in one.
enter_own_cgroup() { # NAME
    local hierarchy
    for hierarchy in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup; do
        [ -e "$hierarchy/cgroup.procs" ] || continue
        mkdir -p "$hierarchy/$1"
        echo "$BASHPID" >"$hierarchy/$1/cgroup.procs"
    done
}

leave_cgroups() {
    local path
    for path in "${cgroups[@]}"; do
        [ -d "$path" ] || continue
        # The manager inside left its own folders; the deepest go first.
        find "$path" -depth -type d -exec rmdir {} + 2>/dev/null || true
    done
    cgroups=()
}

# boot_machine [bare]: with the .NET runtime of this machine in it, or without any.
boot_machine() {
    local name=ipc-test-$$ dotnet part begin keep=() runtime=()
    begin=$(milliseconds)
    if [ "${1:-}" != bare ]; then
        dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
        for part in dotnet host shared/Microsoft.NETCore.App; do runtime+=("--bind-ro=$dotnet/$part:/usr/share/dotnet/$part"); done
    fi
    if ! [ -d /run/systemd/system ]; then
        keep=(--keep-unit)
        cgroups=(/sys/fs/cgroup/{systemd,unified,.}/"$name")
    fi
    (
        if [ ${#keep[@]} -gt 0 ]; then enter_own_cgroup "$name"; fi
        # The lock would keep a second run from the same root; nothing writes to it. The hierarchy is the one that Debian 12 uses by itself.
        export SYSTEMD_NSPAWN_LOCK=0 SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
        # BPF, without which systemd inside would take IPAddressDeny= and DeviceAllow= for granted and enforce neither.
        exec systemd-nspawn --quiet --directory="$root" --machine="$name" --volatile=overlay --boot --register=no \
            "${keep[@]}" --private-network --capability=CAP_BPF --system-call-filter=bpf --console=pipe --resolv-conf=off \
            --bind-ro="$packages:/packages" --bind-ro="$here/lib:/test-lib" "${runtime[@]}" </dev/null
    ) >"$work/console" 2>&1 &
    nspawn_pid=$!
    wait_until 60 find_leader || { show_console; die "the machine did not start"; }
    wait_until 60 is_up || { show_console; die "the machine did not boot"; }
    say "booted in $(($(milliseconds) - begin)) ms"
}

# Process 1 of the machine: that child of systemd-nspawn which is number 1 in a process namespace of its own. A helper comes before it.
find_leader() {
    local child
    kill -0 "$nspawn_pid" || return
    echo "children of systemd-nspawn: $(cat "/proc/$nspawn_pid/task/$nspawn_pid/children")"
    for child in $(cat "/proc/$nspawn_pid/task/$nspawn_pid/children"); do
        if grep -qsP '^NSpid:\t\d+\t1$' "/proc/$child/status"; then
            # In a file, since wait_until runs this in a shell of its own.
            echo "$child" >"$work/leader"
            return
        fi
    done
    return 1
}

is_up() {
    local state
    # Anew each time: the first one found may have been a helper of the same kind.
    find_leader || return
    state=$(in_machine systemctl is-system-running --wait) || { echo "$state"; [ "$state" = degraded ]; }
}

# What there is to know of a machine that does not answer.
show_console() { cat "$work/console"; }

has_ended() { ! kill -0 "$1" 2>/dev/null; } # PID

halt_machine() {
    [ -n "$nspawn_pid" ] || return 0
    # Everything inside dies with its process 1; there is nothing to keep that an orderly halt would save.
    if find_leader &>/dev/null; then kill -KILL "$(cat "$work/leader")" || true; fi
    wait_until 60 has_ended "$nspawn_pid" || kill -KILL "$nspawn_pid" || true
    wait "$nspawn_pid" 2>/dev/null || true
    nspawn_pid=""
    rm -f "$work/leader"
    leave_cgroups
}

# in_machine COMMAND...: as root, in the machine, with a clean environment.
in_machine() {
    nsenter --target "$(cat "$work/leader")" --all -- env -i --chdir=/ PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME=/ TERM=dumb \
        SYSTEMD_PAGER=cat SYSTEMD_COLORS=0 DEBIAN_FRONTEND=noninteractive "$@"
}

# sh_in_machine SCRIPT [ARGUMENT...]
sh_in_machine() {
    local script=$1
    shift
    in_machine sh -euc "$script" sh "$@"
}

# as_user COMMAND...: as an ordinary user.
as_user() { in_machine runuser -u user -- "$@"; }
