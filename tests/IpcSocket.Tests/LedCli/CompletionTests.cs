using System.Diagnostics;
using IpcSocket.Tests.Support;
using LedCli;
using Xunit;

namespace IpcSocket.Tests.LedCli;

/// <summary>The completion as bash runs it, beside a program <c>led</c> that only lists names.</summary>
public sealed class CompletionTests : IDisposable
{
    private static readonly string Completion = Path.Combine(AppContext.BaseDirectory, "led.bash");

    private readonly TemporaryDirectory _directory = new();
    private readonly CliTrial _led = new();

    public CompletionTests()
    {
        Directory.CreateDirectory(_directory["bin"]);
        Write("#!/bin/sh\necho \"$@\" >>\"$0.asked\"\nprintf 'kitchen\\nkids\\ndesk\\n'\n");
    }

    public static TheoryData<string> VerbNames => [.. VerbTable.All.Select(verb => verb.Name)];

    public void Dispose()
    {
        _led.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task The_first_word_is_a_verb_or_a_name() => Assert.Equal(
        VerbTable.All.Select(verb => verb.Name).Concat(["help", "kitchen", "kids", "desk"]).Order(), (await CompleteAsync("")).Order());

    [Theory]
    [InlineData("ki", "kids,kitchen")]
    [InlineData("to", "toggle")]
    [InlineData("kitchen to", "toggle")]
    [InlineData("kitchen li", "")]
    [InlineData("kitchen on ", "")]
    [InlineData("help be", "bench")]
    [InlineData("on --f", "--for")]
    [InlineData("on --for ", "")]
    [InlineData("--port 6000 des", "desk")]
    [InlineData("--host :: 1 li", "list")]
    [InlineData("--host = fe80 :: 1%eth0 kitchen to", "toggle")]
    public async Task A_word_is_completed_by_what_can_stand_there(string typed, string completed) =>
        Assert.Equal(completed.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(), (await CompleteAsync(typed)).Order());

    [Theory]
    [MemberData(nameof(VerbNames))]
    public async Task A_verb_is_offered_its_options(string name)
    {
        var command = CommandLine.Parse([name], _led.Around).CommandResult.Command;

        Assert.Equal(
            command.Options.Select(option => option.Name).Concat(["--host", "--port", "--config", "--help"]).Order(),
            (await CompleteAsync($"{name} --")).Order());
    }

    [Fact]
    public async Task Behind_a_name_stand_the_verbs_that_take_one() => Assert.Equal(
        VerbTable.All.Where(verb => verb.TakesLed).Select(verb => verb.Name).Order(), (await CompleteAsync("kitchen ")).Order());

    [Fact]
    public async Task The_server_that_was_named_is_asked()
    {
        await CompleteAsync("--host pi --port = 6000 k");

        Assert.Equal("--host pi --port 6000 list --names\n", await File.ReadAllTextAsync(_directory["bin/led.asked"]));
    }

    [Fact]
    public async Task An_IPv6_address_is_one_word_to_the_server_that_is_asked()
    {
        await CompleteAsync("--host :: 1 k");

        Assert.Equal("--host ::1 list --names\n", await File.ReadAllTextAsync(_directory["bin/led.asked"]));
    }

    [Fact]
    public async Task A_file_is_completed_as_one_whatever_its_name()
    {
        File.WriteAllText(_directory["of mine.json"], "{}");

        // Else bash takes a blank in a name for the end of a word, and a folder for the end of the path.
        Assert.Equal(
            ["-o filenames", _directory["of mine.json"]],
            await CompleteAsync($"--config {_directory["of"]}", "compopt() { echo \"$*\"; }; "));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_costs_the_names_only()
    {
        Write("#!/bin/sh\nexit 3\n");

        Assert.Equal(["toggle"], await CompleteAsync("t"));
    }

    [Theory]
    [InlineData("$(touch FILE)")]
    [InlineData("$(touch${IFS}FILE)")]
    [InlineData("`touch FILE`")]
    [InlineData("k$(touch FILE)")]
    [InlineData("k'$(touch FILE)'")]
    [InlineData("k;touch FILE")]
    [InlineData("k[$(touch FILE)]")]
    [InlineData("kitchen$HOME")]
    [InlineData("*")]
    [InlineData("K")]
    [InlineData("k\u00fcche")]
    [InlineData("kabcdefghijklmnopqrstuvwxyzabcdef")]
    public async Task A_line_that_is_not_a_name_is_neither_expanded_nor_offered(string line)
    {
        var file = _directory["executed"];
        File.WriteAllText(_directory["names"], line.Replace("FILE", file, StringComparison.Ordinal) + "\nkitchen\n");
        Write("#!/bin/sh\ncat \"${0%/*}/../names\"\n");

        Assert.Equal(["kitchen"], await CompleteAsync("k"));
        Assert.Equal(
            VerbTable.All.Select(verb => verb.Name).Concat(["help", "kitchen"]).Order(), (await CompleteAsync("")).Order());
        Assert.False(File.Exists(file));
    }

    // A blank at the end stands for a word that is not begun.
    private async Task<string[]> CompleteAsync(string typed, string before = "")
    {
        const string Script = "source \"$0\"; COMP_WORDS=(led \"$@\"); COMP_CWORD=$#; _led; printf '%s\\n' \"${COMPREPLY[@]}\"";
        var start = new ProcessStartInfo("bash", ["--norc", "-c", before + Script, Completion, .. typed.Split(' ')]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{_directory["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
        using var bash = Process.Start(start)!;
        var completed = await bash.StandardOutput.ReadToEndAsync().WaitAsync(Limits.Test);
        await bash.WaitForExitAsync().WaitAsync(Limits.Test);
        return completed.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private void Write(string program)
    {
        File.WriteAllText(_directory["bin/led"], program);
        File.SetUnixFileMode(_directory["bin/led"], UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
    }
}
