using System.Globalization;
using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests;

// What others do to the FIFO of a daemon that runs.
public sealed class FifoTests : IAsyncLifetime
{
    private const string Ignored = "presses ignored: ";
    private const string Replaced = "Presses that a newer press of the same button replaced before they were acknowledged: ";

    private readonly House _house = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [Fact]
    public async Task A_second_button_tcp_on_a_fifo_ends_with_one_line_and_the_first_goes_on()
    {
        var (_, port) = await _house.StartLedAsync();
        var first = await _house.StartButtonAsync(port);

        var second = _house.Start(Programs.ButtonTcp, ("ButtonClient:Port", $"{port}"));

        Assert.Equal(1, await second.ExitAsync());
        Assert.Contains($"{_house.Fifo} is the button of another process already", Assert.Single(second.Output.All), StringComparison.Ordinal);
        await _house.NextPressIsAcknowledgedAsync(first, "On");
    }

    [Fact]
    public async Task A_killed_button_tcp_leaves_the_fifo_free()
    {
        var (_, port) = await _house.StartLedAsync();
        var first = await _house.StartButtonAsync(port);
        first.Signal(Signal.Kill);
        await first.ExitAsync();

        await _house.NextPressIsAcknowledgedAsync(await _house.StartButtonAsync(port), "On");
    }

    [Fact]
    public async Task A_file_that_takes_the_place_of_the_fifo_costs_one_line_and_one_at_each_start()
    {
        var button = await _house.StartButtonAsync(FreePort.Next());
        await button.WaitForLineAsync("cannot be reached");
        var before = button.Output.All.Count;

        await File.WriteAllTextAsync(_house["file"], "dear data\n");
        File.Move(_house["file"], _house.Fifo, overwrite: true);

        Assert.Equal(1, await button.ExitAsync());
        Assert.Contains("is a regular file, not a FIFO", Assert.Single(button.Output.All.Skip(before)), StringComparison.Ordinal);
        var next = _house.Start(Programs.ButtonTcp);
        Assert.Equal(1, await next.ExitAsync());
        Assert.Contains("is a regular file, not a FIFO", Assert.Single(next.Output.All), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_of_presses_is_cut_counted_and_makes_no_other_gestures()
    {
        const int Presses = 200_000;
        var (_, port) = await _house.StartLedAsync();
        var button = await _house.StartButtonAsync(port, ("ButtonClient:Hold", "LED OFF"));
        await button.WaitForLineAsync("is there");

        Assert.Equal(0, await _house.ShellAsync($"yes \"$(printf '0\\n1')\" | head -n {2 * Presses} > \"$1\"; echo over > \"$1\""));

        await button.WaitForLineAsync("neither 0 nor 1");
        // A machine that stalls for ten seconds makes two floods of one.
        Assert.InRange(button.CountLines("is pressed more than 50 times a second"), 1, int.MaxValue);
        // Written once the flood has been over for ten seconds; the daemon has acknowledged the admitted presses by then, or does so soon.
        var last = await button.WaitForLineAsync(Ignored);
        await button.Output.WaitForAsync(line => ReferenceEquals(line, last) && Concluded(button) >= Presses);
        Assert.Equal(Presses, Concluded(button));
        Assert.Equal(0, button.CountLines("held"));
        button.Signal(Signal.Terminate);
        Assert.Equal(0, await button.ExitAsync());
    }

    private static int Concluded(DaemonProcess button) =>
        button.CountLines("Button pressed") + Sum(button, Replaced) + Sum(button, Ignored);

    private static int Sum(DaemonProcess button, string text) => button.Output.All
        .Where(line => line.Contains(text, StringComparison.Ordinal))
        .Sum(line => int.Parse(line[(line.IndexOf(text, StringComparison.Ordinal) + text.Length)..], CultureInfo.InvariantCulture));
}
