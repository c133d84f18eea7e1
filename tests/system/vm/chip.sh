#!/bin/sh
# A chip of the GPIO simulator, in the machine:
#   chip.sh make NAME LABEL LINES PREFIX [OFFSET=CONSUMER...]   its lines are PREFIX0, PREFIX1, …; those with a consumer are busy
#   chip.sh show NAME     brings it in, also one that went
#   chip.sh hide NAME     takes it away as if it had been unplugged
#   chip.sh drop NAME     so that the name can be made anew
# While it is there, /run/gpio/NAME leads to its lines: sim_gpioN/value, what the line has, and sim_gpioN/pull, `pull-up` or `pull-down`.
set -eu

verb=$1 name=$2
chip=/sys/kernel/config/gpio-sim/$name
bank=$chip/bank0

make_bank() { # LABEL LINES PREFIX [OFFSET=CONSUMER...]
    mkdir "$chip" "$bank"
    echo "$1" >"$bank/label"
    echo "$2" >"$bank/num_lines"
    lines=$2 prefix=$3
    shift 3
    offset=0
    while [ "$offset" -lt "$lines" ]; do
        set -- "$@" "$offset"
        offset=$((offset + 1))
    done
    for offset; do
        case $offset in
            *=*) ;;
            *) echo "$bank/line$offset" ;;
        esac
    done | xargs mkdir
    for entry; do
        offset=${entry%%=*}
        if [ "$offset" != "$entry" ]; then
            mkdir "$bank/line$offset/hog"
            echo "${entry#*=}" >"$bank/line$offset/hog/name"
            echo output-low >"$bank/line$offset/hog/direction"
        else
            echo "$prefix$offset" >"$bank/line$offset/name"
        fi
    done
}

show_chip() {
    echo 1 >"$chip/live"
    mkdir -p /run/gpio
    ln -sfn "/sys/devices/platform/$(cat "$chip/dev_name")/$(cat "$bank/chip_name")" "/run/gpio/$name"
    # The services' users get it when udev has seen it.
    udevadm settle
}

hide_chip() {
    rm -f "/run/gpio/$name"
    echo 0 >"$chip/live"
    udevadm settle
}

drop_chip() {
    [ -d "$chip" ] || return 0
    [ "$(cat "$chip/live")" = 0 ] || hide_chip
    find "$bank" -mindepth 2 -maxdepth 2 -type d -name hog -exec rmdir {} +
    rmdir "$bank"/line* "$bank" "$chip"
}

case $verb in
    make) shift 2; drop_chip; make_bank "$@"; show_chip ;;
    show) show_chip ;;
    hide) hide_chip ;;
    drop) drop_chip ;;
    *) exit 2 ;;
esac
