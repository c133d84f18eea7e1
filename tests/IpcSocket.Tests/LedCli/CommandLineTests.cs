using IpcSocket.Tests.Support;
using LedCli;
using Xunit;

namespace IpcSocket.Tests.LedCli;

public sealed class CommandLineTests : IDisposable
{
    private readonly CliTrial _led = new();

    public void Dispose() => _led.Dispose();

    [Theory]
    [InlineData("on", "LED ON")]
    [InlineData("off", "LED OFF")]
    [InlineData("toggle", "LED TOGGLE")]
    [InlineData("status", "LED STATUS")]
    [InlineData("blink", "LED BLINK")]
    [InlineData("blink 200ms", "LED BLINK 200ms")]
    [InlineData("blink 200ms --for 5s", "LED BLINK 200ms FOR 5s")]
    [InlineData("blink --for 90s", "LED BLINK FOR 90s")]
    [InlineData("on --for 1000ms", "LED ON FOR 1s")]
    [InlineData("off --for=2h", "LED OFF FOR 2h")]
    [InlineData("kitchen", "LED kitchen STATUS")]
    [InlineData("kitchen on", "LED kitchen ON")]
    [InlineData("kitchen off --for 5m", "LED kitchen OFF FOR 5m")]
    [InlineData("kitchen blink 1s", "LED kitchen BLINK 1s")]
    [InlineData("kitchen toggle", "LED kitchen TOGGLE")]
    [InlineData("send LED desk  ON", "LED desk ON")]
    [InlineData("send @file", "@file")]
    [InlineData("send -- -x", "-x")]
    public async Task A_verb_sends_its_line(string typed, string line)
    {
        var handler = new AnsweringHandler("OK LED kitchen On");
        await using var server = await RunningServer.StartAsync(handler);

        Assert.Equal(ExitStatus.Done, await _led.RunAsync(server, Split(typed)));

        Assert.Equal([line], handler.Lines);
        Assert.Equal("", _led.Error.Text);
    }

    [Theory]
    [InlineData("status", "OK LED On", "On\n")]
    [InlineData("kitchen toggle", "OK LED kitchen Off", "Off\n")]
    [InlineData("blink", "OK LED Blink", "Blink\n")]
    [InlineData("kitchen --json", "OK LED kitchen Off", "{\"led\":\"kitchen\",\"state\":\"Off\"}\n")]
    [InlineData("DESK --json", "OK LED Off", "{\"led\":\"DESK\",\"state\":\"Off\"}\n")]
    [InlineData("status --json", "OK desk=On kitchen=Off", "{\"led\":\"desk\",\"state\":\"On\"}\n")]
    [InlineData("list", "OK desk=On kitchen=Off", "desk: On\nkitchen: Off\n")]
    [InlineData("list --names", "OK desk=On kitchen=Off", "desk\nkitchen\n")]
    [InlineData("list --json", "OK desk=On k=Blink", "{\"led\":\"desk\",\"state\":\"On\"}\n{\"led\":\"k\",\"state\":\"Blink\"}\n")]
    [InlineData("send STATS", "OK connections=1", "OK connections=1\n")]
    public async Task What_the_server_says_is_printed_for_people_and_scripts(string typed, string reply, string printed)
    {
        await using var server = await RunningServer.StartAsync(new AnsweringHandler(reply));

        Assert.Equal(ExitStatus.Done, await _led.RunAsync(server, Split(typed)));

        Assert.Equal(printed, _led.Output.Text);
        Assert.Equal("", _led.Error.Text);
    }

