using LedCli;
using Xunit;

namespace IpcSocket.Tests.LedCli;

public sealed class ManualPageTests
{
    // In a page, a dash that is one is written with a backslash.
    private static readonly string Page =
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "led.1.md")).Replace("\\-", "-", StringComparison.Ordinal);

    private static readonly string[] Pages = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "man"), "*.md");

    public static TheoryData<string> VerbNames => [.. VerbTable.All.Select(verb => verb.Name)];

    [Fact]
    public void Every_page_refers_to_every_other_page()
    {
        // led.1.md is led(1).
        var references = Pages.ToDictionary(page => page, page => Path.GetFileNameWithoutExtension(page).Split('.') is [var name, var section]
            ? $"**{name}**({section})"
            : "");
        Assert.Equal(4, references.Count);
        Assert.All(Pages, page =>
        {
            var text = File.ReadAllText(page);
            var list = text[text.IndexOf("# SEE ALSO", StringComparison.Ordinal)..];
            Assert.All(
                references.Where(other => other.Key != page), other => Assert.Contains(other.Value, list, StringComparison.Ordinal));
        });
    }

    [Theory]
    [MemberData(nameof(VerbNames))]
    public void It_has_every_verb_and_option(string name)
    {
        using var led = new CliTrial();
        var command = CommandLine.Parse([name], led.Around).CommandResult.Command;

        Assert.Matches($@"(?m)^(\*\*\w+\*\*, )?\*\*{name}\*\*(, \*\*\w+\*\*)*\n:   ", Page);
        Assert.All(command.Options, option => Assert.Contains($"**{option.Name}**", Page, StringComparison.Ordinal));
        Assert.All(command.Options.SelectMany(option => option.Aliases), alias => Assert.Contains($"**{alias}**", Page, StringComparison.Ordinal));
    }
}
