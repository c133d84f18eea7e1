# The two services as an operator meets them: led-tcp binds its port by itself.
# shellcheck shell=bash

prepare() {
    install_package all
    in_machine systemctl enable --now led-tcp button-tcp
    mark_journal
}

test_a_started_service_is_active_and_says_how_it_is() {
    expect_equal "led-tcp" "$(in_machine systemctl is-active led-tcp)" active
    expect_match "led-tcp's status" "$(show led-tcp StatusText)" '^LED Off; [0-9]+ connections? on 127\.0\.0\.1:5555$'
    expect_match "button-tcp's status" "$(show button-tcp StatusText)" '[Cc]onnected'
    expect_match "open ports" "$(in_machine ss -Hlnt)" '127\.0\.0\.1:5555'
}

test_a_started_service_says_the_same_in_systemctl_status() {
    expect_match "systemctl status led-tcp" "$(in_machine systemctl status --no-pager led-tcp)" 'Status: "LED (On|Off); '
}

test_a_client_switches_the_led_with_nc() {
    expect_match "reply to LED ON" "$(ask 'LED ON\nQUIT\n')" '^OK LED On'
    wait_until 60 journal_says 'LED Status: On' -t 'LED TCP' || fail "no line in the journal"
    saw "$(journal -t 'LED TCP' | tail -n 1)"
    # The line is told a quarter of a second after a change at the latest.
    wait_until 60 status_matches led-tcp '^LED On; ' || fail "the status does not say that the LED is on"
    saw "status: $(show led-tcp StatusText)"
    expect_match "reply to LED OFF" "$(ask 'LED OFF\nQUIT\n')" '^OK LED Off'
}

test_an_ordinary_user_presses_the_button_and_the_led_goes_on() {
    start_services
    expect_match "the FIFO" "$(in_machine stat -c '%F %a %U' "$FIFO")" '^fifo 622 button-tcp$'
    as_user sh -c "echo 0 > $FIFO"
    wait_until 60 journal_says 'LED Status: On' -t 'LED TCP' || fail "no line in the journal"
    saw "journalctl -t 'LED TCP': $(journal -t 'LED TCP' | tail -n 1)"
    expect_match "journalctl LED=led STATE=On" "$(journal -o cat LED=led STATE=On)" '^LED Status: On$'
}

test_syslog_has_the_line_that_grep_looks_for() {
    start_services
    ask 'LED ON\nQUIT\n'
    wait_until 60 sh_in_machine "grep 'LED TCP.*LED Status: On' /var/log/syslog" || fail "no line in /var/log/syslog"
    saw "$(in_machine grep 'LED Status: On' /var/log/syslog | tail -n 1)"
}

test_a_frozen_daemon_is_replaced() {
    local unit old begin
    for unit in led-tcp button-tcp; do
        start_services
        old=$(show "$unit" MainPID)
        begin=$(in_machine cut -d ' ' -f 1 /proc/uptime)
        in_machine kill -STOP "$old"
        wait_until 60 main_pid_is_not "$unit" "$old" || fail "$unit is still frozen"
        # WatchdogSec= and five seconds; how long the start takes then is another question.
        expect_at_most "seconds until another $unit starts" \
            "$(awk "BEGIN { print $(show "$unit" ExecMainStartTimestampMonotonic) / 1000000 - $begin }")" 10
        wait_until 60 journal_says 'Watchdog timeout \(limit 5s\)' -u "$unit" -o cat || fail "it was not the watchdog"
    done
    wait_until 60 answers 'LED ON' 'OK LED On' || fail "no answer after the restart"
}

test_a_killed_daemon_comes_back() {
    local unit old
    for unit in led-tcp button-tcp; do
        start_services
        old=$(show "$unit" MainPID)
        in_machine kill -KILL "$old"
        wait_until 60 main_pid_is_not "$unit" "$old" || fail "$unit did not come back"
        saw "$unit: process $old became $(show "$unit" MainPID)"
    done
}

test_a_fault_in_the_configuration_ends_with_78_and_is_not_retried() {
    start_services
    in_machine systemctl stop led-tcp
    set_value LedServer:Port 70000
    in_machine systemctl start led-tcp && fail "the start succeeded"
    expect_equal "exit status" "$(show led-tcp ExecMainStatus)" 78
    expect_equal "state" "$(show led-tcp ActiveState)" failed
    expect_equal "restarts" "$(show led-tcp NRestarts)" 0
    expect_one_error 'LedServer:Port.*70000'
}

