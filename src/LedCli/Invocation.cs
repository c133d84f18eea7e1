using System.CommandLine;
using IpcSocket.Protocol.Net;
using LedCli.Server;

namespace LedCli;

/// <summary>One run of the program, as the verbs see it.</summary>
/// <param name="surroundings">What is around the program.</param>
/// <param name="ledName">The LED's name that stood before the verb, empty when none did.</param>
/// <param name="options">The options of every verb.</param>
internal sealed class Invocation(Surroundings surroundings, string ledName, CommonOptions options)
{
    public Surroundings Around => surroundings;

    public string LedName => ledName;

    /// <summary>Where led-tcp is, by the command line and all that stands in for it.</summary>
    /// <exception cref="LedCliException">A value is wrong.</exception>
    public Endpoint Server(ParseResult parsed) =>
        ServerAddress.Find(parsed.GetValue(options.Host), parsed.GetValue(options.Port), surroundings.Variable, () => Settings(parsed));

    /// <summary>Connects to led-tcp.</summary>
    /// <exception cref="LedCliException">A value is wrong, or nobody could be reached.</exception>
    public Task<ServerSession> ConnectAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        ServerSession.ConnectAsync(Server(parsed), surroundings, cancellationToken);

    private SettingsFile Settings(ParseResult parsed) => parsed.GetValue(options.Config) is { } file
        ? SettingsFile.Read(file)
        : SettingsFile.ReadFirst(surroundings.SettingsFiles);
}
