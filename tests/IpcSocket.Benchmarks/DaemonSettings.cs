using System.Net;
using System.Text.Json;

namespace IpcSocket.Benchmarks;

/// <summary>A temporary folder with the configuration file for both daemons, their FIFO and their log socket.</summary>
internal sealed class DaemonSettings : IDisposable
{
    /// <summary>Room for the largest cell and the probe.</summary>
    private const int MaxConnections = 2048;

    // Created with mode 0700: not sticky and not world-writable, so that fs.protected_fifos leaves the FIFO alone.
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ipcsocket-benchmarks-");

    public DaemonSettings(IPEndPoint server, string logLevel)
    {
        var settings = $$"""
            {
              "LedServer": {
                "Host": {{Quoted(server.Address.ToString())}}, "Port": {{server.Port}}, "Adapter": "pc",
                "MaxConnections": {{MaxConnections}}
              },
              "ButtonClient": {
                "Host": {{Quoted(server.Address.ToString())}}, "Port": {{server.Port}}, "Adapter": "pc", "Fifo": {{Quoted(Fifo)}}
              },
              "Logging": {
                "LogLevel": { "Default": {{Quoted(logLevel)}}, "Microsoft": "Warning" },
                "Syslog": { "Socket": {{Quoted(SyslogSocket)}} },
                "Journal": { "Socket": {{Quoted(InFolder("no-journal"))}} }
              }
            }
            """;
        File.WriteAllText(ConfigFile, settings);
    }

    public string ConfigFile => InFolder("appsettings.json");

    public string Fifo => InFolder("button");

    /// <summary>Where the daemons send their log lines; nothing is there unless the run binds a socket to it.</summary>
    public string SyslogSocket => InFolder("log");

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private string InFolder(string name) => Path.Combine(_folder.FullName, name);
}
