# led-tcp on a simulated line, as installed, under its own user and in its sandbox.
# shellcheck shell=bash disable=SC2016,SC2119

prepare() {
    # Before the package, like a board's: installing must be enough for the services to use it.
    in_machine modprobe ledtrig-heartbeat
    in_machine insmod /test-lib/board_led.ko
    prepare_gpio
}

start_led() { # [KEY VALUE...]
    start_over
    make_pi_chip
    led_on_pi "$@"
    start led-tcp
}

# led_says COMMAND REPLY LEVEL: the reply, and what the line has then
led_says() {
    expect_match "reply to $1" "$(ask "$1\nQUIT\n")" "^$2"
    expect_equal "level of the line" "$(level pi "$LED_LINE")" "$3"
}

test_the_line_follows_the_commands() {
    start_led
    expect_equal "level after the start" "$(level pi "$LED_LINE")" 0
    led_says 'LED ON' 'OK LED On' 1
    led_says 'LED OFF' 'OK LED Off' 0
    led_says 'LED TOGGLE' 'OK LED On' 1
    expect_match "gpioinfo" "$(in_machine gpioinfo | grep -w GPIO17)" '"led-tcp[^"]*" +output +active-high \[used\]'
}

test_the_service_is_an_ordinary_user_in_a_sandbox() {
    local pid
    start_led
    pid=$(show led-tcp MainPID)
    expect_match "user" "$(in_machine ps -o user= -p "$pid")" '^led-tcp'
    expect_match "capabilities" "$(in_machine grep CapEff "/proc/$pid/status")" '0000000000000000'
    expect_match "the chip's owner" "$(in_machine stat -c '%U:%G %a' /dev/gpiochip0)" '^root:gpio 660$'
    # Root itself, in the service's place: all devices are to be seen, but the chips only can be opened.
    expect_equal "chips in the sandbox" "$(open_as_service led-tcp gpiochip0)" ""
    expect_match "disks in the sandbox" "$(open_as_service led-tcp vda)" 'Operation not permitted'
    expect_match "the kernel's log in the sandbox" "$(open_as_service led-tcp kmsg)" 'Operation not permitted'
    expect_at_most "exposure of led-tcp" "$(exposure led-tcp)" 1.2
    expect_equal "whom the kernel stopped" "$(journal -k -o cat | grep -i 'audit.*denied' || true)" ""
}

test_chips_that_were_there_before_the_installation_are_the_groups() {
    start_over
    make_pi_chip
    # As it was before the package, but that udev has read the rule as soon as it was unpacked, when there was no group yet.
    sh_in_machine 'groupdel gpio
        touch /usr/lib/udev/rules.d/60-ipc-socket.rules
        udevadm control --reload
        chgrp root /dev/gpiochip0
        chmod 600 /dev/gpiochip0'
    wait_until 60 journal_says "Unknown group 'gpio'" -u systemd-udevd || fail "udev has not read the rule"
    in_machine dpkg-reconfigure ipc-socket >/dev/null
    in_machine udevadm settle
    expect_match "the chip's owner" "$(in_machine stat -c '%U:%G %a' /dev/gpiochip0)" '^root:gpio 660$'
    expect_equal "the LED's brightness" "$(in_machine stat -c '%U:%G %a' /sys/class/leds/ACT/brightness)" 'root:gpio 664'
}

test_a_line_is_found_by_its_name_on_whichever_chip_has_it() {
    start_over
    make_chip first gpio-expander 8 LED
    make_pi_chip
    led_on_pi
    start led-tcp
    led_says 'LED ON' 'OK LED On' 1
    saw "$(in_machine gpiofind GPIO17)"
}

test_a_line_is_found_by_chip_and_offset() {
    local chip
    for chip in /dev/gpiochip0 gpiochip0 "$PI_LABEL"; do
        start_over
        make_pi_chip
        configure LedServer:Adapter gpio LedServer:Chip "$chip" LedServer:Offset 22
        start led-tcp
        ask 'LED ON\nQUIT\n' >/dev/null
        expect_equal "level of line 22 on $chip" "$(level pi 22)" 1
    done
}

