# The machine itself, before anything of ours runs on it: do its simulated chips behave as the tests of the daemons rely on? Asked by the tools of
# Debian's gpiod.
# shellcheck shell=bash disable=SC2016,SC2119

prepare() { in_machine insmod /test-lib/gpio-sim.ko; }

end_background() { sh_in_machine '[ ! -e /run/background.pid ] || { kill $(cat /run/background.pid) || true; rm /run/background.pid; }'; }

test_a_chip_has_the_label_and_the_line_names_of_a_pi() {
    make_pi_chip
    expect_match "gpiodetect" "$(in_machine gpiodetect)" '^gpiochip0 \[pinctrl-bcm2835\] \(54 lines\)$'
    expect_equal "gpiofind GPIO17" "$(in_machine gpiofind GPIO17)" "gpiochip0 17"
}

test_an_output_is_seen_and_falls_back_to_its_pull_when_it_is_given_back() {
    expect_equal "level before" "$(level pi 17)" 0
    sh_in_machine 'gpioset --mode=signal gpiochip0 17=1 & echo $! >/run/background.pid'
    wait_until 60 level_is pi 17 1 || fail "the line is not high"
    expect_match "gpioinfo" "$(in_machine gpioinfo gpiochip0 | grep -w GPIO17)" '"gpioset" +output +active-high \[used\]'
    end_background
    wait_until 60 level_is pi 17 0 || fail "the line is still high"
    saw "level after gpioset has ended: $(level pi 17)"
}

test_the_edges_of_an_input_are_seen() {
    local said
    pull pi 4 up
    sh_in_machine 'gpiomon --num-events=3 --format="%e" --line-buffered gpiochip0 4 >/run/edges & echo $! >/run/background.pid'
    wait_until 60 sh_in_machine 'gpioinfo gpiochip0 | grep GPIO4 | grep gpiomon' || fail "gpiomon has not the line"
    pull pi 4 down
    pull pi 4 up
    pull pi 4 down
    wait_until 60 sh_in_machine '[ "$(wc -l </run/edges)" = 3 ]' || fail "gpiomon saw not all edges"
    said=$(in_machine cat /run/edges | tr '\n' ' ')
    expect_equal "edges (0 falls, 1 rises)" "$said" "0 1 0 "
    in_machine rm /run/background.pid
}

test_a_busy_line_has_the_name_of_who_has_it() {
    make_pi_chip 17=heartbeat-led
    expect_match "gpioinfo" "$(in_machine gpioinfo gpiochip0 | grep 'line  17')" 'heartbeat-led.*\[used\]'
    expect_match "gpioset" "$(in_machine gpioset gpiochip0 17=1 2>&1 || true)" 'busy'
}

test_two_chips_have_lines_of_their_own() {
    make_chip leds gpio-expander 8 LED
    make_pi_chip
    expect_equal "chips" "$(in_machine gpiodetect | wc -l)" 2
    pull leds 3 up
    expect_equal "LED3 on the one" "$(level leds 3)" 1
    expect_equal "GPIO3 on the other" "$(level pi 3)" 0
}

test_a_chip_goes_and_comes_back_under_whoever_uses_it() {
    make_chip leds gpio-expander 8 LED
    make_pi_chip
    sh_in_machine 'gpiomon --line-buffered "$1" 4 >/run/edges 2>&1 & echo $! >/run/background.pid' "$(chip_device pi)"
    wait_until 60 sh_in_machine 'gpioinfo | grep -w GPIO4 | grep gpiomon' || fail "gpiomon has not the line"
    hide_chip pi
    expect_equal "chips without it" "$(in_machine gpiodetect | wc -l)" 1
    end_background
    show_chip pi
    expect_match "chips with it" "$(in_machine gpiodetect)" 'pinctrl-bcm2835'
    expect_equal "complaints of the kernel" "$(kernel_complaints)" ""
}

# watch_has COUNT LEVEL: the watcher has told so many changes to it
watch_has() { sh_in_machine '[ "$(grep -c "to $2 after" /run/watch-level)" = "$1" ]' "$@"; }

test_the_watchers_see_every_change() {
    local turn
    in_machine /test-lib/chip.sh drop leds
    make_pi_chip
    start_watch pi 17
    # Each level lasts until it was seen: one as short as between gpioset's request and its end is what the looking may miss.
    for turn in 1 2 3 4 5; do
        sh_in_machine 'gpioset --mode=signal "$(basename "$(readlink /run/gpio/pi)")" 17=1 & echo $! >/run/background.pid'
        wait_until 60 watch_has "$turn" 1 || fail "the watcher has not seen the line go high"
        end_background
        wait_until 60 watch_has "$turn" 0 || fail "the watcher has not seen the line go low"
    done
    stop_watch
    saw "the watcher: $(tail -n 1 <<<"$watched")"
    saw "calls of the simulator: $calls"
    expect_match "times that the line was set" "$calls" '5 output value=1'
    expect_match "times that it was given back" "$calls" '5 free'
    expect_equal "changes seen" "$(value changes "$watched")" 10
    (expect_unmoved 0 >/dev/null) && fail "an unmoved line would have been found"
    saw "the line counts as moved"
}

# With no more than the kernel and systemd: what the tests of led-tcp ask of it can be done, and they would find it if it were not.
start_keeper() { # FDSTORE-MAX
    in_machine systemctl stop keeper &>/dev/null || true
    make_pi_chip
    in_machine systemd-run -q --unit=keeper --service-type=notify -p "FileDescriptorStoreMax=$1" -p Restart=always -p RestartSec=300ms \
        -p StartLimitIntervalSec=0 python3 /test-lib/keep_line.py "/dev/$(chip_device pi)" 17
    expect_equal "level of the line" "$(level pi 17)" 1
}

keeper_is_not() { # PID: for wait_until
    local now
    now=$(in_machine systemctl show --property=MainPID --value keeper)
    [ "$now" != "$1" ] && [ "$now" != 0 ] && in_machine systemctl is-active keeper
}

kill_keeper() {
    local old
    old=$(in_machine systemctl show --property=MainPID --value keeper)
    in_machine kill -KILL "$old"
    wait_until 60 keeper_is_not "$old" || fail "it did not come back"
}

test_a_line_in_systemds_descriptor_store_outlives_its_process() {
    start_keeper 1
    start_watch pi 17
    for _ in 1 2 3; do kill_keeper; in_machine systemctl restart keeper; done
    stop_watch
    expect_unmoved 1
}

test_a_line_that_is_not_in_it_moves_and_that_is_found() {
    start_keeper 0
    start_watch pi 17
    kill_keeper
    stop_watch
    saw "calls of the simulator: $calls"
    (expect_unmoved 1 >/dev/null) && fail "the line counts as unmoved"
    in_machine systemctl stop keeper
    saw "the line counts as moved"
}
