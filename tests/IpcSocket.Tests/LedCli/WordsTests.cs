using LedCli;
using Xunit;

namespace IpcSocket.Tests.LedCli;

public sealed class WordsTests
{
    [Theory]
    [InlineData("on", "", "on")]
    [InlineData("kitchen on", "kitchen", "on")]
    [InlineData("kitchen on --for 30s", "kitchen", "on --for 30s")]
    [InlineData("kitchen", "kitchen", "status")]
    [InlineData("kitchen --json", "kitchen", "status --json")]
    [InlineData("--port 6000 kitchen toggle", "kitchen", "--port 6000 toggle")]
    [InlineData("--port=6000 kitchen toggle", "kitchen", "--port=6000 toggle")]
    [InlineData("kitchen --host pi toggle", "kitchen", "--host pi toggle")]
    [InlineData("kitchen --host pi", "kitchen", "status --host pi")]
    [InlineData("led toggle", "led", "toggle")]
    [InlineData("KITCHEN Toggle", "KITCHEN", "toggle")]
    [InlineData("ON", "", "on")]
    [InlineData("send kitchen on", "", "send kitchen on")]
    [InlineData("blink 200ms", "", "blink 200ms")]
    [InlineData("help", "", "--help")]
    [InlineData("HELP", "", "--help")]
    [InlineData("help blink", "", "--help blink")]
    [InlineData("kitchen on --help", "kitchen", "on --help")]
    [InlineData("statsu status", "statsu", "status")]
    [InlineData("--help", "", "--help")]
    [InlineData("", "", "")]
    public void A_led_is_named_before_the_verb(string typed, string ledName, string rest)
    {
        var words = Words.Read(Split(typed));

        Assert.Equal(ledName, words.LedName);
        Assert.Equal(Split(rest), words.Rest);
        Assert.Equal(words.Rest.FirstOrDefault(word => VerbTable.Find(word) is not null), words.Verb?.Name);
    }

    [Theory]
    [InlineData("tggle", "'tggle' is not a verb of led; did you mean 'toggle'? (A LED of that name: led tggle status)")]
    [InlineData("kitchen togle", "'togle' is not a verb of led; did you mean 'toggle'?")]
    [InlineData("kitchen cook", "'cook' is not a verb of led; 'led --help' lists the verbs")]
    [InlineData("kitchen list", "'list' is for the whole server, not for one LED; leave out 'kitchen'")]
    [InlineData("30s", "'30s' is neither a verb of led nor can it name a LED; 'led --help' lists the verbs")]
    [InlineData("for", "'for' is neither a verb of led nor can it name a LED; 'led --help' lists the verbs")]
    [InlineData("kitchän on", "'kitchän' is neither a verb of led nor can it name a LED; 'led --help' lists the verbs")]
    [InlineData("help cook", "'cook' is not a verb of led; 'led --help' lists the verbs")]
    public void A_word_that_cannot_stand_there_is_named(string typed, string fault)
    {
        var exception = Assert.Throws<LedCliException>(() => Words.Read(Split(typed)));

        Assert.Equal(fault, exception.Message);
        Assert.Equal(ExitStatus.Usage, exception.Status);
    }

    [Theory]
    [InlineData("toggel", "toggle", true)]
    [InlineData("togle", "toggle", true)]
    [InlineData("togggle", "toggle", true)]
    [InlineData("taggle", "toggle", true)]
    [InlineData("toggl", "toggle", true)]
    [InlineData("toggles", "toggle", true)]
    [InlineData("otgglee", "toggle", false)]
    [InlineData("tog", "toggle", false)]
    [InlineData("", "on", false)]
    [InlineData("toggle", "toggle", false)]
    public void One_slip_is_known(string typed, string meant, bool isSlip) => Assert.Equal(isSlip, VerbTable.IsSlip(typed, meant));

    private static string[] Split(string typed) => typed.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
