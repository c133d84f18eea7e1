# The package for every architecture, as an operator gets to know it: before anything is started, and by the first steps with led.
# shellcheck shell=bash

prepare() { install_package all; }

test_lintian_finds_neither_error_nor_warning() { # once
    local file said
    for file in "$packages"/*.deb; do
        said=$(lintian --allow-root --fail-on none "$file")
        expect_equal "lintian on ${file##*/}" "$said" ""
    done
}

test_the_units_load_without_a_warning() {
    local said
    said=$(sh_in_machine 'cd /usr/lib/systemd/system && systemd-analyze verify ./led-tcp.service ./led-tcp.socket ./button-tcp.service 2>&1')
    expect_equal "systemd-analyze verify" "$said" ""
    said=$(in_machine journalctl -q --no-pager -o cat -t systemd -g 'led-tcp|button-tcp|ipc-socket' | grep -v systemd-sysusers || true)
    expect_no_match "what systemd says about them" "$said" "[Uu]nknown|ignoring|[Ff]ailed"
}

test_installing_enables_and_starts_nothing() {
    local unit
    for unit in led-tcp.service led-tcp.socket button-tcp.service; do
        expect_equal "$unit enabled" "$(in_machine systemctl is-enabled "$unit" || true)" disabled
        expect_equal "$unit active" "$(in_machine systemctl is-active "$unit" || true)" inactive
    done
    expect_equal "open ports" "$(in_machine ss -Hlntu)" ""
}

test_each_daemon_has_a_user_that_may_use_gpio_and_cannot_log_in() {
    local user
    for user in led-tcp button-tcp; do
        expect_match "$user" "$(in_machine getent passwd "$user")" '^[^:]*:[^:]*:[1-9][0-9]{0,2}:.*:/usr/sbin/nologin$'
        expect_match "groups of $user" "$(in_machine id -Gn "$user")" "^$user gpio$"
    done
}

test_the_manual_has_a_page_for_each() {
    expect_match "led-tcp(8)" "$(in_machine man -P cat 8 led-tcp | sed -n 4p)" 'led-tcp - LED server'
    expect_match "button-tcp(8)" "$(in_machine man -P cat 8 button-tcp | sed -n 4p)" 'button-tcp - button'
    expect_match "led(1)" "$(in_machine man -P cat 1 led | sed -n 4p)" 'led - switch and watch'
    expect_match "ipc-socket(5)" "$(in_machine man -P cat 5 ipc-socket | sed -n 4p)" 'ipc-socket - configuration'
    expect_match "what finds them" "$(in_machine mandb -q && in_machine apropos 'led-tcp')" 'ipc-socket \(5\)'
}

test_the_installed_configuration_passes_its_check() {
    in_machine led-tcp --check-config --config "$CONFIG"
    in_machine button-tcp --check-config --config "$CONFIG"
    saw "both checks end with 0"
}

test_a_check_names_the_key_and_the_value_and_opens_nothing() {
    local said status=0
    said=$(in_machine led-tcp --check-config --config "$CONFIG" --LedServer:Port 70000 2>&1) || status=$?
    expect_equal "exit status" "$status" 78
    expect_match "what it says" "$said" 'LedServer:Port.*70000'
}

# complete WORD...: what bash offers for the last one, and were it after more than the two seconds that a user is let wait
# shellcheck disable=SC2016
complete() {
    in_machine bash -c 'source /usr/share/bash-completion/completions/led
        timeout() { command timeout 60 "${@:2}"; }
        COMP_WORDS=(led "$@"); COMP_CWORD=$#; _led; echo "${COMPREPLY[@]}"' bash "$@"
}

test_the_client_switches_watches_and_completes() {
    local said status=0
    in_machine systemctl start led-tcp
    expect_equal "led status" "$(as_user led status)" Off
    expect_equal "led on" "$(as_user led on)" On
    expect_match "led watch" "$(as_user sh -c 'timeout 10 led watch | head -n 1')" ' led: On$'
    expect_equal "completion of a verb" "$(complete tog)" toggle
    expect_equal "completion of a LED's name" "$(complete le)" led
    in_machine systemctl stop led-tcp
    said=$(as_user led status 2>&1) || status=$?
    expect_equal "exit status without a server" "$status" 3
    expect_match "what it says" "$said" 'no led-tcp at 127\.0\.0\.1:5555; is it running\? systemctl status led-tcp'
}