test_an_active_low_led_is_off_when_its_line_is_high() {
    start_led LedServer:ActiveLow true
    expect_equal "level after the start" "$(level pi "$LED_LINE")" 1
    led_says 'LED ON' 'OK LED On' 0
    led_says 'LED OFF' 'OK LED Off' 1
}

test_an_open_drain_line_is_asked_for_as_one() {
    start_led LedServer:Drive open-drain LedServer:ActiveLow true
    ask 'LED ON\nQUIT\n'
    expect_match "gpioinfo" "$(in_machine gpioinfo | grep -w GPIO17)" 'output +active-low \[used open-drain\]'
    expect_equal "level of the line" "$(level pi "$LED_LINE")" 0
}

test_ten_restarts_do_not_move_the_line() {
    start_led
    led_says 'LED ON' 'OK LED On' 1
    start_watch pi "$LED_LINE"
    for _ in $(seq 10); do in_machine systemctl restart led-tcp; done
    stop_watch
    expect_unmoved 1
    led_says 'LED STATUS' 'OK LED On' 1
    led_says 'LED OFF' 'OK LED Off' 0
}

test_ten_kills_do_not_move_the_line() {
    local old
    start_led
    led_says 'LED ON' 'OK LED On' 1
    start_watch pi "$LED_LINE"
    for _ in $(seq 10); do
        # Each crash is the first: the delay that rises from one to the next is another test's subject, and takes minutes here.
        in_machine systemctl reset-failed led-tcp
        old=$(show led-tcp MainPID)
        in_machine kill -KILL "$old"
        wait_until 120 main_pid_is_not led-tcp "$old" || fail "not back"
    done
    stop_watch
    expect_unmoved 1
    saw "descriptors in the store: $(show led-tcp NFileDescriptorStore)"
    led_says 'LED STATUS' 'OK LED On' 1
}

test_what_was_on_for_a_time_only_ends_with_the_process() {
    local line
    for line in 'LED ON FOR 1h' 'LED ON UNTIL CLOSE' 'LED BLINK 10m'; do
        start_led
        # Kept open by nc itself, where the connection has to stay: the kill must not be the end of it.
        sh_in_machine 'mkfifo -m 600 /run/held; { printf "$1\n"; cat /run/held; } | nc 127.0.0.1 5555 >/run/held.replies & exec 3>/run/held; rm /run/held
            until grep -q OK /run/held.replies; do sleep 0.1; done
            cat /run/gpio/pi/sim_gpio17/value >/run/held.level
            kill -KILL "$(systemctl show --property=MainPID --value led-tcp)"' "$line"
        expect_equal "level with $line" "$(in_machine cat /run/held.level)" 1
        wait_until 120 answers 'LED STATUS' 'OK LED Off' || fail "it does not answer"
        expect_equal "level after the crash" "$(level pi "$LED_LINE")" 0
    done
}

test_an_upgrade_does_not_move_the_line() {
    local old
    start_led
    led_says 'LED ON' 'OK LED On' 1
    old=$(show led-tcp MainPID)
    start_watch pi "$LED_LINE"
    apt install --reinstall "$(package all)"
    stop_watch
    main_pid_is_not led-tcp "$old" || fail "the upgrade did not restart it"
    expect_unmoved 1
}

