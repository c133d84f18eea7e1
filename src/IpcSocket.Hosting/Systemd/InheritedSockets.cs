using System.Globalization;

namespace IpcSocket.Hosting.Systemd;

/// <summary>
/// The sockets that the service manager opened and passed on (socket activation, <c>sd_listen_fds(3)</c>). They stay the manager's: whoever
/// uses one must not own the descriptor, since shutting it down would shut down the manager's too. They are not passed on further.
/// </summary>
public sealed class InheritedSockets
{
    /// <summary>SD_LISTEN_FDS_START: where descriptors that are passed on begin.</summary>
    internal const int FirstDescriptor = 3;

    /// <summary>Set in the unit where the daemon must not open sockets itself, because no client could reach them.</summary>
    internal const string RequiredVariable = "IPC_SOCKET_ACTIVATED";

    private InheritedSockets(
        IReadOnlyList<(string Name, int Descriptor)> passed, IReadOnlyList<string> storedNamePrefixes, bool areRequired, string? fault)
    {
        bool IsStored(string name) => storedNamePrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
        All = [.. passed.Where(descriptor => !IsStored(descriptor.Name))];
        Stored = [.. passed.Where(descriptor => IsStored(descriptor.Name))];
        (AreRequired, Fault) = (areRequired, fault);
    }

    /// <summary>
    /// Name (<c>FileDescriptorName=</c> of the socket unit, by default the unit's name; <c>unknown</c> when none was passed on) and number
    /// of each descriptor, in the order of the unit. Empty when there are none.
    /// </summary>
    public IReadOnlyList<(string Name, int Descriptor)> All { get; }

    /// <summary>
    /// What an earlier process of the service left in <see cref="FdStore"/>: it is passed on among the sockets, and told from them by its name.
    /// </summary>
    internal IReadOnlyList<(string Name, int Descriptor)> Stored { get; }

    /// <summary>The sockets must come from a socket unit: the daemon has no network of its own, so clients cannot reach a socket that it opens.</summary>
    public bool AreRequired { get; }

    /// <summary>What is wrong with the variables, one line; then there are no sockets. Null when nothing is.</summary>
    internal string? Fault { get; }

    /// <summary>For tests and for programs that do without: these descriptors, as they are.</summary>
    public static InheritedSockets Of(params (string Name, int Descriptor)[] sockets) => Of(areRequired: false, sockets);

    /// <summary>The same, with <see cref="AreRequired"/>.</summary>
    internal static InheritedSockets Of(bool areRequired, params (string Name, int Descriptor)[] sockets) => new(sockets, [], areRequired, null);

    /// <summary>Reads the variables and has the descriptors closed in every program that this one starts.</summary>
    /// <param name="environment">The variables.</param>
    /// <param name="storedNamePrefixes">How the names of <see cref="Stored"/> begin.</param>
    internal static InheritedSockets Read(DaemonEnvironment environment, IReadOnlyList<string> storedNamePrefixes) =>
        Read(environment, storedNamePrefixes, FileDescriptor.TryCloseOnExec);

    internal static InheritedSockets Read(
        DaemonEnvironment environment, IReadOnlyList<string> storedNamePrefixes, Func<int, bool> tryCloseOnExec)
    {
        var areRequired = environment.Variable(RequiredVariable) == "1";
        InheritedSockets Passed(IReadOnlyList<(string Name, int Descriptor)> passed) => new(passed, storedNamePrefixes, areRequired, null);
        InheritedSockets Faulty(string fault) => new([], [], areRequired, fault);

        // The variables may be another program's, inherited by accident: a shell's, for example.
        if (environment.Variable(SystemdVariables.ListenPid) is not { } pid || pid != environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            return Passed([]);

        var written = environment.Variable(SystemdVariables.ListenFds);
        if (!int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > int.MaxValue - FirstDescriptor)
            return Faulty($"LISTEN_FDS is '{Shown(written)}'; allowed is a number of descriptors");

        var names = environment.Variable(SystemdVariables.ListenFdNames)?.Split(':');
        if (names is not null && names.Length != count)
            return Faulty($"LISTEN_FDNAMES has {names.Length} names; allowed are as many as LISTEN_FDS says, {count}");

        var sockets = new List<(string Name, int Descriptor)>();
        for (var i = 0; i < count; i++)
        {
            if (!tryCloseOnExec(FirstDescriptor + i))
                return Faulty($"LISTEN_FDS is '{written}', but descriptor {FirstDescriptor + i} is not open");
            sockets.Add((names?[i] ?? "unknown", FirstDescriptor + i));
        }

        return Passed(sockets);
    }

    private static string Shown(string? value) => PrintableText.Escape(value ?? "", PrintableText.ValueLimit);
}
