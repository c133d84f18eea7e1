# Lays out the installed system below a folder: what the package contains and what install.sh copies are the same tree.
# shellcheck shell=bash

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
deploy=$repository/deploy

# What is installed: project, program, folder of the link to it.
programs=(
    "LedTcp led-tcp usr/sbin"
    "ButtonTcp button-tcp usr/sbin"
    "LedCli led usr/bin"
)

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$@"; exit 1; }

need_command() { # COMMAND PACKAGE
    command -v "$1" >/dev/null || die "needs $1 (Debian package $2)"
}

project_version() { dotnet msbuild "$repository/src/LedTcp" -nologo -getProperty:Version; }

# stage_programs TREE KIND, where KIND is `framework` (any architecture, needs a .NET runtime) or a runtime identifier like `linux-x64`
# (brings its runtime). All programs share one folder, and so one copy of everything they share. What is made for one processor is compiled
# for it now, and not at every start; what runs on all cannot be.
stage_programs() {
    local tree=$1 kind=$2 home=$1/usr/lib/ipc-socket entry project program folder
    local how=(--no-self-contained -p:UseAppHost=false)
    [ "$kind" = framework ] || how=(--self-contained -r "$kind" -p:PublishReadyToRun=true)
    mkdir -p "$home"
    for entry in "${programs[@]}"; do
        read -r project program folder <<<"$entry"
        dotnet publish "$repository/src/$project" -c Release -o "$home" "${how[@]}" -nologo -v quiet || die "cannot publish $project"
        if [ "$kind" = framework ]; then
            install -m 755 "$deploy/launch.sh" "$home/$program"
        fi
        mkdir -p "$tree/$folder"
        ln -sf "$(realpath -m --relative-to="/$folder" "/usr/lib/ipc-socket/$program")" "$tree/$folder/$program"
    done
    # Symbols, documentation of the code, another system's parts; the configuration has its place in /etc.
    find "$home" \( -name '*.pdb' -o -name '*.xml' -o -name 'appsettings*.json' \) -delete
    rm -rf "$home/runtimes"
    find "$home" -type f -exec chmod 644 {} +
    for entry in "${programs[@]}"; do
        read -r _ program _ <<<"$entry"
        chmod 755 "$home/$program"
    done
    if [ -e "$home/createdump" ]; then chmod 755 "$home/createdump"; fi
}

# The configuration of an installed system is the one of the sources but for the FIFO: in /tmp, Linux refuses `echo 0 > FIFO` to everyone
# but the FIFO's owner.
stage_configuration() { # TREE
    local file=$1/etc/ipc-socket/appsettings.json
    install -D -m 644 "$repository/appsettings.json" "$file"
    sed -i 's#"/tmp/tcp_file"#"/run/button-tcp/button"#' "$file"
    grep -q '"Fifo": "/run/button-tcp/button"' "$file" || die "appsettings.json has no Fifo at /tmp/tcp_file to replace"
}

stage_units() { # TREE
    local units=$1/usr/lib/systemd/system
    mkdir -p "$units"
    install -m 644 "$deploy"/led-tcp.service "$deploy"/led-tcp.socket "$deploy"/button-tcp.service \
        "$deploy"/ipc-socket-reset-delay@.{service,timer} "$units/"
    install -D -m 755 "$deploy/restart-delay" "$1/usr/lib/ipc-socket/restart-delay"
    install -D -m 755 "$deploy/ipc-socket-generator" "$1/usr/lib/systemd/system-generators/ipc-socket-generator"
    install -D -m 644 "$deploy/sysusers.d/ipc-socket.conf" "$1/usr/lib/sysusers.d/ipc-socket.conf"
    install -D -m 644 "$deploy/udev/60-ipc-socket.rules" "$1/usr/lib/udev/rules.d/60-ipc-socket.rules"
}

stage_completion() { # TREE
    install -D -m 644 "$deploy/completion/led.bash" "$1/usr/share/bash-completion/completions/led"
}

stage_manual() { # TREE VERSION DATE
    local page name section
    for page in "$deploy"/man/*.md; do
        name=$(basename "$page" .md)
        section=${name##*.}
        mkdir -p "$1/usr/share/man/man$section"
        pandoc --standalone --from markdown-smart --to man -V footer="ipc-socket $2" -V date="$3" "$page" |
            gzip -9n >"$1/usr/share/man/man$section/$name.gz"
    done
}
