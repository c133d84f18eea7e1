using Microsoft.Extensions.DependencyInjection;

namespace IpcSocket.Hosting;

/// <summary>What one daemon is, for the start-up that all daemons share. Made as a <see cref="DaemonProgram{TOptions}"/>.</summary>
public abstract class DaemonProgram
{
    private protected DaemonProgram() { }

    /// <summary>The program's name as typed: <c>led-tcp</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The identifier of its lines in syslog and journal: <c>LED TCP</c>.</summary>
    public required string SyslogIdentifier { get; init; }

    /// <summary>One sentence for <c>--help</c>.</summary>
    public required string Summary { get; init; }

    /// <summary>The section of the configuration that is this daemon's own: <c>LedServer</c>.</summary>
    public required string Section { get; init; }

    /// <summary>The settings of that section as <c>--help</c> lists them: key, default, meaning.</summary>
    public required IReadOnlyList<(string Key, string Default, string Meaning)> Settings { get; init; }

    /// <summary>
    /// The keys of that section that a reload applies while the daemon runs; one with keys below it stands for them too. Of any other that
    /// has changed, a reload tells that it takes a restart.
    /// </summary>
    public IReadOnlyList<string> LiveKeys { get; init; } = [];

    /// <summary>
    /// Prefixes of the entry names in <see cref="Systemd.FdStore"/>. The service manager passes the entries together with the sockets of a socket
    /// unit; only the name distinguishes them.
    /// </summary>
    public IReadOnlyList<string> StoredNamePrefixes { get; init; } = [];

    /// <summary>Reads the options; opens nothing.</summary>
    internal abstract object Read(SettingsReader settings);

    /// <summary>Registers options and services.</summary>
    internal abstract ICurrentOptions AddTo(IServiceCollection services, object options);
}

/// <inheritdoc/>
/// <typeparam name="TOptions">The options that the daemon's section becomes: an immutable type.</typeparam>
public sealed class DaemonProgram<TOptions> : DaemonProgram where TOptions : class
{
    /// <summary>
    /// Reads the options, at the start and at each reload. Faults are collected in the reader; when there is one, what is returned is not
    /// used. Opens nothing: <c>--check-config</c> calls it beside a running daemon.
    /// </summary>
    public required Func<SettingsReader, TOptions> ReadOptions { get; init; }

    /// <summary>Registers the daemon's services. Their options come to them as <see cref="CurrentOptions{TOptions}"/>.</summary>
    public required Action<IServiceCollection> AddServices { get; init; }

    internal override object Read(SettingsReader settings) => ReadOptions(settings);

    internal override ICurrentOptions AddTo(IServiceCollection services, object options)
    {
        var current = new CurrentOptions<TOptions>((TOptions)options);
        services.AddSingleton(current);
        AddServices(services);
        return current;
    }
}
