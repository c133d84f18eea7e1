using System.Text;
using IpcSocket.Hosting.Systemd;
using IpcSocket.Tests.Support;
using LedCli;
using LedCli.Server;
using Xunit;

namespace IpcSocket.FuzzTests.Hosting;

/// <summary>Any value in the environment variables that the programs read: no exception, and only printable text in what is reported.</summary>
public sealed class EnvironmentFuzzTests : IDisposable
{
    // As many descriptors are said to be open.
    private const int OpenDescriptors = 8;

    private static readonly string[] Names =
    [
        "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "JOURNAL_STREAM", "STATE_DIRECTORY", "RUNTIME_DIRECTORY",
        "LED_HOST", "LED_PORT", "LedServer__Port", "LedServer__Host", "LedServer__", "ButtonClient__Fifo", "Logging__LogLevel__Default", "LEDSERVER__LEDS__A__ADAPTER",
    ];

    private static readonly string[] Values =
    [
        "", " ", "0", "1", "4711", "-1", "2", "8", "9", "2147483647", "2147483648", "9223372036854775807", "99999999999999999999", "many", "a:b", ":", "gpio-a:gpio-b", "led:",
        "8:12345", "1:", "/", "@", "/nowhere/notify", "@ipcsocket-fuzz", "relative", "/" + new string('n', 107), "@" + new string('n', 107), "/" + new string('n', 300),
        "/\u00e9", "/" + new string('\u00e9', 54), "/a\ud800", "*", "::1", "[::1]", "localhost", "\ud800", "a\udc00.example", new('x', 300), "\u202e1", "\u001b[2J", "1\n2",
    ];

    private readonly ConfigurationCheck _check = new();

    /// <summary>Findings of the past: values of NOTIFY_SOCKET.</summary>
    public static TheoryData<string> NotifySockets =>
    [
        // A stack trace when a descriptor was stored.
        "/" + new string('n', 107),
        "@" + new string('n', 107),
        "/" + new string('\u00e9', 54),
    ];

    public void Dispose() => _check.Dispose();

    [Theory]
    [MemberData(nameof(NotifySockets))]
    public void An_address_that_is_too_long_is_not_used(string address) => CheckNotification(address);

    [Fact]
    public Task Every_value_is_used_or_passed_over() => Fuzz.RunAsync(300, Make, (variables, _) => CheckAsync(variables), Show);

    private static (string Name, string? Value)[] Make(Generator random) =>
        [.. Names.Where(_ => random.Chance(40)).Select(name => (name, (string?)Value(random)))];

    private static string Value(Generator random) => AsInEnvironment(random.Chance(80) ? random.Pick(Values) : random.AnyText(random.Below(130)));

    // .NET reads the environment as UTF-8, and a value ends at its first NUL.
    private static string AsInEnvironment(string value) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value)).Split('\0')[0];

    private async Task CheckAsync((string Name, string? Value)[] variables)
    {
        var environment = TrialEnvironment.With(variables);
        var sockets = InheritedSockets.Read(environment, ["gpio-"], descriptor => descriptor < InheritedSockets.FirstDescriptor + OpenDescriptors);
        Assert.InRange(sockets.All.Count + sockets.Stored.Count, 0, OpenDescriptors);
        PrintableLine.Check(sockets.Fault ?? "");
        Assert.True(Watchdog.ReadTime(environment) is not { } time || (time > TimeSpan.Zero && time <= TimeSpan.FromDays(30)));
        _ = StateDirectory.Read(environment);
        _ = environment.OutputIsJournal;
        CheckNotification(environment.Variable("NOTIFY_SOCKET"));
        CheckServer(environment.Variable);
        // The start would use the descriptors and sockets of this process.
        (string, string?)[] settings = [.. variables.Where(variable => variable.Name.Contains("__", StringComparison.Ordinal))];
        await _check.CheckFileAsync(null, settings);
    }

    private static void CheckNotification(string? address)
    {
        using var notifier = new SystemdNotifier(address, new ManualTimeProvider());
        notifier.Notify(ServiceState.Status("fuzz"));
        using var store = new FdStore(address, []);
        using var descriptor = File.OpenHandle("/dev/null");
        store.Keep("gpio-fuzz", descriptor);
        store.Remove("gpio-fuzz");
    }

    private static void CheckServer(Func<string, string?> variable)
    {
        try
        {
            var server = ServerAddress.Find(null, null, variable, () => SettingsFile.ReadFirst([]));
            Assert.InRange(server.Port, 1, 65535);
            PrintableLine.Check(server.ToString());
        }
        catch (LedCliException exception)
        {
            PrintableLine.Check(exception.Message);
        }
    }

    private static string Show((string Name, string? Value)[] variables) =>
        string.Join(' ', variables.Select(variable => $"{variable.Name}={PrintableLine.Show(variable.Value ?? "")}"));
}
