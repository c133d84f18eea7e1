# button-tcp on a simulated line, with led-tcp at the other end.
# shellcheck shell=bash disable=SC2016,SC2119

prepare() { prepare_gpio; }

test_moving_the_buttons_line_ends_as_the_led_changing() {
    start_on_pi
    expect_equal "the button's line at rest, by its pull-up" "$(level pi "$BUTTON_LINE")" 1
    pull pi "$BUTTON_LINE" down
    wait_until 60 level_is pi "$LED_LINE" 1 || fail "the LED is not on"
    saw "pressed: LED line $(level pi "$LED_LINE")"
    pull pi "$BUTTON_LINE" up
    pull pi "$BUTTON_LINE" down
    wait_until 60 level_is pi "$LED_LINE" 0 || fail "the LED is not off"
    saw "pressed again: LED line $(level pi "$LED_LINE")"
    wait_until 60 journal_says 'LED Status: Off' -t 'LED TCP' -o cat || fail "the log does not say it"
    expect_match "lines of the log" "$(journal -t 'LED TCP' -o cat | grep 'LED Status' | tr '\n' ';')" 'LED Status: On;LED Status: Off;$'
    saw "$(in_machine gpioinfo | grep -E 'chip|GPIO(4|17)"')"
    expect_match "gpioinfo" "$(in_machine gpioinfo | grep -w GPIO4)" '"button-tcp[^"]*" +input.*\[used.*pull-up'
}

test_the_service_is_an_ordinary_user_in_a_sandbox() {
    local pid
    start_on_pi
    pid=$(show button-tcp MainPID)
    expect_match "user" "$(in_machine ps -o user= -p "$pid")" '^button-'
    expect_match "capabilities" "$(in_machine grep CapEff "/proc/$pid/status")" '0000000000000000'
    expect_at_most "exposure of button-tcp" "$(exposure button-tcp)" 1.2
}

test_the_button_may_be_on_one_chip_and_the_led_on_another() {
    start_over
    make_chip leds gpio-expander 8 LED
    make_pi_chip
    configure LedServer:Adapter gpio LedServer:Line LED3
    button_on_pi
    start led-tcp button-tcp
    wait_until 60 status_matches button-tcp '^connected' || fail "the button is not connected"
    pull pi "$BUTTON_LINE" down
    wait_until 60 level_is leds 3 1 || fail "the LED is not on"
    saw "LED3 on the other chip: $(level leds 3)"
}

test_a_button_to_the_supply_is_pressed_when_its_line_rises() {
    start_on_pi ButtonClient:Bias pull-down ButtonClient:ActiveLow false
    expect_equal "the button's line at rest" "$(level pi "$BUTTON_LINE")" 0
    pull pi "$BUTTON_LINE" up
    wait_until 60 level_is pi "$LED_LINE" 1 || fail "the LED is not on"
    saw "pressed: LED line $(level pi "$LED_LINE")"
}

test_two_buttons_have_an_led_each_and_a_hold_has_a_line_of_its_own() {
    start_over
    make_pi_chip
    configure LedServer:Adapter gpio LedServer:Leds:hall:Line GPIO17 LedServer:Leds:desk:Line GPIO27 \
        ButtonClient:Adapter gpio ButtonClient:Buttons:door:Line GPIO4 ButtonClient:Buttons:table:Line GPIO22 \
        ButtonClient:Buttons:table:Press 'LED desk TOGGLE' ButtonClient:Buttons:table:Hold 'LED hall OFF'
    start led-tcp button-tcp
    wait_until 60 status_matches button-tcp '^connected' || fail "the buttons are not connected"
    pull pi 4 down
    wait_until 60 level_is pi 17 1 || fail "the hall's LED is not on"
    pull pi 4 up
    expect_equal "the desk's LED" "$(level pi 27)" 0
    pull pi 22 down
    wait_until 60 level_is pi 27 1 || fail "the desk's LED is not on"
    wait_until 60 level_is pi 17 0 || fail "the hold has not switched the hall's LED off"
    pull pi 22 up
    saw "$(journal -t 'BUTTON TCP' -o cat | grep '^Button' | tr '\n' ';')"
}

test_a_thousand_bouncing_presses_are_a_thousand_changes() {
    local said
    start_on_pi
    said=$(press_often pi "$BUTTON_LINE" pi "$LED_LINE" 1000 4 20 500)
    saw "$said"
    expect_equal "presses" "$(value presses "$said")" 1000
    expect_equal "changes" "$(value changes "$said")" 1000
    expect_equal "presses that changed nothing" "$(value none "$said")" 0
    expect_equal "presses that changed it more than once" "$(value several "$said")" 0
}

