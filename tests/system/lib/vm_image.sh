# What the virtual machine boots: a Debian with its own kernel, and the kernel's GPIO simulator, which Debian does not build, as a module made
# from Debian's source package. Made once for each version of the kernel, kept in the user's cache.
# shellcheck shell=bash

readonly SUITE=bookworm
# As small as an operator's machine with systemd can be, and the tools that the tests use as one would.
readonly VM_PACKAGES=systemd,systemd-sysv,dbus,udev,kmod,zstd,initramfs-tools,gpiod,netcat-openbsd,python3,iproute2,procps,libstdc++6
readonly VM_BYTES=1536M
# A change in how image or module are made below must be told here.
readonly VM_RECIPE=3
# What a server's kernel has for hardware that the machine has not: three quarters of its size.
readonly NOT_IN_VM="drivers/gpu drivers/net drivers/media drivers/infiniband drivers/staging drivers/iio drivers/scsi drivers/usb drivers/hwmon
    drivers/mtd drivers/ata drivers/isdn drivers/bluetooth drivers/md drivers/target drivers/mmc drivers/nvme sound net fs/ocfs2 fs/btrfs fs/xfs
    fs/ceph fs/cifs fs/smb fs/nfs fs/nfsd fs/f2fs fs/gfs2 fs/jfs fs/reiserfs fs/dlm fs/ksmbd"

cache=${XDG_CACHE_HOME:-${HOME:?}/.cache}/ipc-socket-tests

