#!/bin/bash
# Draws watch.svg, beside this file: what a terminal shows of `led watch` while LEDs of a real led-tcp are switched.
# Usage: make-watch-svg.sh, after `dotnet build`
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
programs=$here/../../artifacts/bin
work=$(mktemp -d)
server="" watch=""

clean_up() {
    [ -z "$watch" ] || kill "$watch" 2>/dev/null || true
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap clean_up EXIT

led() { "$programs/LedCli/debug/led" --port "$port" "$@"; }

# wait_for FILE TEXT: until it is there, for ten seconds
wait_for() {
    local tries=100
    until grep -q "$2" "$1"; do
        ((tries-- > 0)) || { echo "no '$2' came; there was:" && cat "$1" && exit 1; }
        sleep 0.1
    done
} >&2

cat >"$work/appsettings.json" <<'EOF'
{ "LedServer": { "Port": 0, "Leds": { "kitchen": { "Adapter": "pc" }, "desk": { "PowerOn": "on" } } } }
EOF
"$programs/LedTcp/debug/led-tcp" --config "$work/appsettings.json" >"$work/log" &
server=$!
wait_for "$work/log" 'Listening on'
port=$(sed -n 's/.*Listening on 127\.0\.0\.1:\([0-9]*\),.*/\1/p' "$work/log")

# A terminal of 8 colours, kept as it was typed out. What a script starts behind its back ignores Ctrl-C unless told otherwise.
mkfifo "$work/keys"
: >"$work/screen"
env --default-signal=INT -u NO_COLOR TERM=xterm script -qefc "exec $programs/LedCli/debug/led watch --port $port" "$work/screen" <"$work/keys" >/dev/null &
watch=$!
exec 3>"$work/keys"
wait_for "$work/screen" desk
sleep 1.3; led kitchen on
sleep 2.2; led desk off
sleep 1.4; led desk blink 200ms --for 2s
wait_for "$work/screen" Blink
sleep 3.1; led kitchen toggle
wait_for "$work/screen" 'kitchen.*Off.*'
sleep 0.5
printf '\003' >&3
wait "$watch"
watch=""

# Cuts each line at the terminal's colour commands (ECMA-48, SGR) and writes what lies between as text of that colour.
awk '
    BEGIN {
        colours["32"] = colours["38;5;2"] = "#3fb950"
        colours["33"] = colours["38;5;11"] = "#d29922"
        colours["90"] = colours["37"] = colours["38;5;8"] = "#8b949e"
    }
    function drawn(line,   out, parts, count, i, code, text, at) {
        count = split(line, parts, "\033\\[")
        out = shown("", parts[1])
        for (i = 2; i <= count; i++) {
            at = index(parts[i], "m")
            code = substr(parts[i], 1, at - 1)
            out = out shown(code, substr(parts[i], at + 1))
        }
        return out
    }
    function shown(code, text) {
        gsub(/&/, "\\&amp;", text)
        gsub(/</, "\\&lt;", text)
        if (text == "") return ""
        return code in colours ? "<tspan fill=\"" colours[code] "\">" text "</tspan>" : "<tspan>" text "</tspan>"
    }
    { gsub(/\r/, ""); sub(/\^C.*/, ""); gsub(/\033\[\?[0-9]+[hl]|\033[=>]/, "") }
    /: / { lines[++total] = drawn($0) }
    END {
        height = 20 * (total + 1) + 24
        printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"420\" height=\"%d\" role=\"img\" aria-label=\"led watch in a terminal\">\n", height
        print "<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"#0d1117\"/>"
        print "<g font-family=\"ui-monospace, Menlo, Consolas, monospace\" font-size=\"14\" fill=\"#e6edf3\" xml:space=\"preserve\">"
        print "<text x=\"16\" y=\"28\">$ led watch</text>"
        for (i = 1; i <= total; i++) printf "<text x=\"16\" y=\"%d\">%s</text>\n", 28 + 20 * i, lines[i]
        print "</g>\n</svg>"
    }' "$work/screen" >"$here/watch.svg"
echo "drew ${here##*/}/watch.svg"
