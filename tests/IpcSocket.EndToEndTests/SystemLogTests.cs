using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests;

// The machine's log as it may be: a journal, none, one that comes later, one that is stuck.
public sealed class SystemLogTests : IAsyncLifetime
{
    private readonly House _house = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [Fact]
    public async Task A_journal_gets_the_change_with_its_fields_and_the_syslog_socket_nothing()
    {
        var syslog = _house.OpenSyslog();
        var journal = _house.OpenJournal();
        var (led, port) = await _house.StartLedAsync();
        using var client = await LineConnection.OpenAsync(port);

        await client.AskAsync("LED ON");

        var entry = JournalEntry.Parse(await journal.WaitForAsync("LED Status: On"));
        Assert.Equal("LED Status: On", entry["MESSAGE"]);
        Assert.Equal("6", entry["PRIORITY"]);
        Assert.Equal("LED TCP", entry["SYSLOG_IDENTIFIER"]);
        Assert.Equal($"{led.Id}", entry["SYSLOG_PID"]);
        Assert.Equal("led", entry["LED"]);
        Assert.Equal("On", entry["STATE"]);
        Assert.Matches(@"\A127\.0\.0\.1:\d+\z", entry["PEER"]);
        led.Signal(Signal.Terminate);
        await led.ExitAsync();
        Assert.Empty(syslog.Datagrams.All);
    }

    [Fact]
    public async Task A_syslog_socket_that_comes_later_gets_the_later_lines()
    {
        var (_, port) = await _house.StartLedAsync();
        using var client = await LineConnection.OpenAsync(port);
        await client.AskAsync("LED ON");

        var log = _house.OpenSyslog();
        await client.AskAsync("LED OFF");

        await log.WaitForAsync("LED Status: Off");
    }

    [Fact]
    public async Task A_syslog_socket_that_was_made_anew_gets_the_later_lines()
    {
        var first = _house.OpenSyslog();
        var (_, port) = await _house.StartLedAsync();
        using var client = await LineConnection.OpenAsync(port);
        await client.AskAsync("LED ON");
        await first.WaitForAsync("LED Status: On");

        await first.DisposeAsync();
        File.Delete(_house["syslog"]);
        var second = _house.OpenSyslog();
        await client.AskAsync("LED OFF");

        await second.WaitForAsync("LED Status: Off");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_log_that_nobody_reads_holds_up_neither_replies_nor_the_end(bool isJournal)
    {
        _ = isJournal ? _house.OpenJournal(reads: false) : _house.OpenSyslog(reads: false);
        var (led, port) = await _house.StartLedAsync();
        using var client = await LineConnection.OpenAsync(port);

        await SwitchManyTimesAsync(client);

        led.Signal(Signal.Terminate);
        Assert.Equal(0, await led.ExitAsync(Limits.Stop));
    }

    [Theory]
    [InlineData(nameof(OutputReader.ClosesAfterFirstLine))]
    [InlineData(nameof(OutputReader.StallsAfterFirstLine))]
    public async Task A_standard_output_that_nobody_reads_holds_up_neither_replies_nor_the_end(string reader)
    {
        var log = _house.OpenSyslog();
        var led = _house.StartWith(Programs.LedTcp, ["--config", _house.WriteConfiguration()], Enum.Parse<OutputReader>(reader));
        using var client = await LineConnection.OpenAsync(await led.PortAsync());

        await SwitchManyTimesAsync(client);

        await log.WaitForAsync("LED Status: Off");
        led.Signal(Signal.Terminate);
        Assert.Equal(0, await led.ExitAsync(Limits.Stop));
    }

    // Far more than the queue of a socket, a pipe or the daemon itself holds.
    private static async Task SwitchManyTimesAsync(LineConnection client)
    {
        for (var batch = 0; batch < 100; batch++)
        {
            await client.SendAsync(string.Concat(Enumerable.Repeat("LED ON\nLED OFF\n", 50)));
            for (var line = 0; line < 100; line++)
                Assert.Equal(line % 2 == 0 ? "OK LED On" : "OK LED Off", await client.ReadLineAsync());
        }
    }
}
