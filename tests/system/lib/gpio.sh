# Simulated GPIO chips in the virtual machine, and the two services on them.
# The scripts in single quotes are for the machine's shell; what takes more keys or hogs is called without them too.
# shellcheck shell=bash disable=SC2016,SC2120

# What a Raspberry Pi 3 calls its chip, and how many lines that has.
readonly PI_LABEL=pinctrl-bcm2835
readonly PI_LINES=54
readonly LED_LINE=17
readonly BUTTON_LINE=4

# The emulated processor is ten times slower than the slowest board, and other work on the host makes it slower still. What is to be proved here is
# not how soon a daemon starts; that the watchdog works is proved in the container.
prepare_gpio() {
    in_machine insmod /test-lib/gpio-sim.ko
    sh_in_machine 'for unit in led-tcp button-tcp; do
            mkdir -p /etc/systemd/system/$unit.service.d
            printf "[Service]\nTimeoutStartSec=180s\nTimeoutStopSec=60s\nWatchdogSec=120s\n" >/etc/systemd/system/$unit.service.d/slow-machine.conf
        done'
    install_package all
    mark_journal
}

make_chip() { in_machine /test-lib/chip.sh make "$@"; } # NAME LABEL LINES PREFIX [OFFSET=CONSUMER...]
make_pi_chip() { make_chip pi "$PI_LABEL" "$PI_LINES" GPIO "$@"; } # [OFFSET=CONSUMER...]
show_chip() { in_machine /test-lib/chip.sh show "$1"; }
hide_chip() { in_machine /test-lib/chip.sh hide "$1"; }

# As gpiod's tools call it: chips that come and go take any number.
chip_device() { sh_in_machine 'basename "$(readlink "/run/gpio/$1")"' "$1"; } # NAME

# Both services at rest and no chip, whatever the test before left.
start_over() {
    sh_in_machine 'systemctl stop led-tcp.socket led-tcp.service button-tcp.service
        systemctl reset-failed
        cp /root/appsettings.json "$1"
        rm -f /run/watch-level /run/watch-level.pid
        for chip in /sys/kernel/config/gpio-sim/*/; do
            [ -d "$chip" ] || continue
            name=${chip%/}
            /test-lib/chip.sh drop "${name##*/}"
        done' "$CONFIG"
    mark_journal
}

# configure KEY VALUE [KEY VALUE...]
configure() {
    sh_in_machine 'while [ $# -gt 1 ]; do python3 /test-lib/set_value.py /etc/ipc-socket/appsettings.json "$1" "$2"; shift 2; done' "$@"
}

led_on_pi() { configure LedServer:Adapter gpio LedServer:Line "GPIO$LED_LINE" "$@"; } # [KEY VALUE...]
button_on_pi() { configure ButtonClient:Adapter gpio ButtonClient:Line "GPIO$BUTTON_LINE" "$@"; } # [KEY VALUE...]

# start UNIT...: and says why not.
start() {
    in_machine systemctl start "$@" || { journal -p warning -o cat | tail -n 5; fail "$* did not start"; }
}

# Both services on one Pi-like chip, connected to each other.
start_on_pi() { # [KEY VALUE...]
    start_over
    make_pi_chip
    led_on_pi
    button_on_pi "$@"
    start led-tcp button-tcp
    wait_until 60 status_matches button-tcp '^connected' || fail "the button is not connected"
}

level() { in_machine cat "/run/gpio/$1/sim_gpio$2/value"; } # CHIP OFFSET

level_is() { # CHIP OFFSET LEVEL: for wait_until
    local now
    now=$(level "$1" "$2")
    echo "level $now"
    [ "$now" = "$3" ]
}

pull() { sh_in_machine 'echo "pull-$3" >"/run/gpio/$1/sim_gpio$2/pull"' "$@"; } # CHIP OFFSET up|down

# press_often CHIP OFFSET CHIP-OF-LED OFFSET PRESSES BOUNCES DEBOUNCE-MS PAUSE-US: see press.c. Speaks at the end only, so it has its own limit.
press_often() {
    call 900 /test-lib/press "/run/gpio/$1/sim_gpio$2/pull" "/run/gpio/$3/sim_gpio$4/value" "${@:5}"
}

# What is said when a device is opened where the service's process is: in its view of the files, and under its filter for devices.
open_as_service() { # UNIT DEVICE
    sh_in_machine 'echo $$ >"/sys/fs/cgroup/system.slice/$1.service/cgroup.procs"
        nsenter --target "$(systemctl show --property=MainPID --value "$1")" --mount sh -c "exec 3<>/dev/host/$2" 2>&1' "$@" || true
}

value() { sed -n "s/.*\b$1=\([0-9.]*\).*/\1/p" <<<"$2" | tail -n 1; } # NAME TEXT

# Two witnesses of a line's level: a program that looks again and again, and the simulator itself, which counts each call that may change the level.
# The first cannot see what is shorter than its interval, the second misses nothing.
start_watch() { # CHIP OFFSET
    sh_in_machine 'echo "$2" >/sys/module/gpio_sim/parameters/calls
        /test-lib/watch-level "/run/gpio/$1/sim_gpio$2/value" 300 >/run/watch-level 2>&1 &
        echo $! >/run/watch-level.pid' "$@"
    wait_until 60 in_machine grep watching /run/watch-level
}

# Ends the watch; the watcher's words are in $watched and the simulator's, one line for each kind of call with its count, in $calls.
stop_watch() {
    watched=$(sh_in_machine 'pid=$(cat /run/watch-level.pid); kill $pid; timeout 20 tail --pid=$pid -f /dev/null; cat /run/watch-level')
    calls=$(in_machine cat /sys/module/gpio_sim/parameters/calls)
}

# Nothing moved the line: each write was of the level that it had, nobody gave the line back, and the watcher saw no change.
expect_unmoved() { # LEVEL
    saw "the watcher: $(tail -n 1 <<<"$watched")"
    saw "calls of the simulator: ${calls:-none}"
    expect_equal "changes of the level seen" "$(value changes "$watched")" 0
    expect_equal "its level" "$(value level "$watched")" "$1"
    expect_equal "calls that would move it" "$(grep -vE "^ *[0-9]+ (set|output) value=$1\$" <<<"$calls" | grep . || true)" ""
}
