#!/bin/sh
# Starts the program of the same name on the machine's own .NET. The package for every architecture has this in place of the executables
# of one architecture. No other program is called from here: the units' sandbox allows none, and each would delay the start.
runtime=10

program=${0##*/}
installed=
[ -r /etc/dotnet/install_location ] && read -r installed </etc/dotnet/install_location

for root in "${DOTNET_ROOT:-}" "$installed" /usr/lib/dotnet /usr/share/dotnet; do
    [ -x "${root:-/nowhere}/dotnet" ] || continue
    for version in "$root/shared/Microsoft.NETCore.App/$runtime".*; do
        [ -d "$version" ] && exec "$root/dotnet" "/usr/lib/ipc-socket/$program.dll" "$@"
    done
done

# As for a fault in the configuration: trying again does not bring a runtime.
echo "$program: no .NET $runtime runtime in /usr/lib/dotnet, /usr/share/dotnet, \$DOTNET_ROOT or where /etc/dotnet/install_location says;" \
    "install package dotnet-runtime-$runtime.0, or the ipc-socket package of this machine's architecture, which brings its own" >&2
exit 78
