# What a test may say: what it saw, what it expected, that it cannot run here. And the count of it all.
# shellcheck shell=bash

suite=system
passed=0
failed=0
skipped=0
failed_names=()
outcome=""

# A test's exit status that means: not here, and it has said why.
readonly SKIP_STATUS=77

say() { printf '%s\n' "$*"; }
die() { printf '%s: %s\n' "$suite" "$*" >&2; exit 1; }

saw() { printf '    saw %s\n' "$*"; }

fail() {
    printf '    FAILED: %s\n' "$*"
    exit 1
}

skip() {
    printf '    skipped: %s\n' "$*"
    exit "$SKIP_STATUS"
}

expect_equal() { # WHAT SEEN WANTED
    saw "$1: $2"
    [ "$2" = "$3" ] || fail "$1 is '$2', wanted '$3'"
}

expect_match() { # WHAT SEEN EXTENDED-REGULAR-EXPRESSION
    saw "$1: $2"
    grep -qE -- "$3" <<<"$2" || fail "$1 does not match '$3'"
}

expect_no_match() { # WHAT SEEN EXTENDED-REGULAR-EXPRESSION
    saw "$1: $2"
    if grep -qE -- "$3" <<<"$2"; then fail "$1 matches '$3'"; fi
}

expect_at_most() { # WHAT SEEN LIMIT, numbers, with a fraction or without
    saw "$1: $2, at most $3"
    awk -v seen="$2" -v limit="$3" 'BEGIN { exit !(seen ~ /^[0-9.]+$/ && seen + 0 <= limit + 0) }' || fail "$1 is '$2', more than $3"
}

milliseconds() { date +%s%3N; }

# wait_until SECONDS COMMAND...: tries the command until it succeeds. What its last attempt said is shown when the time is over.
wait_until() {
    local limit=$1 begin said
    shift
    begin=$(milliseconds)
    until said=$("$@" 2>&1); do
        if (($(milliseconds) - begin > limit * 1000)); then
            say "    after $limit s still not: $*"
            say "    it said: ${said:-nothing}"
            return 1
        fi
        sleep 0.05
    done
}

# Runs one test in a shell of its own, where each failing command ends it, and says in $outcome what came of it. Never call it in a condition:
# there, bash ignores -e in everything that is called.
run_test() { # NAME [uncounted], which is for a preparation: silent and not counted unless it fails
    local status=0 begin said
    begin=$(milliseconds)
    said=$(mktemp -p "$work")
    set +e
    (
        set -eE
        trap 'say "    FAILED: line ${BASH_LINENO[0]}: $BASH_COMMAND"' ERR
        "$1"
    ) >"$said" 2>&1
    status=$?
    set -e
    outcome=ok
    if [ "$status" = 0 ] && [ "${2:-}" = uncounted ]; then return; fi
    case $status in
        0) passed=$((passed + 1)) ;;
        "$SKIP_STATUS") skipped=$((skipped + 1)) outcome=skip ;;
        *) failed=$((failed + 1)) outcome=FAIL failed_names+=("$1") ;;
    esac
    printf '%-4s %s (%d ms)\n' "$outcome" "${1#test_}" $(($(milliseconds) - begin))
    cat "$said"
}

summary() {
    local name
    for name in "${failed_names[@]}"; do say "failed: ${name#test_}"; done
    say "$suite: $passed passed, $failed failed, $skipped skipped"
    ((failed == 0 && passed > 0))
}
