# A newer package over running services, then the way out.
# shellcheck shell=bash

prepare() {
    install_package all
    in_machine systemctl enable --now led-tcp button-tcp
    mark_journal
}

# The same package under a higher version, with another line in its configuration, so that dpkg has to choose between it and an edited one.
make_newer_package() {
    local tree=$work/newer
    rm -rf "$tree"
    dpkg-deb -R "$packages/$(basename "$(package all)")" "$tree"
    sed -i 's/^Version: .*/&+next/' "$tree/DEBIAN/control"
    sed -i 's/"Port": 5555/"Port":  5555/' "$tree/etc/ipc-socket/appsettings.json"
    dpkg-deb --root-owner-group -b "$tree" "$work/newer.deb" >/dev/null
    in_machine sh -c 'cat >/root/newer.deb' <"$work/newer.deb"
}

test_an_upgrade_restarts_what_runs_and_keeps_an_edited_configuration() {
    local unit old_led old_button
    set_value LedServer:MaxConnections 77
    old_led=$(show led-tcp MainPID)
    old_button=$(show button-tcp MainPID)
    make_newer_package
    apt install -o Dpkg::Options::=--force-confold /root/newer.deb
    expect_match "version" "$(in_machine dpkg-query -W ipc-socket)" '\+next$'
    for unit in led-tcp button-tcp; do expect_equal "$unit" "$(show "$unit" ActiveState)" active; done
    saw "processes: led-tcp $old_led -> $(show led-tcp MainPID), button-tcp $old_button -> $(show button-tcp MainPID)"
    [ "$(show led-tcp MainPID)" != "$old_led" ] || fail "the old led-tcp runs on"
    [ "$(show button-tcp MainPID)" != "$old_button" ] || fail "the old button-tcp runs on"
    expect_match "the edited value" "$(in_machine grep MaxConnections "$CONFIG")" 77
    expect_match "reply" "$(ask 'LED ON\nQUIT\n')" '^OK LED On'
}

test_an_upgrade_starts_nothing_that_was_stopped() {
    in_machine systemctl stop led-tcp button-tcp
    in_machine dpkg -i --force-confold /root/newer.deb >/dev/null
    expect_equal "led-tcp" "$(show led-tcp ActiveState)" inactive
    expect_equal "button-tcp" "$(show button-tcp ActiveState)" inactive
    in_machine systemctl start led-tcp button-tcp
}

test_a_removal_stops_everything_and_keeps_the_configuration() {
    local said
    said=$(apt remove ipc-socket)
    expect_no_match "what dpkg says" "$said" warning
    expect_equal "open ports" "$(in_machine ss -Hlnt)" ""
    expect_equal "processes" "$(in_machine pgrep -u led-tcp,button-tcp || true)" ""
    expect_match "the edited value" "$(in_machine grep MaxConnections "$CONFIG")" 77
    expect_equal "units" "$(in_machine systemctl list-unit-files --no-legend 'led-tcp*' 'button-tcp*' || true)" ""
    expect_equal "failed units" "$(in_machine systemctl list-units --failed --no-legend)" ""
    expect_equal "links" "$(in_machine find /etc/systemd -name 'led-tcp*' -o -name 'button-tcp*')" ""
}

test_a_purge_leaves_nothing() {
    expect_no_match "what dpkg says" "$(apt purge ipc-socket)" warning
    expect_equal "files" "$(in_machine find / -xdev -path /proc -prune -o \( -name 'ipc-socket*' -o -name 'led-tcp*' -o -name 'button-tcp*' \) \
        -print)" ""
    expect_equal "users" "$(in_machine getent passwd led-tcp button-tcp || true)" ""
    expect_equal "groups" "$(in_machine getent group led-tcp button-tcp || true)" ""
}