install_missing() { # PACKAGE...
    local package missing=()
    for package; do
        dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    if [ ${#missing[@]} -eq 0 ]; then return; fi
    say "installing ${missing[*]}"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# The newest kernel that the apt lists know: `6.1.0-13-amd64 6.1.55-1`.
newest_kernel() {
    apt-cache show --no-all-versions linux-headers-amd64 2>/dev/null |
        sed -n 's/^Depends: linux-headers-\([^ ,]*\) (= \([^)]*\)).*/\1 \2/p'
}

need_tools() {
    local needed=(qemu-system-x86 e2fsprogs python3 gcc libc6-dev dpkg pandoc)
    # Without lists apt knows no kernel, and with old ones it would ask for packages that are no longer there.
    if ! dpkg-query --show "${needed[@]}" &>/dev/null || [ -z "$(newest_kernel)" ]; then apt-get update -qq; fi
    install_missing "${needed[@]}"
}

# One and the same key for the image and the module: both hang on the kernel.
vm_path() { echo "$cache/vm-$(sha256sum <<<"$SUITE $VM_PACKAGES $VM_RECIPE $1" | cut -c1-16)"; } # KERNEL

# Debian's kernel offers what the simulator needs but for one call of the interrupt half, which has an exported equal. The chips' calls that may
# move a line are counted on their way.
build_modules() { # FOLDER RELEASE
    local source=linux-source-${2%.*-*} sources=$work/modules
    install_missing "linux-headers-$2" "$source" make xz-utils
    mkdir -p "$sources"
    tar -xf "/usr/src/$source.tar.xz" -C "$sources" --strip-components=1 --occurrence=1 \
        "$source"/{drivers/gpio/gpio-sim.c,drivers/gpio/gpiolib.h,kernel/irq/irq_sim.c}
    mkdir "$sources/build"
    cp "$sources/drivers/gpio/gpiolib.h" "$here/vm/board_led.c" "$here/vm/witness.h" "$sources/build/"
    # The module bears the simulator's name, so its parts cannot.
    sed -e '/^static int gpio_sim_add_bank(/i #include "witness.h"' \
        -e 's/gc->\(set\|set_multiple\|direction_output\|direction_input\|free\) = gpio_sim_\1;/gc->\1 = counted_\1;/' \
        "$sources/drivers/gpio/gpio-sim.c" >"$sources/build/chip.c"
    sed 's/handle_simple_irq(irq_to_desc(\(.*\)));/generic_handle_irq(\1);/' "$sources/kernel/irq/irq_sim.c" >"$sources/build/interrupt.c"
    cat >"$sources/build/Kbuild" <<'MAKE'
obj-m := gpio-sim.o board_led.o
gpio-sim-y := chip.o interrupt.o
ccflags-y := -DCONFIG_IRQ_SIM=1
MAKE
    make -s -C "/lib/modules/$2/build" M="$sources/build" modules >"$work/make" 2>&1 || { cat "$work/make"; die "the modules do not compile"; }
    strip --strip-debug -o "$1/gpio-sim.ko" "$sources/build/gpio-sim.ko"
    strip --strip-debug -o "$1/board_led.ko" "$sources/build/board_led.ko"
}

# Runs in the finished root before it becomes an image.
finish_root() { # ROOT
    echo test >"$1/etc/hostname"
    cat >"$1/etc/fstab" <<'TABLE'
/dev/vda / ext4 rw,noatime 0 0
LABEL=test /test ext4 ro 0 0
/test/packages /packages none bind 0 0
/test/lib /test-lib none bind 0 0
/test/dotnet /usr/share/dotnet none bind 0 0
TABLE
    mkdir -p "$1/test" "$1/packages" "$1/test-lib" "$1/usr/share/dotnet"
    # The port comes with a driver that is loaded during the boot: udev says when.
    cat >"$1/etc/udev/rules.d/99-test.rules" <<'RULE'
SUBSYSTEM=="virtio-ports", ATTR{name}=="test", TAG+="systemd", ENV{SYSTEMD_WANTS}="test-agent.service"
RULE
    cat >"$1/etc/systemd/system/test-agent.service" <<'UNIT'
[Unit]
Description=Commands of the tests
RequiresMountsFor=/test-lib
# An end of the machine is sudden in any case; a command in hand may be one that stops everything else.
DefaultDependencies=no

[Service]
ExecStart=/usr/bin/python3 /test-lib/agent.py /dev/virtio-ports/test
KillMode=process
UNIT
    # Nothing here may wake up by itself while a test looks at the processor or the clock.
    chroot "$1" systemctl --quiet mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer man-db.timer \
        systemd-tmpfiles-clean.timer systemd-binfmt.service proc-sys-fs-binfmt_misc.automount dev-hugepages.mount dev-mqueue.mount \
        getty@tty1.service serial-getty@ttyS0.service systemd-timesyncd.service e2scrub_reap.service
    # An ordinary user, for what must work without being root.
    chroot "$1" useradd --create-home --shell /bin/sh user
    rm -rf "$1"/var/cache/apt/* "$1"/var/lib/apt/lists/* "$1"/usr/share/{doc,locale,man,info}/*
    mkdir -p "$1/var/cache/apt/archives/partial"
}

build_image() { # FOLDER RELEASE
    local root=$work/root entry exclude=()
    for entry in $NOT_IN_VM; do exclude+=("--dpkgopt=path-exclude=/lib/modules/*/kernel/$entry/*"); done
    mkdir "$root"
    # Only what the root file system needs: a whole initrd takes longer to unpack than all else of the boot.
    # shellcheck disable=SC2016
    mmdebstrap --quiet --variant=minbase --include="$VM_PACKAGES,linux-image-$2" "${exclude[@]}" \
        --essential-hook='mkdir -p "$1/etc/initramfs-tools/conf.d" "$1/usr/share/initramfs-tools/modules.d"' \
        --essential-hook='echo MODULES=list >"$1/etc/initramfs-tools/conf.d/test"' \
        --essential-hook='printf "%s\n" virtio_pci virtio_blk ext4 >"$1/usr/share/initramfs-tools/modules.d/test"' \
        "$SUITE" "$root"
    finish_root "$root"
    cp "$root/boot/vmlinuz-$2" "$1/vmlinuz"
    cp "$root/boot/initrd.img-$2" "$1/initrd.img"
    rm -rf "${root:?}/boot"/*
    truncate -s "$VM_BYTES" "$1/root.img"
    mke2fs -q -t ext4 -E lazy_itable_init=0 -d "$root" "$1/root.img"
    rm -rf "$root"
}

build_vm() { # FOLDER RELEASE
    local begin
    begin=$(milliseconds)
    rm -rf "$1" "$1.new"
    mkdir -p "$1.new"
    install_missing mmdebstrap
    build_modules "$1.new" "$2"
    say "built the modules in $(($(milliseconds) - begin)) ms"
    begin=$(milliseconds)
    build_image "$1.new" "$2"
    # The rename says that everything before was done.
    mv "$1.new" "$1"
    say "built the image in $(($(milliseconds) - begin)) ms"
}

# Sets $image and $kernel, its release and version.
find_image() {
    kernel=$(newest_kernel)
    [ -n "$kernel" ] || die "apt knows no linux-headers-amd64"
    image=$(vm_path "$kernel")
}

# Prints nothing when there is one; another run that builds is waited for.
ensure_root() {
    local lock
    mkdir -p "$cache"
    exec {lock}>"$cache/vm.lock"
    flock "$lock"
    find_image
    if ! [ -d "$image" ]; then
        # What old lists call the newest may not be there any more.
        apt-get update -qq
        find_image
        [ -d "$image" ] || build_vm "$image" "${kernel% *}"
    fi
    exec {lock}>&-
}