    [Theory]
    [InlineData("cellar on", "ERR unknown-led 'cellar' is not a LED of this server",
        "led: unknown-led: 'cellar' is not a LED of this server; 'led list' shows its LEDs\n")]
    [InlineData("on", "ERR device-failed no chip", "led: device-failed: no chip; its log says more: journalctl -t 'LED TCP'\n")]
    [InlineData("on", "ERR stopping soon", "led: stopping: soon; try again\n")]
    [InlineData("on", "ERR too-many-connections all are taken; try again later", "led: too-many-connections: all are taken; try again later\n")]
    [InlineData("list", "ERR unknown-command LIST",
        "led: unknown-command: LIST; 'led send HELP' shows what this server knows, which may be older than led\n")]
    [InlineData("watch", "ERR unknown-command WATCH",
        "led: unknown-command: WATCH; 'led send HELP' shows what this server knows, which may be older than led\n")]
    [InlineData("ping", "ERR denied no", "led: denied: no\n")]
    [InlineData("bench", "ERR denied no", "led: denied: no\n")]
    [InlineData("on --until-close", "ERR denied \x1b[2J", "led: denied: \\x1b[2J\n")]
    public async Task A_refusal_ends_it_with_1_and_advice(string typed, string reply, string told)
    {
        await using var server = await RunningServer.StartAsync(new AnsweringHandler(reply));

        Assert.Equal(ExitStatus.Refused, await _led.RunAsync(server, Split(typed)));

        Assert.Equal("", _led.Output.Text);
        Assert.Equal(told, _led.Error.Text);
    }

    [Fact]
    public async Task A_refused_line_of_send_is_a_result_and_ends_it_with_1()
    {
        await using var server = await RunningServer.StartAsync(new AnsweringHandler("ERR unknown-command X"));

        Assert.Equal(ExitStatus.Refused, await _led.RunAsync(server, "send", "X"));

        Assert.Equal("ERR unknown-command X\n", _led.Output.Text);
        Assert.Equal("", _led.Error.Text);
    }

    [Theory]
    [InlineData("", "what is to be done? 'led --help' lists the verbs")]
    [InlineData("on --for 5x", "--for is '5x'; allowed is a whole number with its unit, ms, s, m or h, up to 720h: 500ms, 30s; see 'led on --help'")]
    [InlineData("blink fast", "PERIOD is 'fast'; allowed is a whole number with its unit, ms, s, m or h, up to 720h: 500ms, 30s; see 'led blink --help'")]
    [InlineData("on --until-close --for 5s", "--for and --until-close cannot both be meant; see 'led on --help'")]
    [InlineData("toggle kitchen", "'kitchen' does not belong there; a LED's name comes first: led kitchen toggle")]
    [InlineData("on off", "Unrecognized command or argument 'off'; see 'led on --help'")]
    [InlineData("toggle 5s", "Unrecognized command or argument '5s'; see 'led toggle --help'")]
    [InlineData("on help", "Unrecognized command or argument 'help'; see 'led on --help'")]
    [InlineData("toggle --for 5s", "Unrecognized command or argument '--for'; Unrecognized command or argument '5s'; see 'led toggle --help'")]
    [InlineData("--port 70000 on", "--port is '70000'; allowed is a whole number from 1 to 65535; see 'led on --help'")]
    [InlineData("--host * on", "--host is '*'; allowed is the name or address of one machine")]
    [InlineData("ping -c 0", "--count is '0'; allowed is a whole number from 1 to 2147483647; see 'led ping --help'")]
    [InlineData("bench -p 257", "--pipelining is '257'; allowed is a whole number from 1 to 256; see 'led bench --help'")]
    [InlineData("send ä", "the line to send is '\\xc3\\xa4'; allowed is printable ASCII")]
    [InlineData("--config /nowhere/at.json on", "cannot read /nowhere/at.json: No such file or directory")]
    public async Task Wrong_usage_ends_it_with_2_and_one_line(string typed, string told)
    {
        Assert.Equal(ExitStatus.Usage, await _led.RunAsync(Split(typed)));

        Assert.Equal("", _led.Output.Text);
        Assert.Equal($"led: {told}\n", _led.Error.Text);
    }

    [Fact]
    public async Task A_settings_file_without_a_name_is_wrong_usage()
    {
        Assert.Equal(ExitStatus.Usage, await _led.RunAsync("--config", "", "on"));

        Assert.Equal("led: --config is ''; allowed is the path of a file\n", _led.Error.Text);
    }

