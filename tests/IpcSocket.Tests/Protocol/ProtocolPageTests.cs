using System.Text;
using IpcSocket.Protocol.Wire;
using Xunit;

namespace IpcSocket.Tests.Protocol;

/// <summary>PROTOCOL.md and the code say the same.</summary>
public sealed class ProtocolPageTests
{
    private static readonly string[] Page = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "PROTOCOL.md"));

    [Fact]
    public void The_page_s_table_of_commands_is_the_program_s() =>
        Assert.Equal(Command.All.Select(c => (c.Usage.Replace('|', '/'), c.Meaning)), Rows("## Commands").Select(r => (Code(r[0]), r[2])));

    [Fact]
    public void Every_command_has_a_section_with_an_example() => Assert.All(Command.All, command =>
    {
        var section = Section($"### {command.Words}");
        Assert.Contains(section, l => l.StartsWith("OK", StringComparison.Ordinal));
        Assert.Contains(section, l => l.Equals(command.Words, StringComparison.OrdinalIgnoreCase));
    });

    [Fact]
    public void The_page_s_list_of_errors_is_the_program_s() => Assert.Equal(
        Enum.GetValues<ErrorCode>().Select(c => Encoding.ASCII.GetString(c.Word())),
        Rows("## Errors").Select(r => Code(r[0])));

    [Fact]
    public void The_page_s_example_of_HELP_is_the_reply() => Assert.Contains(
        $"OK {string.Join(" | ", Command.All.Select(c => c.Usage))}", Section("### HELP"));

    [Fact]
    public void The_page_tells_the_longest_line() =>
        Assert.Contains(Page, l => l.Contains($"at most {LineReader.MaxLineLength:N0} bytes", StringComparison.Ordinal));

    private static IEnumerable<string> Section(string heading)
    {
        var level = heading[..(heading.IndexOf(' ', StringComparison.Ordinal) + 1)];
        var start = Array.IndexOf(Page, heading);
        Assert.True(start >= 0, $"PROTOCOL.md has no section '{heading}'");
        return Page.Skip(start + 1).TakeWhile(l => !l.StartsWith(level, StringComparison.Ordinal));
    }

    private static string[][] Rows(string heading) =>
    [
        .. Section(heading)
            .Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .Select(l => l.Replace("\\|", "/", StringComparison.Ordinal).Trim('|').Split('|', StringSplitOptions.TrimEntries)),
    ];

    private static string Code(string cell) => cell.Trim('`');
}
