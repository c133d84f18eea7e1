using System.Text;
using System.Text.RegularExpressions;
using SocketLab;
using Xunit;

namespace IpcSocket.Tests.SocketLab;

/// <summary>The two pages say the same, and what the program understands.</summary>
public sealed partial class LabPageTests
{
    private const string English = "README.md";
    private const string Portuguese = "README.pt-BR.md";

    [Fact]
    public void Both_pages_show_the_same_runs()
    {
        Assert.NotEmpty(Blocks(English));
        Assert.Equal(Blocks(English), Blocks(Portuguese));
    }

    [Theory]
    [InlineData(English)]
    [InlineData(Portuguese)]
    public void Both_pages_have_the_same_sections_and_points(string page)
    {
        Assert.Equal(8, Lines(page).Count(line => line.StartsWith("## ", StringComparison.Ordinal)));
        Assert.Equal(Points(English), Points(page));
    }

    [Theory]
    [InlineData(English)]
    [InlineData(Portuguese)]
    public void Every_command_on_a_page_can_be_typed(string page)
    {
        var commands = Commands(page).ToList();
        Assert.True(commands.Count > 20, $"{commands.Count} commands found");
        Assert.All(commands, command => Assert.Empty(Lab.CreateRoot().Parse(command).Errors));
    }

    [Fact]
    public void Every_command_of_the_program_is_on_the_page() =>
        Assert.All(Lab.CreateRoot().Subcommands, command => Assert.Contains(Commands(English), typed => typed.Split(' ')[0] == command.Name));

    [Fact]
    public void What_is_to_be_seen_is_said_in_the_program_s_words()
    {
        // The texts of a program stand in its file in UTF-16.
        var program = File.ReadAllBytes(typeof(Lab).Assembly.Location);
        var lines = Lines(English).Where(line => line.StartsWith("To be seen: ", StringComparison.Ordinal)).ToList();
        Assert.True(lines.Count > 10, $"{lines.Count} lines found");
        Assert.All(lines, line => Assert.True(program.AsSpan().IndexOf(Encoding.Unicode.GetBytes(line)) >= 0, line));
    }

    private static string Text(string page) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "SocketLab", page));

    private static string[] Lines(string page) => Text(page).Split('\n');

    private static List<string> Blocks(string page) => [.. Block().Matches(Text(page)).Select(match => match.Value)];

    private static int Points(string page) => Lines(page).Count(line => line.StartsWith("- ", StringComparison.Ordinal));

    // In the blocks behind $ or a pipe, and in the text between backticks. The parser knows other quotation marks than the shell.
    private static IEnumerable<string> Commands(string page) => Typed().Matches(Text(page)).Select(match => match.Groups[1].Value.Replace('\'', '"'))
        .Where(command => !command.Contains("COMMAND", StringComparison.Ordinal) && !command.Contains("COMANDO", StringComparison.Ordinal));

    [GeneratedRegex("^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("(?:^\\$ (?:.* \\| )?|`)socketlab ([^`\\n]+)", RegexOptions.Multiline)]
    private static partial Regex Typed();
}
