using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests;

// The completion in bash with the real `led`, and a server that wants to run a command as the user who presses TAB.
public sealed class CompletionTests : IAsyncLifetime
{
    // COMPLETION DIRECTORY-OF-LED PORT. The two seconds that a user waits are too short for a busy machine.
    private const string Tab = """
        source "$0"
        PATH=$1:$PATH
        timeout() { command timeout 60 "${@:2}"; }
        COMP_WORDS=(led --port "$2" "")
        COMP_CWORD=3
        _led
        printf '%s\n' "${COMPREPLY[@]}"
        """;

    private readonly House _house = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [Theory]
    [InlineData("$(touch${IFS}FILE)")]
    [InlineData("`touch${IFS}FILE`")]
    [InlineData("$(touch\tFILE)")]
    [InlineData("x[$(touch${IFS}FILE)]")]
    public async Task A_server_whose_LED_is_named_like_a_command_has_no_command_run(string name)
    {
        using var server = new ScriptedServer();
        var tab = _house.StartWith("bash", ["--norc", "-c", Tab, Completion, Path.GetDirectoryName(Programs.Led)!, $"{server.Port}"]);
        using var connection = await server.AcceptAsync();
        Assert.Equal("LIST", await connection.ReadLineAsync());
        await connection.SendAsync($"OK led=On {name.Replace("FILE", _house["executed"], StringComparison.Ordinal)}=Off\n");

        Assert.Equal(0, await tab.ExitAsync());

        Assert.False(File.Exists(_house["executed"]));
        Assert.Contains("toggle", tab.Output.All);
        Assert.DoesNotContain(tab.Output.All, word => word.Contains("touch", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_names_of_the_real_server_are_offered()
    {
        var (_, port) = await _house.StartLedAsync(("LedServer:Leds:desk:Adapter", "pc"), ("LedServer:Leds:kitchen:Adapter", "pc"));
        var tab = _house.StartWith("bash", ["--norc", "-c", Tab, Completion, Path.GetDirectoryName(Programs.Led)!, $"{port}"]);

        Assert.Equal(0, await tab.ExitAsync());

        Assert.Equal(["desk", "kitchen"], tab.Output.All.Take(2));
    }

    private static string Completion => Path.Combine(AppContext.BaseDirectory, "led.bash");
}
