using System.Text;
using IpcSocket.Protocol.Wire;
using Xunit;

namespace IpcSocket.Tests.Protocol.Wire;

public sealed class CommandParserTests
{
    [Theory]
    [InlineData("LED ON", Verb.LedOn)]
    [InlineData("led off", Verb.LedOff)]
    [InlineData("Led  \t Toggle", Verb.LedToggle)]
    [InlineData("LED STATUS", Verb.LedStatus)]
    [InlineData("PING", Verb.Ping)]
    [InlineData("help", Verb.Help)]
    [InlineData("Stats", Verb.Stats)]
    [InlineData("VERSION", Verb.Version)]
    [InlineData("quit", Verb.Quit)]
    public void Keywords_are_taken_in_any_case_with_any_blanks_between(string line, Verb verb) => Assert.Equal((verb, ""), Parse(line));

    [Fact]
    public void Every_row_of_the_table_is_understood() =>
        Assert.All(Command.All, c => Assert.Equal((c.Verb, ""), Parse(c.Words)));

    [Fact]
    public void Every_verb_has_one_row() =>
        Assert.Equal(Enum.GetValues<Verb>(), Command.All.Select(c => c.Verb).Order());

    [Theory]
    [InlineData("LED kitchen ON", Verb.LedOn, "kitchen")]
    [InlineData("led KITCHEN status", Verb.LedStatus, "KITCHEN")]
    [InlineData("LED led OFF", Verb.LedOff, "led")]
    [InlineData("LED a_-9 TOGGLE", Verb.LedToggle, "a_-9")]
    public void A_name_may_stand_between_LED_and_its_verb(string line, Verb verb, string name) => Assert.Equal((verb, name), Parse(line));

    [Theory]
    [InlineData("FOO", ErrorCode.UnknownCommand, "FOO")]
    [InlineData("LEDON", ErrorCode.UnknownCommand, "LEDON")]
    [InlineData("ON", ErrorCode.UnknownCommand, "ON")]
    [InlineData("LED", ErrorCode.BadArgument, "")]
    [InlineData("LED kitchen", ErrorCode.BadArgument, "kitchen")]
    [InlineData("LED kitchen BLUE", ErrorCode.BadArgument, "BLUE")]
    [InlineData("LED 9x ON", ErrorCode.BadArgument, "9x")]
    [InlineData("LED blink ON", ErrorCode.BadArgument, "blink")]
    [InlineData("LED ON NOW", ErrorCode.BadArgument, "NOW")]
    [InlineData("LED kitchen ON NOW", ErrorCode.BadArgument, "NOW")]
    [InlineData("PING PONG", ErrorCode.BadArgument, "PONG")]
    public void What_is_no_command_names_the_word_at_fault(string line, ErrorCode error, string offender)
    {
        var parsed = CommandParser.Parse(Encoding.ASCII.GetBytes(line));
        Assert.Null(parsed.Command);
        Assert.Equal(error, parsed.Error);
        Assert.Equal(offender, Encoding.ASCII.GetString(parsed.Offender));
        Assert.False(parsed.Reason.IsEmpty);
    }

    [Fact]
    public void Parsing_allocates_nothing()
    {
        byte[][] lines =
        [
            "LED ON"u8.ToArray(), "led kitchen toggle"u8.ToArray(), "FOO"u8.ToArray(), "LED"u8.ToArray(), "STATS now"u8.ToArray(),
        ];
        foreach (var line in lines)
            CommandParser.Parse(line);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            foreach (var line in lines)
                CommandParser.Parse(line);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static (Verb? Verb, string Name) Parse(string line)
    {
        var parsed = CommandParser.Parse(Encoding.ASCII.GetBytes(line));
        return (parsed.Command?.Verb, Encoding.ASCII.GetString(parsed.LedName));
    }
}