# The journal names a fault once, by the identifier of the daemon and with the priority of an error.
expect_one_error() { # REGULAR-EXPRESSION
    wait_until 60 journal_says "$1" -u led-tcp -t 'LED TCP' -p err -o cat || fail "the journal does not name it as an error"
    # A second line could come later: a stop has the daemon write all that it still holds.
    in_machine systemctl stop led-tcp
    sync_journal
    expect_equal "lines in the journal" "$(journal -o cat | grep -cE "$1")" 1
    saw "$(journal -u led-tcp -p err -o cat | grep -E "$1")"
}

test_a_configuration_that_may_not_be_read_is_one_error_and_is_not_retried() {
    local unit mode started watches
    for unit in led-tcp button-tcp; do
        start_services
        # Neither needs nor watches its working directory.
        watches=$(sh_in_machine "cat /proc/$(show "$unit" MainPID)/fdinfo/* 2>/dev/null | grep -c '^inotify' || true")
        expect_at_most "files that $unit watches" "$watches" 8
        in_machine systemctl stop "$unit"
        mode=$(in_machine stat -c %a /etc/ipc-socket)
        in_machine chmod 700 /etc/ipc-socket
        started=yes
        in_machine systemctl start "$unit" || started=no
        in_machine chmod "$mode" /etc/ipc-socket
        expect_equal "$unit started" "$started" no
        expect_equal "$unit: state, status, restarts" "$(show "$unit" ActiveState), $(show "$unit" ExecMainStatus), $(show "$unit" NRestarts)" "failed, 78, 0"
        wait_until 60 journal_says '/etc/ipc-socket/appsettings.json: cannot be read: Permission denied' -u "$unit" -p err -o cat ||
            fail "the journal does not say why"
        saw "$(journal -u "$unit" -p err -o cat)"
    done
}

test_a_port_in_use_is_said_and_taken_as_soon_as_it_is_free() {
    start_services
    in_machine systemctl stop led-tcp
    in_machine systemd-run -q --unit=squatter nc -lk 127.0.0.1 5555
    wait_until 60 sh_in_machine 'ss -Hlnt | grep 127.0.0.1:5555' || fail "nc does not listen"
    in_machine systemctl start --no-block led-tcp
    wait_until 60 journal_says '127\.0\.0\.1:5555.*([Aa]ddress already in use|in use|taken)' -u led-tcp -o cat || fail "no clear line"
    saw "$(journal -u led-tcp -o cat | grep '127.0.0.1:5555' | head -n 1)"
    wait_until 60 journal_says 'restart counter is at 3' -u led-tcp -o cat || fail "it is not tried again"
    in_machine systemctl stop squatter
    wait_until 60 has_state led-tcp active || fail "it does not come up when the port is free"
    saw "led-tcp is $(show led-tcp ActiveState) after $(show led-tcp NRestarts) restarts"
}

test_reload_keeps_process_and_connections() {
    local unit old said
    start_services
    for unit in led-tcp button-tcp; do
        old=$(show "$unit" MainPID)
        set_value LedServer:MaxConnections 99
        said=$(in_machine python3 /test-lib/across.py systemctl reload "$unit")
        expect_match "reload of $unit" "$said" 'reload .* -> 0'
        wait_until 60 has_state "$unit" active || fail "$unit is still reloading"
        expect_equal "process" "$(show "$unit" MainPID)" "$old"
    done
}

test_reload_takes_up_addresses_limits_and_log_levels() { # once
    start_services
    # Its connection would go on too, and take the one place.
    in_machine systemctl stop button-tcp
    set_value LedServer:Port 5556
    set_value LedServer:MaxConnections 1
    set_value Logging:LogLevel:LedTcp Warning
    # across.py holds a connection over the reload, and its commands go on.
    saw "$(in_machine python3 /test-lib/across.py systemctl reload led-tcp)"
    wait_until 60 status_matches led-tcp '127\.0\.0\.1:5556$' || fail "the status names the old address"
    expect_equal "answer at the old port" "$(ask 'PING\nQUIT\n' 127.0.0.1 5555 || true)" ""
    wait_until 60 answers_at 5556 PING 'OK PONG' || fail "no answer at the new port"
    in_machine sh -c '{ echo PING; exec sleep 60; } | nc 127.0.0.1 5556 >/tmp/holder & echo $! >/tmp/holder.pid'
    wait_until 60 sh_in_machine 'grep -q PONG /tmp/holder' || fail "the first connection gets no answer"
    expect_match "the second of one connection" "$(ask 'PING\nQUIT\n' 127.0.0.1 5556)" '^ERR too-many-connections'
    mark_journal
    sh_in_machine 'kill "$(cat /tmp/holder.pid)"'
    wait_until 60 answers_at 5556 'LED TOGGLE' 'OK LED' || fail "no answer when the first has gone"
    expect_equal "lines of the log below the new level" "$(journal -t 'LED TCP' -o cat | grep -c Status || true)" 0
}

