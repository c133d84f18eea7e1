# A machine without .NET: what the package for every architecture says there, and the package that brings its own runtime.
# once
# shellcheck shell=bash

# shellcheck disable=SC2034
machine=bare

prepare() { :; }

test_without_a_runtime_the_installation_says_what_is_missing() {
    local said
    said=$(apt_install "$(package all)" 2>&1)
    expect_match "apt" "$(grep 'runtime' <<<"$said")" 'no \.NET 10 runtime .* install package dotnet-runtime-10\.0'
    mark_journal
}

test_without_a_runtime_a_start_says_it_and_is_not_retried() {
    in_machine systemctl start led-tcp && fail "the start succeeded"
    wait_until 60 journal_says 'no \.NET 10 runtime' -u led-tcp -o cat || fail "the journal does not say it"
    expect_equal "exit status" "$(show led-tcp ExecMainStatus)" 78
    expect_equal "restarts" "$(show led-tcp NRestarts)" 0
}

test_the_package_with_its_own_runtime_takes_over() {
    install_package "$(dpkg --print-architecture)"
    in_machine systemctl reset-failed
    in_machine systemctl start led-tcp button-tcp
    mark_journal
    expect_match "reply" "$(ask 'LED ON\nLED OFF\nQUIT\n')" '^OK LED On'
    as_user sh -c "echo 0 > $FIFO"
    wait_until 60 journal_says 'LED Status: On' -t 'LED TCP' LED=led STATE=On || fail "no line in the journal"
}

test_its_services_have_the_same_sandbox() {
    expect_at_most "exposure of led-tcp" "$(exposure led-tcp)" 1.2
    expect_at_most "exposure of button-tcp" "$(exposure button-tcp)" 1.2
    in_machine systemctl stop led-tcp
    in_machine systemctl enable --now led-tcp.socket
    expect_match "reply behind the socket" "$(ask 'LED ON\nQUIT\n')" '^OK LED On'
    expect_at_most "exposure of led-tcp behind the socket" "$(exposure led-tcp)" 0.5
}

test_start_and_memory_are_measured() {
    measure_start led-tcp
    measure_start button-tcp
}

test_its_purge_leaves_nothing() {
    apt purge ipc-socket
    expect_equal "files" "$(in_machine find /usr /etc /run -xdev \( -name 'ipc-socket*' -o -name 'led-tcp*' -o -name 'button-tcp*' \))" ""
}