# What a line has when nobody holds it any more is the hardware's affair, and the simulator's is its pull; so the last that the daemon did with it
# is looked at.
test_a_stop_does_what_is_configured() {
    local what word wanted
    for what in keep: off:0 on:1; do
        word=${what%:*} wanted=${what#*:}
        start_led LedServer:OnStop "$word"
        if [ "$word" = on ]; then led_says 'LED OFF' 'OK LED Off' 0; else led_says 'LED ON' 'OK LED On' 1; fi
        start_watch pi "$LED_LINE"
        in_machine systemctl stop led-tcp
        stop_watch
        saw "calls of the simulator at a stop with OnStop $word: $(tr -s ' \n' ' ' <<<"$calls"); level then $(level pi "$LED_LINE")"
        expect_equal "what it was set to" "$(sed -nE 's/.*(set|output) value=//p' <<<"$calls" | sort -u | tr '\n' ' ')" "${wanted:+$wanted }"
    done
}

test_a_start_does_what_is_configured() {
    start_led LedServer:PowerOn on
    expect_equal "level after a start with PowerOn on" "$(level pi "$LED_LINE")" 1
    start_led LedServer:PowerOn off
    expect_equal "level after a start with PowerOn off" "$(level pi "$LED_LINE")" 0
}

test_a_busy_line_is_said_with_the_name_of_who_has_it() {
    start_over
    make_pi_chip 17=heartbeat-led
    led_on_pi
    in_machine systemctl start --no-block led-tcp
    wait_until 120 journal_says 'GPIO17|line 17' -t 'LED TCP' || fail "nothing about the line"
    expect_match "the line in the journal" "$(journal -t 'LED TCP' -o cat | grep heartbeat-led | tail -n 1)" '(GPIO17|17).*heartbeat-led'
}

test_an_unknown_line_name_is_said_with_the_nearest_ones() {
    start_over
    make_pi_chip
    led_on_pi LedServer:Line GPIO71
    in_machine systemctl start --no-block led-tcp
    wait_until 120 journal_says 'GPIO71' -t 'LED TCP' || fail "nothing about the name"
    expect_match "the line in the journal" "$(journal -t 'LED TCP' -o cat | grep GPIO71 | tail -n 1)" 'GPIO71.*GPIO(1|7|17)\b'
}

test_a_missing_chip_is_said() {
    start_over
    configure LedServer:Adapter gpio LedServer:Chip "$PI_LABEL" LedServer:Offset 17
    in_machine systemctl start --no-block led-tcp
    wait_until 120 journal_says "$PI_LABEL" -t 'LED TCP' || fail "nothing about the chip"
    saw "$(journal -t 'LED TCP' -o cat | grep "$PI_LABEL" | tail -n 1)"
}

test_a_chip_that_may_not_be_opened_is_said_with_the_group() {
    start_over
    make_pi_chip
    in_machine chgrp root /dev/gpiochip0
    led_on_pi
    in_machine systemctl start --no-block led-tcp
    wait_until 120 journal_says '[Pp]ermission|not allowed|may not' -t 'LED TCP' || fail "nothing about the permission"
    expect_match "the line in the journal" "$(journal -t 'LED TCP' -o cat | grep gpio | tail -n 1)" 'group.*gpio|gpio.*group'
}

test_a_chip_that_goes_is_an_error_and_one_that_comes_back_is_used_again() {
    start_led
    led_says 'LED ON' 'OK LED On' 1
    hide_chip pi
    wait_until 60 answers 'LED OFF' 'ERR device-failed' || fail "it does not notice"
    saw "reply without the chip: $(ask 'LED OFF\nQUIT\n')"
    show_chip pi
    wait_until 120 answers 'LED ON' 'OK LED On' || fail "it does not recover"
    expect_equal "level when the chip is back" "$(level pi "$LED_LINE")" 1
    expect_equal "complaints of the kernel" "$(kernel_complaints)" ""
}

test_a_led_of_the_kernel_is_switched_and_gets_its_trigger_back() {
    start_over
    expect_match "trigger before" "$(in_machine grep -o '\[.*\]' /sys/class/leds/ACT/trigger)" '\[heartbeat\]'
    configure LedServer:Adapter sysfs LedServer:Device ACT
    start led-tcp
    expect_match "trigger meanwhile" "$(in_machine grep -o '\[.*\]' /sys/class/leds/ACT/trigger)" '\[none\]'
    expect_match "reply to LED ON" "$(ask 'LED ON\nQUIT\n')" '^OK LED On'
    expect_equal "brightness" "$(in_machine cat /sys/class/leds/ACT/brightness)" 255
    expect_match "reply to LED OFF" "$(ask 'LED OFF\nQUIT\n')" '^OK LED Off'
    expect_equal "brightness" "$(in_machine cat /sys/class/leds/ACT/brightness)" 0
    in_machine systemctl stop led-tcp
    expect_match "trigger after" "$(in_machine grep -o '\[.*\]' /sys/class/leds/ACT/trigger)" '\[heartbeat\]'
}