test_reload_has_the_button_look_for_another_server() { # once
    start_services
    set_value LedServer:Port 5557
    in_machine systemctl reload led-tcp
    set_value ButtonClient:Port 5557
    in_machine systemctl reload button-tcp
    wait_until 60 status_matches button-tcp '^connected to 127\.0\.0\.1:5557' || fail "it is not connected to the new port"
    saw "status: $(show button-tcp StatusText)"
    as_user sh -c "echo 0 > $FIFO"
    wait_until 60 journal_says 'LED Status: On' -t 'LED TCP' || fail "a press does not arrive"
}

test_reload_tells_what_takes_a_restart() {
    start_services
    set_value ButtonClient:Fifo /run/button-tcp/other
    in_machine systemctl reload button-tcp
    wait_until 60 journal_says 'ButtonClient:Fifo' -u button-tcp -p warning || fail "it does not say so"
    saw "$(journal -u button-tcp -p warning -o cat | tail -n 1)"
}

test_reload_of_a_faulty_file_changes_nothing_and_says_why() {
    local old said status=0
    start_services
    old=$(show led-tcp MainPID)
    set_value LedServer:Port 70000
    said=$(in_machine python3 /test-lib/across.py systemctl reload led-tcp 2>&1) || status=$?
    expect_match "reload" "$said" 'LED OFF -> OK'
    expect_equal "exit status" "$status" 1
    expect_equal "process" "$(show led-tcp MainPID)" "$old"
    expect_equal "state" "$(show led-tcp ActiveState)" active
    expect_one_error 'LedServer:Port.*70000'
}

test_a_hangup_signal_does_not_end_a_daemon() {
    local unit old
    start_services
    for unit in led-tcp button-tcp; do
        old=$(show "$unit" MainPID)
        in_machine kill -HUP "$old"
        # Twice the time of a reload's way through the daemon is not known; the next answer comes after it.
        wait_until 60 answers 'LED ON' 'OK LED On' || fail "no answer"
        expect_equal "process of $unit" "$(show "$unit" MainPID)" "$old"
    done
}

test_a_frozen_journal_stops_no_client() {
    local journald said
    start_services
    journald=$(show systemd-journald MainPID)
    in_machine kill -STOP "$journald"
    # More lines than fit into the sockets between daemon and journal.
    said=$(in_machine timeout 60 python3 /test-lib/many.py 4000 || true)
    in_machine kill -CONT "$journald"
    expect_match "replies" "$said" '^4000 replies'
    wait_until 60 answers 'LED ON' 'OK LED On' || fail "no answer afterwards"
}

test_a_journal_that_was_stopped_and_started_gets_the_next_line() {
    start_services
    ask 'LED OFF\nQUIT\n'
    in_machine systemctl stop systemd-journald.socket systemd-journald-dev-log.socket systemd-journald-audit.socket systemd-journald.service
    expect_match "reply without a journal" "$(ask 'LED ON\nLED OFF\nQUIT\n' | head -n 1)" '^OK LED On'
    in_machine systemctl start systemd-journald.socket systemd-journald-dev-log.socket systemd-journald.service
    ask 'LED ON\nQUIT\n'
    wait_until 60 journal_says 'LED Status: On' -t 'LED TCP' || fail "the line after is missing"
    saw "$(journal -t 'LED TCP' | tail -n 1)"
    expect_equal "restarts" "$(show led-tcp NRestarts)" 0
}

test_a_journal_whose_socket_is_missing_at_the_start_gets_every_line() {
    local socket=/run/systemd/journal/socket
    start_services
    in_machine systemctl stop led-tcp
    in_machine mv "$socket" "$socket.away"
    in_machine systemctl start led-tcp
    ask 'LED ON\nQUIT\n'
    wait_until 60 journal_says '^LED Status: On$' -t 'LED TCP' -o cat || fail "the line by standard output is missing"
    expect_equal "lines with fields" "$(journal -o cat LED=led | wc -l)" 0
    in_machine mv "$socket.away" "$socket"
    ask 'LED OFF\nQUIT\n'
    wait_until 60 journal_says '^LED Status: Off$' -o cat LED=led STATE=Off || fail "the line by the journal's socket is missing"
    saw "$(journal -t 'LED TCP' -o cat | tail -n 2)"
}

