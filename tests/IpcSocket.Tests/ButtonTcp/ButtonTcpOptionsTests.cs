using ButtonTcp;
using IpcSocket.Hosting;
using IpcSocket.Platform.Gpio;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace IpcSocket.Tests.ButtonTcp;

public sealed class ButtonTcpOptionsTests
{
    [Fact]
    public void The_default_line_is_the_ancestors_button()
    {
        var (options, faults) = Read();
        Assert.Empty(faults);
        Assert.Equal(new GpioButtonSettings(), options.Button.Gpio);
        Assert.Equal(new GpioLineAddress("GPIO4"), options.Button.Gpio.Line);
        Assert.Equal((LineBias.PullUp, true, 20), (options.Button.Gpio.Bias, options.Button.Gpio.ActiveLow, options.Button.Gpio.Debounce.Milliseconds));
    }

    [Fact]
    public void Every_setting_of_a_button_is_read()
    {
        var (options, faults) = Read(
            ("Adapter", "gpio"), ("Chip", "/dev/gpiochip1"), ("Offset", "3"), ("Bias", "pull-down"), ("ActiveLow", "False"), ("Debounce", "00:00:00"));
        Assert.Empty(faults);
        Assert.Equal("gpio", options.Button.Adapter);
        Assert.Equal(
            new GpioButtonSettings
            {
                Line = new(null, "/dev/gpiochip1", 3),
                Bias = LineBias.PullDown,
                ActiveLow = false,
                Debounce = TimeSpan.Zero,
            },
            options.Button.Gpio);
    }

    [Theory]
    [InlineData("Bias", "up", "ButtonClient:Bias is 'up'; allowed is one of pull-up, pull-down, disabled, as-is")]
    [InlineData("Debounce", "20", "ButtonClient:Debounce is '20'; allowed is a time from 00:00:00 to 00:00:10, as hh:mm:ss or hh:mm:ss.fff")]
    [InlineData("Offset", "4", "ButtonClient:Offset needs Chip: the path, name or label of the chip that counts the line so")]
    public void A_fault_is_one_line_that_says_what_is_allowed(string key, string value, string fault) =>
        Assert.Equal(fault, Assert.Single(Read((key, value)).Faults));

    private static (ButtonTcpOptions Options, IReadOnlyList<string> Faults) Read(params (string Key, string Value)[] settings)
    {
        var values = settings.ToDictionary(setting => $"ButtonClient:{setting.Key}", setting => (string?)setting.Value);
        using var root = new ConfigurationRoot([new SettingsSource(values)]);
        var reader = new SettingsReader(root.GetSection("ButtonClient"));
        var options = ButtonTcpOptions.Read(reader);
        reader.RejectUnknownKeys();
        return (options, reader.Faults);
    }
}
