using LedCli;
using Xunit;

namespace IpcSocket.Tests.LedCli;

public sealed class HelpTextTests : IDisposable
{
    private readonly CliTrial _led = new();

    public static TheoryData<string> VerbNames => [.. VerbTable.All.Select(verb => verb.Name)];

    public static TheoryData<string> Examples => [.. VerbTable.All.SelectMany(verb => verb.Examples).Select(example => example.Line)];

    public void Dispose() => _led.Dispose();

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    public async Task The_help_lists_every_verb_with_an_example(string typed)
    {
        Assert.Equal(ExitStatus.Done, await _led.RunAsync(typed));

        Assert.All(VerbTable.All, verb =>
        {
            Assert.Contains(verb.Summary, _led.Output.Text, StringComparison.Ordinal);
            Assert.Contains($"\n  {verb.Examples[0].Line}", _led.Output.Text, StringComparison.Ordinal);
        });
        Assert.Contains("LED_HOST", _led.Output.Text, StringComparison.Ordinal);
        Assert.Equal("", _led.Error.Text);
    }

    [Theory]
    [MemberData(nameof(VerbNames))]
    public async Task The_help_of_a_verb_has_all_its_options_and_examples(string name)
    {
        Assert.Equal(ExitStatus.Done, await _led.RunAsync("help", name));

        Assert.All(VerbTable.Find(name)!.Examples, example => Assert.Contains(example.Line, _led.Output.Text, StringComparison.Ordinal));
        Assert.All(
            CommandLine.Parse([name], _led.Around).CommandResult.Command.Options,
            option => Assert.Contains(option.Name, _led.Output.Text, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(VerbNames))]
    public async Task The_help_of_a_verb_shows_where_the_name_of_an_LED_stands(string name)
    {
        Assert.Equal(ExitStatus.Done, await _led.RunAsync(name, "--help"));

        var usage = VerbTable.Find(name)!.TakesLed ? $"Usage:\n  led [NAME] {name} " : $"Usage:\n  led {name} ";
        Assert.Contains(usage, _led.Output.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_can_be_typed(string example)
    {
        // Of a line of shell, what is led's.
        var start = example.IndexOf("led ", StringComparison.Ordinal) + "led ".Length;
        var end = example.IndexOfAny(['|', ')'], start);
        var words = example[start..(end < 0 ? example.Length : end)].Split(' ', StringSplitOptions.RemoveEmptyEntries);

        Assert.Empty(CommandLine.Parse(words, _led.Around).Errors);
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        Assert.Equal(ExitStatus.Done, await _led.RunAsync("--version"));

        Assert.Matches(@"^led \d+\.\d+\.\d+\n$", _led.Output.Text);
    }
}
