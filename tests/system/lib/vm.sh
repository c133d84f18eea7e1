# A booted virtual machine: starting it, commands in it, ending it. One at a time; what it writes to its disks goes when it ends. It is emulated
# even where it could be faster, so that it behaves the same everywhere.
# shellcheck shell=bash

vm_pid=""
python=""

# What belongs to this run: the packages, the .NET runtime of this machine, and the programs of the tests, at the places where the container has
# them too.
make_disk() { # FILE
    local tree=$work/disk dotnet tool
    dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
    mkdir -p "$tree/packages" "$tree/dotnet/shared" "$tree/lib"
    cp -p "$packages"/*.deb "$tree/packages/"
    cp -r "$dotnet/dotnet" "$dotnet/host" "$tree/dotnet/"
    cp -r "$dotnet/shared/Microsoft.NETCore.App" "$tree/dotnet/shared/"
    cp "$here"/lib/*.py "$here"/vm/{agent,keep_line}.py "$here"/vm/*.sh "$image"/*.ko "$tree/lib/"
    for tool in "$here"/vm/tools/*.c; do gcc -O2 -Wall -Wextra -Werror -static -o "$tree/lib/$(basename "$tool" .c)" "$tool"; done
    truncate -s $(($(du -sm "$tree" | cut -f1) + 32))M "$1"
    mke2fs -q -t ext4 -L test -O ^has_journal -d "$tree" "$1"
    rm -rf "$tree"
}

boot_machine() {
    local begin
    begin=$(milliseconds)
    # Itself, and not a script that looks for it, as version managers put into the path: it is started for each command.
    python=$(python3 -c 'import sys; print(sys.executable)')
    [ -e "$work/disk.img" ] || make_disk "$work/disk.img"
    rm -f "$work"/port.{in,out}
    mkfifo "$work"/port.{in,out}
    # .NET's own libraries are compiled for a processor with SSE 4.2; on a lesser one it compiles much of them anew at each start, and on one with
    # AVX (`max`) it uses instructions that are slow to emulate. What the emulator has translated it keeps by address: norandmaps lets each
    # process of a program have the same.
    qemu-system-x86_64 -name "ipc-test-$$" -nodefaults -no-user-config -no-reboot -display none -monitor none -nic none \
        -machine pc -accel tcg,thread=multi,tb-size=512 -cpu qemu64,+ssse3,+sse4.1,+sse4.2,+popcnt,+cx16 -smp 2 -m 1024 \
        -kernel "$image/vmlinuz" -initrd "$image/initrd.img" \
        -append "console=ttyS0 root=/dev/vda rw panic=1 quiet mitigations=off norandmaps" \
        -drive "file=$image/root.img,format=raw,if=virtio,snapshot=on" -drive "file=$work/disk.img,format=raw,if=virtio,snapshot=on" \
        -serial "file:$work/console" -device virtio-rng-pci -device virtio-serial-pci -chardev "pipe,id=port,path=$work/port" \
        -device virtserialport,chardev=port,name=test </dev/null >"$work/qemu" 2>&1 &
    vm_pid=$!
    # The request waits in the port until there is someone to read it.
    if ! is_up; then
        show_console
        die "the machine did not boot"
    fi
    say "booted in $(($(milliseconds) - begin)) ms"
}

is_up() {
    local state
    state=$(call 120 systemctl is-system-running --wait) || { saw "the machine is $state"; [ "$state" = degraded ]; }
}

# What there is to know of a machine that does not answer.
show_console() { cat "$work/qemu" "$work/console"; }

has_ended() { ! kill -0 "$1" 2>/dev/null; } # PID

halt_machine() {
    [ -n "$vm_pid" ] || return 0
    # Its disks are thrown away: there is nothing that an orderly halt would save.
    kill "$vm_pid" 2>/dev/null || true
    wait_until 60 has_ended "$vm_pid" || kill -KILL "$vm_pid" || true
    wait "$vm_pid" 2>/dev/null || true
    vm_pid=""
}

# call LIMIT COMMAND...: in the machine, as root; ended when it says nothing for LIMIT seconds.
call() {
    local limit=$1
    shift
    kill -0 "$vm_pid" || die "the machine is gone"
    "$python" "$here/vm/call.py" "$work/port" "$limit" "$@"
}

in_machine() { call 120 "$@"; }

# sh_in_machine SCRIPT [ARGUMENT...]
sh_in_machine() {
    local script=$1
    shift
    in_machine sh -euc "$script" sh "$@"
}

# as_user COMMAND...: as an ordinary user.
as_user() { in_machine runuser -u user -- "$@"; }

# What the kernel said of itself that it should not have. Warnings are not among it: 6.1 has one for each chip that goes while edges are awaited.
kernel_complaints() { in_machine journalctl -k -q --no-pager -o cat | grep -E 'BUG:|Oops|general protection|hung task' || true; }
