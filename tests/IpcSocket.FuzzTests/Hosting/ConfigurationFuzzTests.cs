using System.Runtime.InteropServices;
using System.Text;
using LedCli;
using LedCli.Server;
using Xunit;

namespace IpcSocket.FuzzTests.Hosting;

/// <summary>
/// Any file as configuration: each daemon either accepts it, and then starts with it, or reports one printable line for each error. No exception.
/// </summary>
public sealed partial class ConfigurationFuzzTests : IDisposable
{
    private readonly ConfigurationCheck _check = new();

    /// <summary>Findings of the past.</summary>
    public static TheoryData<string> Findings =>
    [
        // A stack trace, and a restart loop.
        """{ "LedServer": { "Host": "\ud800" } }""",
        """{ "ButtonClient": { "Host": "a\udc00.example" } }""",
        // Passed the check and failed the start.
        """{ "ButtonClient": { "Fifo": "/a\u0000b" } }""",
        """{ "ButtonClient": { "Buttons": { "one": { "Fifo": "/a\u0000b" }, "two": { "Fifo": "/c" } } } }""",
        // A character that turns the direction of reading, in an error.
        """{ "LedServer": { "Port": "\u202e5555" } }""",
        """{ "LedServer": { "Leds": { "\u2028": { } } } }""",
        """{ "LedServer": { "Host": "\u202eled.example" } }""",
    ];

    /// <summary>Findings of the past in the file that led reads.</summary>
    public static TheoryData<string> FindingsOfLed =>
    [
        // A stack trace.
        """{ "ButtonClient": { "Host": "\ud800" } }""",
        // Control characters of the file on the terminal.
        """{ "LedServer": { "Port": "\u0000\u001b[2J" } }""",
        """{ "ButtonClient": { "Host": "\u202eled.example" } }""",
        "{\"LedServer\":n\u0013",
    ];

    public void Dispose() => _check.Dispose();

    [Theory]
    [MemberData(nameof(Findings))]
    public Task A_finding_stays_fixed(string text) => Fuzz.CheckAsync(Encoding.UTF8.GetBytes(text), CheckAsync, PrintableLine.Show);

    [Theory]
    [MemberData(nameof(FindingsOfLed))]
    public void A_finding_of_led_stays_fixed(string text) => CheckSettingsFile(Encoding.UTF8.GetBytes(text));

    [Fact]
    public Task Every_file_is_accepted_or_refused_in_words() => Fuzz.RunAsync(250, JsonTexts.Make, CheckAsync, PrintableLine.Show);

    [Fact]
    public Task Led_reads_every_file_or_refuses_it_in_words() => Fuzz.RunAsync(1000, JsonTexts.Make, CheckSettingsFile, PrintableLine.Show);

    [Fact]
    public async Task Only_a_regular_file_is_read()
    {
        Assert.Equal(0, MakeFifo(_check["fifo"], 0x180));
        foreach (var path in (string[])[_check["fifo"], "/dev/null", "/proc/self/fd", _check["missing"]])
        {
            await Fuzz.CheckAsync(
                [path], async (paths, _) => Assert.False(await _check.CheckFileAsync(paths[0]), "it was accepted"), paths => $"--config {paths[0]}");
        }
    }

    private Task CheckAsync(byte[] content, Generator random) => _check.CheckAsync(content);

    private void CheckSettingsFile(byte[] content)
    {
        File.WriteAllBytes(_check["led.json"], content);
        try
        {
            var server = ServerAddress.Find(null, null, _ => null, () => SettingsFile.Read(_check["led.json"]));
            Assert.InRange(server.Port, 1, 65535);
            PrintableLine.Check(server.ToString());
        }
        catch (LedCliException exception)
        {
            PrintableLine.Check(exception.Message);
        }
    }

    // mkfifo(3)
    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int MakeFifo(string path, uint mode);
}