test_a_killed_daemon_s_states_are_in_run_and_a_stalled_disk_stops_no_client() {
    local old
    start_services
    in_machine systemctl stop button-tcp
    set_value LedServer:PowerOn last
    in_machine systemctl restart led-tcp
    # Opening a FIFO waits for a reader, as a disk that stalls: the disk never learns of a state.
    in_machine mkfifo -m 666 /var/lib/led-tcp/led.new
    expect_match "reply" "$(ask 'LED ON\nLED OFF FOR 1h\nQUIT\n')" '^OK LED On'
    expect_match "another client" "$(ask 'PING\nQUIT\n')" '^OK PONG'
    expect_match "file in /run" "$(in_machine cat /run/led-tcp/led-states)" '^On  temp led'
    expect_equal "mode of the directory" "$(in_machine stat -c '%a %U' /run/led-tcp)" "750 led-tcp"
    old=$(show led-tcp MainPID)
    in_machine rm /var/lib/led-tcp/led.new
    in_machine kill -KILL "$old"
    wait_until 60 main_pid_is_not led-tcp "$old" || fail "it did not come back"
    expect_match "state after the crash" "$(ask 'LED STATUS\nQUIT\n')" '^OK LED On'
    expect_match "file in /run" "$(in_machine cat /run/led-tcp/led-states)" '^On       led'
    in_machine systemctl restart led-tcp
    expect_match "state after a restart" "$(ask 'LED STATUS\nQUIT\n')" '^OK LED On'
    ask 'LED OFF\nLED ON\nQUIT\n'
    in_machine systemctl stop led-tcp
    expect_equal "state on the disk" "$(in_machine cat /var/lib/led-tcp/led)" On
    in_machine test -e /run/led-tcp && fail "a stop leaves /run/led-tcp"
    in_machine systemctl start led-tcp
    expect_match "state after a stop and a start" "$(ask 'LED STATUS\nQUIT\n')" '^OK LED On'
}

test_a_full_disk_is_one_warning_and_the_state_is_saved_when_there_is_space() {
    local turn
    start_services
    in_machine systemctl stop button-tcp led-tcp
    set_value LedServer:PowerOn last
    sh_in_machine 'mount -t tmpfs -o size=4k tmpfs /var/lib/led-tcp; head -c 4096 /dev/zero >/var/lib/led-tcp/filler'
    in_machine systemctl start led-tcp
    mark_journal
    for turn in $(seq 10); do
        expect_match "reply $turn" "$(ask 'LED TOGGLE\nQUIT\n')" '^OK LED O'
    done
    ask 'LED ON\nQUIT\n'
    wait_until 60 journal_says 'could not be saved' -t 'LED TCP' -o cat || fail "no warning"
    ask 'LED OFF\nLED ON\nQUIT\n'
    in_machine rm /var/lib/led-tcp/filler
    wait_until 60 journal_says 'are saved again' -t 'LED TCP' -o cat || fail "it is not tried again"
    expect_equal "warnings" "$(journal -t 'LED TCP' -o cat | grep -c 'could not be saved')" 1
    saw "$(journal -t 'LED TCP' -o cat | grep 'saved')"
    expect_equal "state on the disk" "$(in_machine cat /var/lib/led-tcp/led)" On
    in_machine systemctl stop led-tcp
    in_machine umount /var/lib/led-tcp
}

test_clients_from_elsewhere_are_let_in_only_when_the_unit_allows_them() {
    start_services
    if in_machine systemd-run -q --wait --collect -p IPAddressDeny=any nc -z -w 2 127.0.0.1 5555; then
        skip "systemd cannot filter addresses on this kernel: IPAddressDeny=any stops nobody"
    fi
    # An address that is not localhost to the filter, on a network that nothing else has.
    in_machine ip address add 192.0.2.1/32 dev lo
    set_value LedServer:Host 0.0.0.0
    in_machine systemctl restart led-tcp
    in_machine nc -z -w 5 192.0.2.1 5555 && fail "a client from 192.0.2.1 is let in at first"
    in_machine mkdir -p /run/systemd/system/led-tcp.service.d
    sh_in_machine 'printf "[Service]\nIPAddressAllow=192.0.2.0/24\n" >/run/systemd/system/led-tcp.service.d/open.conf; systemctl daemon-reload'
    in_machine systemctl restart led-tcp
    expect_match "reply when 192.0.2.0/24 is allowed" "$(ask 'LED ON\nQUIT\n' 192.0.2.1)" '^OK LED On'
    sh_in_machine 'rm -r /run/systemd/system/led-tcp.service.d; systemctl daemon-reload; ip address delete 192.0.2.1/32 dev lo'
}

test_the_sandbox_scores_as_promised() {
    start_services
    expect_at_most "exposure of led-tcp" "$(exposure led-tcp)" 1.2
    expect_at_most "exposure of button-tcp" "$(exposure button-tcp)" 1.2
}

test_start_and_memory_are_measured() { # once
    measure_start led-tcp
    measure_start button-tcp
}