test_a_busy_line_is_said_with_the_name_of_who_has_it() {
    start_over
    make_pi_chip "$BUTTON_LINE=one-wire"
    button_on_pi
    in_machine systemctl start --no-block button-tcp
    wait_until 120 journal_says 'one-wire' -t 'BUTTON TCP' || fail "nothing about the line"
    expect_match "the line in the journal" "$(journal -t 'BUTTON TCP' -o cat | grep one-wire | tail -n 1)" '(GPIO4|4).*one-wire'
}

test_a_chip_that_comes_back_has_its_button_again() {
    start_over
    make_chip leds gpio-expander 8 LED
    make_pi_chip
    configure LedServer:Adapter gpio LedServer:Line LED3
    button_on_pi
    start led-tcp button-tcp
    wait_until 60 status_matches button-tcp '^connected' || fail "the button is not connected"
    hide_chip pi
    wait_until 60 journal_says 'GPIO4|gpiochip' -t 'BUTTON TCP' || fail "it does not notice"
    saw "$(journal -t 'BUTTON TCP' -o cat | tail -n 1)"
    show_chip pi
    wait_until 120 sh_in_machine 'gpioinfo | grep -w GPIO4 | grep button' || fail "it does not take the line again"
    pull pi "$BUTTON_LINE" down
    wait_until 60 level_is leds 3 1 || fail "the LED is not on"
    expect_equal "complaints of the kernel" "$(kernel_complaints)" ""
}

# Bounded waits for an edge that never comes.
wait_in_vain() { in_machine timeout "$1" gpiomon "$(chip_device pi)" 27 || true; } # SECONDS

# Processor time of both daemons while nothing happens, in microseconds, as `UNIT=MICROSECONDS`.
processor_time_in() { # SECONDS
    local unit
    local -A before
    for unit in led-tcp button-tcp; do before[$unit]=$(show "$unit" CPUUsageNSec); done
    wait_in_vain "$1"
    for unit in led-tcp button-tcp; do echo "$unit=$((($(show "$unit" CPUUsageNSec) - ${before[$unit]}) / 1000))"; done
}

test_idle_daemons_use_no_processor_time() {
    local stretch used unit seconds=20
    # Half of a hundredth of one processor; answering the watchdog is in it.
    local limit=$((seconds * 5000))
    start_on_pi
    # What happens for the first time is compiled then, a minute after the start the second sign of life for example, and what has happened
    # often is compiled once more. That ends; a daemon that polls would not have one quiet stretch.
    for stretch in {1..10}; do
        used=$(processor_time_in "$seconds")
        saw "µs of processor time in $seconds s, emulated:" $used
        if [ "$(value led-tcp "$used")" -le "$limit" ] && [ "$(value button-tcp "$used")" -le "$limit" ]; then break; fi
    done
    for unit in led-tcp button-tcp; do
        expect_at_most "µs that $unit used in stretch $stretch" "$(value "$unit" "$used")" "$limit"
    done
}

# A shell that does with gpiod's tools what the two daemons do: each press, the other level.
start_pipe() {
    sh_in_machine 'chip=$(basename "$(readlink /run/gpio/pi)")
        setsid sh -c "gpiomon --falling-edge --format=%e --line-buffered --bias=pull-up $chip 4 | {
            level=0 setter=
            while read -r edge; do
                level=\$((1 - level))
                [ -z \"\$setter\" ] || { kill \$setter; wait \$setter; }
                gpioset --mode=signal $chip 17=\$level &
                setter=\$!
            done
        }" >/dev/null 2>&1 &
        echo $! >/run/pipe.pid'
    wait_until 60 sh_in_machine 'gpioinfo | grep -w GPIO4 | grep gpiomon' || fail "gpiomon has not the line"
}

stop_pipe() { sh_in_machine 'kill -- -"$(cat /run/pipe.pid)" || true'; }

test_the_way_from_a_press_to_the_level_is_measured_beside_a_pipe_of_gpiod() {
    local ours theirs name
    start_over
    make_pi_chip
    pull pi "$BUTTON_LINE" up
    start_pipe
    theirs=$(press_often pi "$BUTTON_LINE" pi "$LED_LINE" 100 0 0 0)
    stop_pipe
    saw "gpiomon | gpioset: $theirs"
    start_on_pi ButtonClient:Debounce 00:00:00
    # The compiler's warm-up is not what is measured.
    press_often pi "$BUTTON_LINE" pi "$LED_LINE" 200 0 0 500 >/dev/null
    ours=$(press_often pi "$BUTTON_LINE" pi "$LED_LINE" 100 0 0 0)
    saw "button-tcp and led-tcp: $ours"
    for name in p50_us p99_us; do
        saw "$name: $(awk "BEGIN { printf \"%d, %.2f times the pipe's %d\", $(value $name "$ours"), $(value $name "$ours") / $(value $name "$theirs"), $(value $name "$theirs") }")"
    done
    expect_equal "presses that changed nothing" "$(value none "$ours")" 0
}
