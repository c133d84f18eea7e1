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
    [InlineData("led blink", Verb.LedBlink)]
    [InlineData("list", Verb.List)]
    [InlineData("Watch", Verb.Watch)]
    [InlineData("UNWATCH", Verb.Unwatch)]
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
    [InlineData("LED ON", null, 1000, false)]
    [InlineData("LED ON FOR 30s", 30_000, 1000, false)]
    [InlineData("led desk off for 500MS", 500, 1000, false)]
    [InlineData("LED ON UNTIL CLOSE", null, 1000, true)]
    [InlineData("LED desk on until close", null, 1000, true)]
    [InlineData("LED BLINK", null, 1000, false)]
    [InlineData("LED BLINK 50ms", null, 50, false)]
    [InlineData("LED BLINK FOR 5s", 5000, 1000, false)]
    [InlineData("LED desk BLINK 2s FOR 1m", 60_000, 2000, false)]
    public void What_may_follow_a_command_is_read(string line, int? length, int period, bool isUntilClose)
    {
        var parsed = CommandParser.Parse(Encoding.ASCII.GetBytes(line));
        Assert.NotNull(parsed.Command);
        Assert.Equal(length, (int?)parsed.For?.TotalMilliseconds);
        Assert.Equal(period, parsed.Period.TotalMilliseconds);
        Assert.Equal(isUntilClose, parsed.IsUntilClose);
    }

    [Theory]
    [InlineData("LED ON FOR", "", "FOR needs a duration: 500ms, 30s, 5m, 2h")]
    [InlineData("LED ON FOR ever", "ever", "is no duration; write it as 500ms, 30s, 5m or 2h, 720h at most")]
    [InlineData("LED ON FOR 30 s", "30", "is no duration; write it as 500ms, 30s, 5m or 2h, 720h at most")]
    [InlineData("LED ON 30s", "30s", "is more than this command takes")]
    [InlineData("LED ON FOR 3s UNTIL CLOSE", "UNTIL", "is more than this command takes")]
    [InlineData("LED ON UNTIL CLOSE FOR 3s", "FOR", "is more than this command takes")]
    [InlineData("LED ON UNTIL", "", "UNTIL needs CLOSE")]
    [InlineData("LED ON UNTIL NOON", "NOON", "is not CLOSE, which must follow UNTIL")]
    [InlineData("LED OFF UNTIL CLOSE", "UNTIL", "is more than this command takes")]
    [InlineData("LED TOGGLE FOR 3s", "FOR", "is more than this command takes")]
    [InlineData("LED BLINK 49ms", "49ms", "is no period; write it as 200ms or 2s, 50ms at least")]
    [InlineData("LED BLINK fast", "fast", "is no period; write it as 200ms or 2s, 50ms at least")]
    [InlineData("LED BLINK FOR 5s 200ms", "200ms", "is more than this command takes")]
    [InlineData("LED BLINK 200ms UNTIL CLOSE", "UNTIL", "is more than this command takes")]
    [InlineData("LIST all", "all", "is more than this command takes")]
    public void What_may_not_is_told_with_what_may(string line, string offender, string reason)
    {
        var parsed = CommandParser.Parse(Encoding.ASCII.GetBytes(line));
        Assert.Null(parsed.Command);
        Assert.Equal(ErrorCode.BadArgument, parsed.Error);
        Assert.Equal((offender, reason), (Encoding.ASCII.GetString(parsed.Offender), Encoding.ASCII.GetString(parsed.Reason)));
    }

    [Theory]
    [InlineData("FOO", ErrorCode.UnknownCommand, "FOO")]
    [InlineData("LEDON", ErrorCode.UnknownCommand, "LEDON")]
    [InlineData("ON", ErrorCode.UnknownCommand, "ON")]
    [InlineData("LED", ErrorCode.BadArgument, "")]
    [InlineData("LED kitchen", ErrorCode.BadArgument, "kitchen")]
    [InlineData("LED kitchen BLUE", ErrorCode.BadArgument, "BLUE")]
    [InlineData("LED 9x ON", ErrorCode.BadArgument, "9x")]
    [InlineData("LED until ON", ErrorCode.BadArgument, "until")]
    [InlineData("LED blink ON", ErrorCode.BadArgument, "ON")]
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
            "LED BLINK 200ms FOR 5s"u8.ToArray(), "LED desk ON UNTIL CLOSE"u8.ToArray(), "LED ON FOR 9x"u8.ToArray(),
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
