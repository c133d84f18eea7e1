# install.sh and uninstall.sh, with a tree laid out on the machine that builds.
# once
# shellcheck shell=bash

prepare() {
    "$repository/deploy/install.sh" --destdir "$work/tree"
    tar -C "$work/tree" -cf - . | sh_in_machine 'mkdir /root/tree && tar -C /root/tree -xf -'
    in_machine /root/tree/usr/lib/ipc-socket/install.sh --tree /root/tree
    in_machine cp "$CONFIG" /root/appsettings.json
}

test_the_script_enables_and_starts_nothing() {
    expect_equal "open ports" "$(in_machine ss -Hlnt)" ""
    expect_equal "led-tcp enabled" "$(in_machine systemctl is-enabled led-tcp || true)" disabled
}

test_what_it_installed_works_as_from_the_package() {
    start_services
    as_user sh -c "echo 0 > $FIFO"
    wait_until 60 journal_says 'LED Status: On' -t 'LED TCP' LED=led STATE=On || fail "no line in the journal"
    expect_match "reply" "$(ask 'LED OFF\nQUIT\n')" '^OK LED Off'
    expect_at_most "exposure of led-tcp" "$(exposure led-tcp)" 1.2
}

test_a_second_installation_keeps_an_edited_configuration_and_restarts_what_runs() {
    local old said
    old=$(show led-tcp MainPID)
    set_value LedServer:MaxConnections 77
    said=$(in_machine /root/tree/usr/lib/ipc-socket/install.sh --tree /root/tree 2>&1)
    expect_match "install.sh" "$said" 'kept /etc/ipc-socket/appsettings\.json'
    expect_match "the edited value" "$(in_machine grep MaxConnections "$CONFIG")" 77
    expect_equal "led-tcp" "$(show led-tcp ActiveState)" active
    [ "$(show led-tcp MainPID)" != "$old" ] || fail "the old process runs on"
}

test_it_does_not_install_over_the_package_nor_into_its_place() {
    local said status=0
    in_machine /usr/lib/ipc-socket/uninstall.sh --purge
    apt_install "$(package all)" >/dev/null
    said=$(in_machine /root/tree/usr/lib/ipc-socket/install.sh --tree /root/tree 2>&1) || status=$?
    expect_equal "exit status" "$status" 1
    expect_match "install.sh" "$said" 'the package ipc-socket is installed'
    apt purge ipc-socket >/dev/null
    in_machine /root/tree/usr/lib/ipc-socket/install.sh --tree /root/tree
}

test_its_removal_leaves_nothing() {
    in_machine systemctl enable --now led-tcp button-tcp
    in_machine /usr/lib/ipc-socket/uninstall.sh --purge
    expect_equal "files" "$(in_machine find /usr /etc /run -xdev \( -name 'ipc-socket*' -o -name 'led-tcp*' -o -name 'button-tcp*' \))" ""
    expect_equal "users" "$(in_machine getent passwd led-tcp button-tcp || true)" ""
    expect_equal "processes" "$(in_machine pgrep -f ipc-socket || true)" ""
}
