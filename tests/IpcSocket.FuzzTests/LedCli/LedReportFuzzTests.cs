using System.Text;
using System.Text.RegularExpressions;
using IpcSocket.Protocol.Wire;
using Xunit;

namespace IpcSocket.FuzzTests.LedCli;

/// <summary>Lines of a server that may be hostile: whatever is read from them as the name of an LED is a name.</summary>
public sealed partial class LedReportFuzzTests
{
    private static readonly char[][] Tokens = [.. ((string[])
        ["=On", "=Off", "=Blink", " ", "=", "led", "kitchen", "A", "$(id)", "`id`", "\n", "\t", "\u001b[2J", "\u202e", "\u00e9", "-x", "_x", "9", new('x', 32), "EVENT LED ", "OK ", "ERR "])
        .Select(token => token.ToCharArray())];

    /// <summary>Findings of the past.</summary>
    public static TheoryData<string> Findings =>
    [
        // Ran a command in the shell that completed the name.
        "led=On $(id${IFS}-un>FILE)=Off",
        "led=On `id`=Off",
        "led=On -x=Off",
        "led=On \u001b[2J=Off",
        "led=On Kitchen=Off",
        "led=On \u00e9=Off",
        "led=On " + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=Off",
    ];

    [Theory]
    [MemberData(nameof(Findings))]
    public void A_list_with_a_word_that_is_no_name_is_refused(string text) => Assert.False(LedReport.TryParseList(text, out _));

    [Fact]
    public void A_list_of_names_is_read_in_order()
    {
        Assert.True(LedReport.TryParseList("led=On kitchen-2=Off a_b=Blink", out var reports));
        Assert.Equal([new("led", LedState.On), new("kitchen-2", LedState.Off), new("a_b", LedState.Blink)], reports);
    }

    [Fact]
    public Task Every_name_that_is_read_from_a_list_is_a_name() => Fuzz.RunAsync(10_000, Make, Check, text => PrintableLine.Show(new string(text)));

    private static char[] Make(Generator random)
    {
        var text = new StringBuilder();
        for (var pairs = random.Below(4); pairs >= 0; pairs--)
        {
            text.Append(text.Length > 0 ? " " : "").Append(random.Chance(70) ? random.Pick(["led", "desk", "a-b_1"]) : random.AnyText(random.Below(40)));
            text.Append('=').Append(random.Pick(["On", "Off", "Blink", "on", ""]));
        }
        return random.Mutate(text.ToString().ToCharArray(), Tokens, () => (char)random.Below(0x100));
    }

    private static void Check(char[] input)
    {
        var text = new string(input);
        _ = Reply.TryParse(text, out _);
        _ = LedReport.TryParse(text, out _);
        _ = LedReport.TryParseEvent(text, out _);
        if (!LedReport.TryParseList(text, out var reports))
            return;
        Assert.All(reports, report => Assert.Matches(NamePattern(), report.Name));
        Assert.Equal(text, string.Join(' ', reports.Select(report => $"{report.Name}={report.State.Word()}")));
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_-]{0,31}\z")]
    private static partial Regex NamePattern();
}
