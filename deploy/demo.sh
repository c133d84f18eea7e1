#!/usr/bin/env bash
# Builds led-tcp, button-tcp and led, and runs the two daemons in the foreground with the settings of deploy/demo.json: two LEDs that are lines
# in the log and a button that is a FIFO. Ctrl-C ends both. Variables of the environment overrule the settings.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly config=deploy/demo.json
port=${LedServer__Port:-$(sed -n 's/.*"Port": *\([0-9]*\).*/\1/p' $config | head -n 1)}
fifo=${ButtonClient__Fifo:-$(sed -n 's/.*"Fifo": *"\([^"]*\)".*/\1/p' $config | head -n 1)}
readonly port fifo
readonly led_tcp=artifacts/bin/LedTcp/release/led-tcp
readonly button_tcp=artifacts/bin/ButtonTcp/release/button-tcp
readonly led=artifacts/bin/LedCli/release

# .NET itself shows how far it is. No build server stays behind.
build() {
    local project
    for project in src/LedTcp src/ButtonTcp src/LedCli; do
        dotnet build --configuration Release --nologo --verbosity minimal -tl:off -clp:NoSummary -nodeReuse:false -p:UseSharedCompilation=false \
            "$project" </dev/null
    done
}

# The lines of one program, marked with its name. SIGINT goes to every process of the terminal; this one stays for the last lines.
mark() {
    trap '' INT
    exec sed -u "s/^/$1 | /"
}

start() { # NAME PROGRAM
    local lines
    exec {lines}> >(mark "$1")
    marks+=($!)
    "$2" --config $config >&"$lines" 2>&1 {lines}>&- &
    pids+=($!)
    exec {lines}>&-
}

stop() {
    trap '' INT TERM
    kill "${pids[@]}" 2>/dev/null || true
    wait "${pids[@]}" || true
    # The terminal may go with this script: not before the last lines are there.
    wait "${marks[@]}" || true
    # A FIFO that was there before is somebody else's.
    if [[ $had_fifo == no && -p $fifo ]]; then
        rm -f "$fifo"
    fi
}

echo "Building led-tcp, button-tcp and led; the first time, .NET restores packages, which takes a minute or two."
build
had_fifo=no
[[ -p $fifo ]] && had_fifo=yes
pids=()
marks=()

cat <<EOF

Both daemons start below. In another terminal, in the same directory:

  echo 0 > $fifo        press the button
  nc -N 127.0.0.1 $port            type LED ON, LED OFF, LED TOGGLE, HELP, QUIT
  PATH=\$PWD/$led:\$PATH
  led list                        also led on, led kitchen blink, led watch

Ctrl-C ends both.

EOF

trap stop EXIT
trap 'exit 0' INT TERM
start 'led-tcp   ' "$led_tcp"
start 'button-tcp' "$button_tcp"

# Both run until Ctrl-C. If one ends by itself, it has said why.
status=0
wait -n "${pids[@]}" || status=$?
exit "$status"
