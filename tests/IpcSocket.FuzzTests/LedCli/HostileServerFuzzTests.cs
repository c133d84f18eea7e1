using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using IpcSocket.Tests.LedCli;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.FuzzTests.LedCli;

/// <summary>
/// Every verb of led against a server that sends anything: it ends by itself with one of its exit statuses, prints only what the verb may
/// print, and knows no LED that the server has not listed.
/// </summary>
public sealed partial class HostileServerFuzzTests
{
    private const int MaxStatus = 3;

    // The arguments, and a pattern of each line of the output.
    private static readonly (string[] Arguments, Regex Output)[] Verbs =
    [
        (["on"], StatePattern()),
        (["kitchen", "off", "--for", "5s"], StatePattern()),
        (["toggle"], StatePattern()),
        (["blink", "200ms"], StatePattern()),
        (["status"], StatePattern()),
        (["kitchen", "status", "--json"], JsonPattern()),
        (["list"], ListPattern()),
        (["list", "--json"], JsonPattern()),
        (["list", "--names"], NamePattern()),
        (["send", "PING"], AnyPattern()),
        (["ping", "-c", "1"], AnyPattern()),
    ];

    private static readonly (string[] Arguments, Regex Output)[] WatchVerbs =
        [(["watch"], WatchPattern()), (["kitchen", "watch"], WatchPattern()), (["watch", "--json"], WatchJsonPattern())];

    /// <summary>Findings of the past, for the verb of this number.</summary>
    public static TheoryData<int, string> Findings => new()
    {
        // A name that bash expanded when it completed it.
        { 6, "OK led=On $(id${IFS}-un>FILE)=Off\n" },
        { 8, "OK led=On $(id${IFS}-un>FILE)=Off\n" },
        { 8, "OK led=On \u001b[2J=Off\n" },
    };

    [Theory]
    [MemberData(nameof(Findings))]
    public Task A_finding_stays_fixed(int verb, string stream) => Fuzz.CheckAsync(
        Encoding.Latin1.GetBytes(stream), (bytes, random) => CheckAsync(bytes, Verbs[verb].Arguments, Verbs[verb].Output, random), PrintableLine.Show);

    [Fact]
    public Task Every_verb_ends_and_prints_what_it_may() => Fuzz.RunAsync(400, ReplyStreams.Make, CheckAnyVerbAsync, PrintableLine.Show);

    [Fact]
    public Task Watch_prints_only_the_LEDs_of_the_list() => Fuzz.RunAsync(40, ReplyStreams.Make, CheckWatchAsync, PrintableLine.Show);

    /// <summary>A finding of the past: each invented name was kept and printed, 1.2 GiB of them in 6 seconds.</summary>
    [Fact]
    public Task Watch_keeps_no_invented_name() => Fuzz.CheckAsync(
        [
            "OK led=On kitchen=Off",
            .. Enumerable.Range(0, 20_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"EVENT LED invented{i} On")),
            "EVENT LED kitchen On",
        ],
        (lines, random) => CheckWatchAsync(Encoding.ASCII.GetBytes(string.Join('\n', lines) + "\n"), random),
        lines => $"{lines.Length} lines, the second {lines[1]}");

    private static Task CheckAnyVerbAsync(byte[] stream, Generator random)
    {
        var (arguments, output) = random.Pick(Verbs);
        return CheckAsync(stream, arguments, output, random);
    }

    private static async Task CheckAsync(byte[] stream, string[] arguments, Regex output, Generator random)
    {
        await using var server = new HostileServer(random.Cut(stream));
        using var led = Led(server);
        CheckResult(led, await led.RunAsync(arguments), arguments, output);
    }

    // It connects again after an outage, so that only Ctrl-C ends it.
    private static async Task CheckWatchAsync(byte[] stream, Generator random)
    {
        var (arguments, output) = random.Pick(WatchVerbs);
        await using var server = new HostileServer(random.Cut(stream));
        using var led = Led(server);
        var run = led.RunAsync(arguments);
        await Task.WhenAny(run, server.SecondClient).WaitAsync(Limits.Test);
        await led.InterruptAsync();
        CheckResult(led, await run, arguments, output);

        var listed = ListedPattern().Matches(Encoding.Latin1.GetString(stream)).Select(match => match.Groups[1].Value).ToHashSet();
        foreach (var line in led.Output.All)
            Assert.Contains(output.Match(line).Groups["led"].Value, listed);
    }

    private static CliTrial Led(HostileServer server)
    {
        var led = new CliTrial();
        led.Variables["LED_PORT"] = server.Port.ToString(CultureInfo.InvariantCulture);
        return led;
    }

    private static void CheckResult(CliTrial led, int status, string[] arguments, Regex output)
    {
        var verb = string.Join(' ', arguments);
        Assert.True(status is >= 0 and <= MaxStatus, $"led {verb} ended with {status}");
        PrintableLine.CheckAll(led.Output.Text);
        PrintableLine.CheckAll(led.Error.Text);
        foreach (var line in led.Output.All)
            Assert.True(output.IsMatch(line), $"led {verb} printed: {PrintableLine.Show(line)}");
        Assert.All(led.Error.All, line => Assert.StartsWith("led: ", line, StringComparison.Ordinal));
        if (status > 1)
            Assert.NotEmpty(led.Error.All);
    }

    [GeneratedRegex("^(On|Off|Blink)$")]
    private static partial Regex StatePattern();

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,31}: (On|Off|Blink)$")]
    private static partial Regex ListPattern();

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,31}$")]
    private static partial Regex NamePattern();

    [GeneratedRegex("""^\{"led":"([a-z][a-z0-9_-]{0,31})?","state":"(On|Off|Blink)"\}$""")]
    private static partial Regex JsonPattern();

    [GeneratedRegex(@"^\S{20,40} (?<led>[a-z][a-z0-9_-]{0,31}): (On|Off|Blink)$")]
    private static partial Regex WatchPattern();

    [GeneratedRegex("""^\{"time":"[^"]{20,40}","led":"(?<led>[a-z][a-z0-9_-]{0,31})","state":"(On|Off|Blink)"\}$""")]
    private static partial Regex WatchJsonPattern();

    [GeneratedRegex("^[ -~]*$")]
    private static partial Regex AnyPattern();

    [GeneratedRegex("([a-z][a-z0-9_-]{0,31})=(On|Off|Blink)")]
    private static partial Regex ListedPattern();
}
