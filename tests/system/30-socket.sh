# led-tcp behind led-tcp.socket: systemd holds the port.
# shellcheck shell=bash

prepare() {
    install_package all
    in_machine systemctl enable --now led-tcp.socket
    mark_journal
}

# The socket listening, the service not started yet.
start_socket() {
    in_machine systemctl stop led-tcp.socket led-tcp.service
    in_machine systemctl reset-failed
    in_machine cp /root/appsettings.json "$CONFIG"
    in_machine systemctl start led-tcp.socket
    mark_journal
}

value() { sed -n "s/.*\b$1=\([0-9]*\).*/\1/p" <<<"$2" | head -n 1; } # NAME TEXT

test_the_first_connection_starts_the_daemon() {
    expect_equal "led-tcp before" "$(show led-tcp ActiveState)" inactive
    expect_match "reply" "$(ask 'LED ON\nQUIT\n')" '^OK LED On'
    wait_until 20 has_state led-tcp active || fail "led-tcp is not active"
    expect_match "who listens" "$(in_machine ss -Hlntp)" '127\.0\.0\.1:5555.*"systemd"'
}

test_enabling_the_socket_takes_the_network_from_the_daemon() {
    expect_match "drop-ins" "$(show led-tcp DropInPaths)" '/run/systemd/generator/led-tcp\.service\.d/50-socket-activated\.conf'
    expect_equal "its own network" "$(show led-tcp PrivateNetwork)" yes
    expect_at_most "exposure of led-tcp" "$(exposure led-tcp)" 0.5
}

test_starting_the_service_starts_the_socket() {
    start_socket
    in_machine systemctl stop led-tcp.socket led-tcp.service
    in_machine systemctl start led-tcp.service
    expect_equal "led-tcp.socket" "$(show led-tcp.socket ActiveState)" active
    expect_match "reply" "$(ask 'LED STATUS\nQUIT\n')" '^OK'
}

test_twenty_restarts_under_load_refuse_and_lose_nothing() {
    local said
    start_socket
    start_load 200
    for _ in $(seq 20); do in_machine systemctl restart led-tcp; done
    said=$(stop_load)
    saw "200 clients over 20 restarts: $said"
    expect_equal "refused" "$(value refused "$said")" 0
    expect_equal "lost" "$(value lost "$said")" 0
    expect_equal "led-tcp.socket" "$(show led-tcp.socket ActiveState)" active
}

test_a_kill_under_load_refuses_nobody() {
    local said old
    start_socket
    start_load 200
    wait_until 60 has_state led-tcp active || fail "not started"
    for _ in 1 2 3; do
        old=$(show led-tcp MainPID)
        in_machine kill -KILL "$old"
        wait_until 60 main_pid_is_not led-tcp "$old" || fail "not back"
    done
    said=$(stop_load)
    saw "200 clients over 3 kills: $said"
    expect_equal "refused" "$(value refused "$said")" 0
}

# `waited` is how long a client waits who comes right after a command, in milliseconds.
wait_after() { # COMMAND...
    local begin said
    begin=$(milliseconds)
    in_machine "$@"
    said=$(ask 'LED ON\nQUIT\n')
    waited=$(($(milliseconds) - begin))
    expect_match "reply $waited ms after $1" "$said" '^OK LED On'
}

quickest() { printf '%s\n' "$@" | sort -n | head -n 1; }

# On a free machine that is less than a second. On a busy one the start alone may take that, so the same start without a kill, by turns, is
# the measure: systemd's pause comes on top. The quickest of five, for one of them may meet other work, but a pause that is too long is there
# each time.
test_after_a_kill_the_next_client_waits_hardly_longer_than_for_a_restart() { # once
    local waited after_restart=() after_kill=()
    start_socket
    ask 'LED STATUS\nQUIT\n'
    for _ in 1 2 3 4 5; do
        wait_after systemctl restart led-tcp
        after_restart+=("$waited")
        wait_after kill -KILL "$(show led-tcp MainPID)"
        after_kill+=("$waited")
    done
    expect_at_most "milliseconds after a kill" "$(quickest "${after_kill[@]}")" $(($(quickest "${after_restart[@]}") + 500))
}

test_a_fault_in_the_configuration_is_one_start_and_a_closed_port() {
    start_socket
    set_value LedServer:Port 70000
    # One client that waits would be enough to have systemd start the daemon again and again.
    in_machine timeout 30 nc 127.0.0.1 5555 </dev/null || true
    wait_until 60 has_state led-tcp.socket inactive || fail "the socket still starts the service"
    expect_equal "led-tcp" "$(show led-tcp ActiveState), $(show led-tcp ExecMainStatus)" "failed, 78"
    expect_equal "starts" "$(journal -o cat -u led-tcp | grep -c Starting)" 1
    expect_match "the journal" "$(journal -o cat -t 'LED TCP' | head -n 1)" 'LedServer:Port.*70000'
    in_machine cp /root/appsettings.json "$CONFIG"
    in_machine systemctl start led-tcp
    expect_match "reply when it is mended" "$(ask 'LED ON\nQUIT\n')" '^OK LED On'
}

test_disabling_the_socket_gives_the_service_its_own_port_again() {
    in_machine systemctl disable --now led-tcp.socket
    in_machine systemctl stop led-tcp
    expect_no_match "drop-ins" "$(show led-tcp DropInPaths)" 50-socket-activated
    in_machine systemctl start led-tcp
    expect_match "who listens" "$(in_machine ss -Hlntp)" '127\.0\.0\.1:5555.*"(dotnet|led-tcp)"'
    expect_match "reply" "$(ask 'LED ON\nQUIT\n')" '^OK LED On'
}
