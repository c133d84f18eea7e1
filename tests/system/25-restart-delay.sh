# The delay between restarts after a failure: systemd's own where it has RestartSteps= (254), that of restart-delay before.
# shellcheck shell=bash

# What follows the failure with this number, at least, in milliseconds; the lesser of both kinds of delay. The machine's load only adds to it.
readonly LEAST_DELAYS=(300 530 900 1600 3000 5300 9400)
# Seconds; less than the longest delay of both kinds, which are 25 s and 30 s.
readonly SOON=20

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

# The moments in which systemd logged that the unit's process ended, in milliseconds. A busy journald may receive the line later.
ends() { # UNIT
    journal -o json --output-fields=_SOURCE_REALTIME_TIMESTAMP,MESSAGE _PID=1 UNIT="$1.service" |
        sed -n '/Main process exited/s/.*"_SOURCE_REALTIME_TIMESTAMP" *: *"\([0-9]*\)[0-9]\{3\}".*/\1/p'
}

expect_rising_delays() { # UNIT
    local moments i delays=()
    sync_journal
    mapfile -t moments < <(ends "$1")
    for i in "${!LEAST_DELAYS[@]}"; do delays+=($((moments[i + 1] - moments[i]))); done
    saw "milliseconds from failure to failure of $1: ${delays[*]}"
    for i in "${!LEAST_DELAYS[@]}"; do
        [ "${delays[i]}" -ge "${LEAST_DELAYS[i]}" ] || fail "failure $((i + 2)) comes after ${delays[i]} ms, wanted ${LEAST_DELAYS[i]} at least"
    done
    [ "${delays[0]}" -lt "${delays[-1]}" ] || fail "the first delay is not the shortest"
}

# The state of a unit in the long part of its pause. restart-delay pauses in `start-pre`, after systemd's own 300 ms in `auto-restart`; a stop
# during those does not reset systemd's count of restarts.
pause_state() {
    local version
    version=$(in_machine systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
    if [ "$version" -ge 254 ]; then echo auto-restart; else echo start-pre; fi
}

in_pause() { # UNIT STATE RESTARTS: for wait_until; in a pause of that state, after so many restarts at least
    local now restarts
    restarts=$(show "$1" NRestarts)
    now=$(show "$1" SubState)
    echo "$now, $restarts restarts"
    [ "$now" = "$2" ] && [ "$restarts" -ge "$3" ]
}

# Returns at the start of a pause, after one more failure: the current pause may be nearly over.
wait_for_pause() { # UNIT STATE
    wait_until 180 in_pause "$1" "$2" $(($(show "$1" NRestarts) + 1)) || fail "$1 does not pause"
}

# `took` is how long the command takes, in seconds.
take_time() { # COMMAND...
    local begin
    begin=$(milliseconds)
    in_machine "$@"
    took=$(awk "BEGIN { print ($(milliseconds) - $begin) / 1000 }")
}

test_the_delay_rises_and_a_command_ends_it() {
    local unit took state failures=$((${#LEAST_DELAYS[@]} + 1))
    in_machine systemctl stop led-tcp button-tcp
    mark_journal
    # Neither can start: the port is another's, and a file is where the FIFO has to be.
    in_machine systemd-run -q --unit=squatter nc -lk 127.0.0.1 5555
    wait_until 60 sh_in_machine 'ss -Hlnt | grep 127.0.0.1:5555' || fail "nc does not listen"
    set_value ButtonClient:Fifo /etc/ipc-socket/no-fifo
    in_machine touch /etc/ipc-socket/no-fifo
    in_machine systemctl start --no-block led-tcp button-tcp
    for unit in led-tcp button-tcp; do
        wait_until 300 restarted "$unit" "$failures" || fail "$unit is not restarted $failures times"
        expect_rising_delays "$unit"
        expect_no_match "the journal" "$(journal -u "$unit" -o cat | sort | uniq -c)" 'repeated too quickly'
    done

    state=$(pause_state)
    wait_for_pause button-tcp "$state"
    take_time systemctl stop button-tcp
    expect_at_most "seconds of systemctl stop" "$took" "$SOON"
    expect_equal "processes" "$(in_machine cat /sys/fs/cgroup/system.slice/button-tcp.service/cgroup.procs 2>/dev/null || true)" ""

    wait_for_pause led-tcp "$state"
    in_machine systemctl stop squatter
    in_machine cp /root/appsettings.json "$CONFIG"
    take_time systemctl restart led-tcp
    expect_at_most "seconds of systemctl restart" "$took" "$SOON"
    # Only now: button-tcp starts after led-tcp, and before systemd 254 the pause of led-tcp is a part of its start.
    take_time systemctl start button-tcp
    expect_at_most "seconds of systemctl start" "$took" "$SOON"
    for unit in led-tcp button-tcp; do
        expect_equal "$unit" "$(show "$unit" ActiveState), $(show "$unit" NRestarts) restarts" "active, 0 restarts"
    done
    # TimeoutStopSec= would end the pause too, and before SOON.
    sync_journal
    expect_equal "stops that timed out" "$(journal -u led-tcp -u button-tcp -o cat | grep -c "State 'stop-.*' timed out" || true)" 0
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
