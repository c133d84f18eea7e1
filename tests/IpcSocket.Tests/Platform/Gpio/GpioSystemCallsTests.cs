using IpcSocket.Platform.Gpio;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Platform.Gpio;

public sealed class GpioSystemCallsTests : IDisposable
{
    private const int ENOENT = 2;

    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Chips_in_another_folder_are_called_as_in_dev()
    {
        foreach (var name in (string[])["gpiochip10", "gpiochip2", "gpiochips", "gpio", "null"])
            File.WriteAllText(_folder[name], "");
        Assert.Equal(["/dev/gpiochip2", "/dev/gpiochip10"], Calls().ChipPaths());
    }

    [Fact]
    public void A_folder_that_is_not_there_has_none() => Assert.Empty(new GpioSystemCalls(_folder["dev"]).ChipPaths());

    [Fact]
    public void They_are_opened_there()
    {
        File.WriteAllText(_folder["gpiochip2"], "");
        Assert.Equal(0, Calls().OpenChip("/dev/gpiochip2", out var chip));
        chip.Dispose();
        Assert.Equal(ENOENT, Calls().OpenChip("/dev/null", out var missing));
        missing.Dispose();
    }

    private GpioSystemCalls Calls() => new(_folder[""].TrimEnd('/'));
}
