using LedCli;
using Xunit;

namespace IpcSocket.Tests.LedCli;

public sealed class ManualPageTests
{
    // In a page, a dash that is one is written with a backslash.
    private static readonly string Page =
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "led.1.md")).Replace("\\-", "-", StringComparison.Ordinal);

    public static TheoryData<string> VerbNames => [.. VerbTable.All.Select(verb => verb.Name)];

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
