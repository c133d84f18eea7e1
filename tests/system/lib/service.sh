# The installed system as its operator handles it.
# shellcheck shell=bash

readonly CONFIG=/etc/ipc-socket/appsettings.json
readonly FIFO=/run/button-tcp/button

package() { # ARCHITECTURE: the newest package, as the machine sees it
    local found
    found=$(cd "$packages" && find . -name "ipc-socket_*_$1.deb" -printf '%T@ %f\n' | sort -n | tail -n 1)
    [ -n "$found" ] || fail "no package for $1 in $packages"
    echo "/packages/${found#* }"
}

# apt VERB ARGUMENT...: without the lines that are for a terminal
apt() { in_machine apt-get -y -qq -o Dpkg::Use-Pty=0 "$@" 2>&1 | { grep -v '^(Reading database\|^debconf: delaying' || true; }; }

apt_install() { apt install --no-install-recommends "$@"; }

install_package() { # ARCHITECTURE
    apt_install "$(package "$1")"
    in_machine cp "$CONFIG" /root/appsettings.json
}

show() { in_machine systemctl show --property="$2" --value "$1"; } # UNIT PROPERTY

# Eleven restarts: how long from exec to ready, the one in the middle and the ends; and what is resident after the last.
measure_start() { # UNIT
    local unit=$1 exec_start ready i times=()
    for ((i = 0; i < 11; i++)); do
        in_machine systemctl restart "$unit"
        exec_start=$(show "$unit" ExecMainStartTimestampMonotonic)
        ready=$(show "$unit" ActiveEnterTimestampMonotonic)
        times+=($(((ready - exec_start) / 1000)))
    done
    mapfile -t times < <(printf '%s\n' "${times[@]}" | sort -n)
    saw "$unit: ${times[5]} ms from exec to ready (${times[0]} to ${times[10]}), resident $(in_machine ps -o rss= -p "$(show "$unit" MainPID)") KiB"
}

# status_matches UNIT REGULAR-EXPRESSION: for wait_until
status_matches() { show "$1" StatusText | tee /dev/stderr | grep -qE -- "$2"; }

# ask TEXT [HOST] [PORT]: what the server answers; the text is printf's, and QUIT at its end closes. A start may be a part of it.
# shellcheck disable=SC2016
ask() { in_machine sh -c 'printf "$1" | nc -w 60 "${2:-127.0.0.1}" "${3:-5555}"' sh "$@"; }

# answers TEXT REPLY: for wait_until
answers() { ask "$1\nQUIT\n" | tee /dev/stderr | grep -q "^$2"; }

answers_at() { ask "$2\nQUIT\n" 127.0.0.1 "$1" | tee /dev/stderr | grep -q "^$3"; } # PORT TEXT REPLY: for wait_until

set_value() { in_machine python3 /test-lib/set_value.py "$CONFIG" "$@"; } # KEY VALUE

# Both services as just installed and started by themselves, whatever the test before left.
start_services() {
    in_machine systemctl stop led-tcp.socket led-tcp.service button-tcp.service
    in_machine systemctl reset-failed
    in_machine cp /root/appsettings.json "$CONFIG"
    in_machine systemctl start led-tcp button-tcp
    mark_journal
}

# What the journal says since the last mark_journal; arguments are journalctl's. By time: journalctl 252 loses the first line after a cursor
# when it also filters. By the machine's clock: a virtual one has its own.
mark_journal() { in_machine date +@%s.%6N >"$work/mark"; }

journal() { in_machine journalctl -q --no-pager --since="$(cat "$work/mark")" "$@"; }

# Returns when journald has written every line that was sent to it before.
sync_journal() { in_machine journalctl --sync; }

# journal_says REGULAR-EXPRESSION [ARGUMENT...]: for wait_until
journal_says() {
    local wanted=$1 said
    shift
    said=$(journal "$@")
    tail -n 5 <<<"$said"
    grep -qE -- "$wanted" <<<"$said"
}

main_pid_is_not() { # UNIT PID: for wait_until; active under another process
    local now
    now=$(show "$1" MainPID)
    echo "MainPID $now, $(show "$1" ActiveState) ($(show "$1" SubState))"
    [ "$now" != "$2" ] && [ "$now" != 0 ] && [ "$(show "$1" ActiveState)" = active ]
}

has_state() { # UNIT STATE: for wait_until
    local now
    now=$(show "$1" ActiveState)
    echo "$now"
    [ "$now" = "$2" ]
}

exposure() { # UNIT: the figure of systemd-analyze security
    in_machine systemd-analyze security --no-pager "$1" | sed -n 's/.*Overall exposure level for [^:]*: \([0-9.]*\).*/\1/p'
}

# Connections from many clients all the while, in the background, until stop_load prints what became of them.
start_load() { # CLIENTS
    in_machine rm -f /run/load-stop /run/load-stop.running
    in_machine python3 /test-lib/load.py "$1" /run/load-stop >"$work/load" 2>&1 &
    wait_until 60 in_machine test -e /run/load-stop.running
}

stop_load() {
    in_machine touch /run/load-stop
    wait_until 180 grep -q slowest_ms "$work/load"
    cat "$work/load"
}