    [Theory]
    [InlineData("A\nB")]
    [InlineData("")]
    [InlineData("  ")]
    public async Task Only_one_line_can_be_sent(string line) => Assert.Equal(ExitStatus.Usage, await _led.RunAsync("send", line));

    [Theory]
    [InlineData(true, "is it running? systemctl status led-tcp")]
    [InlineData(false, "start led-tcp, or name another server by --host and --port")]
    public async Task Without_a_server_it_ends_with_3_and_advice_that_fits_the_machine(bool hasService, string advice)
    {
        using var led = new CliTrial { HasService = hasService };
        var server = await RunningServer.StartAsync(new AnsweringHandler("OK"));
        await server.DisposeAsync();

        Assert.Equal(ExitStatus.NoConnection, await led.RunAsync(server, "on"));

        Assert.Equal($"led: no led-tcp at {server.Address}; {advice}\n", led.Error.Text);
    }

    // A server may close a connection whose first line is no command of it.
    [Fact]
    public async Task The_reply_to_a_line_that_closes_the_connection_is_printed()
    {
        using var server = new ScriptedServer();
        var run = _led.RunAsync("--port", $"{server.Endpoint.Port}", "send", "NONSENSE");
        using (var connection = await server.AcceptAsync())
        {
            Assert.Equal("NONSENSE", await connection.ReadLineAsync());
            await connection.SendAsync("ERR unknown-command 'NONSENSE'\n");
        }

        Assert.Equal(ExitStatus.Refused, await run);
        Assert.Equal(("ERR unknown-command 'NONSENSE'\n", ""), (_led.Output.Text, _led.Error.Text));
    }

    [Fact]
    public async Task A_host_that_does_not_resolve_ends_it_with_3()
    {
        Assert.Equal(ExitStatus.NoConnection, await _led.RunAsync("--host", "no-such-host.invalid", "on"));

        Assert.StartsWith("led: the host name 'no-such-host.invalid' does not resolve; check --host, ", _led.Error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "the connection to {0} is lost: the server closed it")]
    [InlineData("220 mail \x1b", "what answers at {0} is not led-tcp: '220 mail \\x1b'; check --host and --port")]
    [InlineData("OK what", "what answers at {0} is not led-tcp: 'what'; check --host and --port")]
    public async Task What_is_no_led_tcp_ends_it_with_3(string? reply, string told)
    {
        await using var server = await RunningServer.StartAsync(new AnsweringHandler(_ => reply));

        Assert.Equal(ExitStatus.NoConnection, await _led.RunAsync(server, "on"));

        Assert.Equal($"led: {string.Format(null, told, server.Address)}\n", _led.Error.Text);
    }

    [Fact]
    public async Task Until_close_holds_the_connection_until_ctrl_c()
    {
        var handler = new AnsweringHandler("OK LED desk On");
        await using var server = await RunningServer.StartAsync(handler);
        var run = _led.RunAsync(server, "desk", "on", "--until-close");
        Assert.Equal("On", await _led.Output.LineAsync(1));
        Assert.Equal(1, handler.Connections);
        Assert.False(run.IsCompleted);

        await _led.InterruptAsync();

        Assert.Equal(ExitStatus.Done, await run);
        Assert.Equal(["LED desk ON UNTIL CLOSE"], handler.Lines);
        Assert.Equal(("On\n", ""), (_led.Output.Text, _led.Error.Text));
    }

    [Fact]
    public async Task Until_close_tells_that_the_server_is_gone()
    {
        var handler = new AnsweringHandler("OK LED On");
        await using var server = await RunningServer.StartAsync(handler);
        var run = _led.RunAsync(server, "on", "--until-close");
        await _led.Output.LineAsync(1);

        handler.CutOff();

        Assert.Equal(ExitStatus.NoConnection, await run);
        Assert.StartsWith($"led: the connection to {server.Address} is lost: ", _led.Error.Text, StringComparison.Ordinal);
    }

    private static string[] Split(string typed) => typed.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
