# The delay between restarts after a failure: systemd's own where it has RestartSteps= (254), that of restart-delay before.
# shellcheck shell=bash

# What follows the failure with this number, at least, in milliseconds; the lesser of both kinds of delay. The machine's load only adds to it.
readonly LEAST_DELAYS=(300 530 900 1600 3000 5300 9400)
# Less than the delay that is in progress after the last of them.
readonly SOON=15

prepare() {
    install_package all
    in_machine systemctl enable --now led-tcp button-tcp
}

restarted() { # UNIT TIMES: for wait_until
    local now
    now=$(show "$1" NRestarts)
    echo "$now restarts"
    [ "$now" -ge "$2" ]
}

# The moments in which the unit's process ended, in milliseconds.
ends() { # UNIT
    journal -o json --output-fields=__REALTIME_TIMESTAMP,MESSAGE _PID=1 UNIT="$1.service" |
        sed -n '/Main process exited/s/.*"__REALTIME_TIMESTAMP" *: *"\([0-9]*\)[0-9]\{3\}".*/\1/p'
}

expect_rising_delays() { # UNIT
    local moments i delays=()
    mapfile -t moments < <(ends "$1")
    for i in "${!LEAST_DELAYS[@]}"; do delays+=($((moments[i + 1] - moments[i]))); done
    saw "milliseconds from failure to failure of $1: ${delays[*]}"
    for i in "${!LEAST_DELAYS[@]}"; do
        [ "${delays[i]}" -ge "${LEAST_DELAYS[i]}" ] || fail "failure $((i + 2)) comes after ${delays[i]} ms, wanted ${LEAST_DELAYS[i]} at least"
    done
    [ "${delays[0]}" -lt "${delays[-1]}" ] || fail "the first delay is not the shortest"
}

in_pause() { # UNIT: for wait_until; systemd's pause, or that of restart-delay
    local now
    now=$(show "$1" SubState)
    echo "$now"
    [[ $now == auto-restart || $now == start-pre ]]
}

# `took` is how long the command takes, in seconds.
take_time() { # COMMAND...
    local begin
    begin=$(milliseconds)
    in_machine "$@"
    took=$(awk "BEGIN { print ($(milliseconds) - $begin) / 1000 }")
}

test_the_delay_rises_and_a_command_ends_it() {
    local unit took failures=$((${#LEAST_DELAYS[@]} + 1))
    in_machine systemctl stop led-tcp button-tcp
    mark_journal
    # Neither can start: the port is another's, and a file is where the FIFO has to be.
    in_machine systemd-run -q --unit=squatter nc -lk 127.0.0.1 5555
    wait_until 20 sh_in_machine 'ss -Hlnt | grep 127.0.0.1:5555' || fail "nc does not listen"
    set_value ButtonClient:Fifo /etc/ipc-socket/no-fifo
    in_machine touch /etc/ipc-socket/no-fifo
    in_machine systemctl start --no-block led-tcp button-tcp
    for unit in led-tcp button-tcp; do
        wait_until 300 restarted "$unit" "$failures" || fail "$unit is not restarted $failures times"
        expect_rising_delays "$unit"
        expect_no_match "the journal" "$(journal -u "$unit" -o cat | sort | uniq -c)" 'repeated too quickly'
        wait_until 60 in_pause "$unit" || fail "$unit does not wait"
    done

    take_time systemctl stop button-tcp
    expect_at_most "seconds of systemctl stop" "$took" "$SOON"
    expect_equal "processes" "$(in_machine cat /sys/fs/cgroup/system.slice/button-tcp.service/cgroup.procs 2>/dev/null || true)" ""
    in_machine cp /root/appsettings.json "$CONFIG"
    take_time systemctl start button-tcp
    expect_at_most "seconds of systemctl start" "$took" "$SOON"

    in_machine systemctl stop squatter
    take_time systemctl restart led-tcp
    expect_at_most "seconds of systemctl restart" "$took" "$SOON"
    for unit in led-tcp button-tcp; do
        expect_equal "$unit" "$(show "$unit" ActiveState), $(show "$unit" NRestarts) restarts" "active, 0 restarts"
    done
}

test_half_a_minute_of_service_resets_the_delay() {
    local unit old
    in_machine systemctl restart led-tcp button-tcp
    for unit in led-tcp button-tcp; do
        for _ in 1 2; do
            old=$(show "$unit" MainPID)
            in_machine kill -KILL "$old"
            wait_until 60 main_pid_is_not "$unit" "$old" || fail "$unit is not back"
        done
        expect_equal "restarts of $unit" "$(show "$unit" NRestarts)" 2
    done
    for unit in led-tcp button-tcp; do
        wait_until 90 has_no_restarts "$unit" || fail "the restarts of $unit are not forgotten"
        expect_equal "$unit" "$(show "$unit" ActiveState)" active
    done
}

has_no_restarts() { ! restarted "$1" 1; } # UNIT: for wait_until
