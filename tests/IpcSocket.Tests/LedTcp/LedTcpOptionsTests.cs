using System.Text;
using IpcSocket.Hosting;
using IpcSocket.Platform.Gpio;
using LedTcp;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace IpcSocket.Tests.LedTcp;

public sealed class LedTcpOptionsTests
{
    [Fact]
    public void Without_settings_there_is_one_LED_in_the_log()
    {
        var (options, faults) = Read("{}");
        Assert.Empty(faults);
        var led = Assert.Single(options.Leds);
        Assert.Equal(("led", "pc", PowerOn.Off, OnStop.Keep), (led.Name, led.Device.Adapter, led.PowerOn, led.OnStop));
        Assert.Equal(new GpioLineAddress("GPIO17"), led.Device.Gpio.Line);
        Assert.Equal("led-tcp", led.Device.Gpio.Consumer);
    }

    [Fact]
    public void Every_setting_of_a_LED_is_read()
    {
        var (options, faults) = Read("""
            { "Adapter": "gpio", "Chip": "pinctrl-rp1", "Offset": 27, "ActiveLow": true, "Drive": "open-drain", "PowerOn": "last", "OnStop": "off",
              "Device": "PWR" }
            """);
        Assert.Empty(faults);
        var led = Assert.Single(options.Leds);
        Assert.Equal(("gpio", "PWR", PowerOn.Last, OnStop.Off), (led.Device.Adapter, led.Device.Device, led.PowerOn, led.OnStop));
        Assert.Equal(new GpioLineAddress(null, "pinctrl-rp1", 27), led.Device.Gpio.Line);
        Assert.Equal((true, LineDrive.OpenDrain), (led.Device.Gpio.ActiveLow, led.Device.Gpio.Drive));
    }

    [Fact]
    public void Several_LEDs_come_in_the_order_of_the_file_and_share_what_stands_beside_them()
    {
        var (options, faults) = Read("""
            { "Leds": { "kitchen": { "Line": "GPIO22" }, "desk": { "Adapter": "sysfs" }, "attic": { "Offset": 5, "PowerOn": "on" } },
              "Adapter": "gpio", "Chip": "gpiochip0", "ActiveLow": true, "PowerOn": "keep" }
            """);
        Assert.Empty(faults);
        Assert.Equal(["kitchen", "desk", "attic"], options.Leds.Select(led => led.Name));
        Assert.Equal(["gpio", "sysfs", "gpio"], options.Leds.Select(led => led.Device.Adapter));
        Assert.Equal([PowerOn.Keep, PowerOn.Keep, PowerOn.On], options.Leds.Select(led => led.PowerOn));
        Assert.All(options.Leds, led => Assert.True(led.Device.Gpio.ActiveLow));
        Assert.Equal(
            [new("GPIO22", "gpiochip0"), new("GPIO17", "gpiochip0"), new(null, "gpiochip0", 5)], options.Leds.Select(led => led.Device.Gpio.Line));
        Assert.Equal("led-tcp kitchen", options.Leds[0].Device.Gpio.Consumer);
    }

    [Fact]
    public void LEDs_of_different_kinds_share_nothing_by_having_the_same_name_for_their_device()
    {
        var (options, faults) = Read("""
            { "Leds": { "a": { "Adapter": "gpio", "Line": "ACT" }, "b": { "Adapter": "sysfs" }, "c": { }, "d": { } } }
            """);
        Assert.Empty(faults);
        Assert.Equal(4, options.Leds.Count);
    }

    [Theory]
    [InlineData("""{ "Adapter": "usb" }""", "LedServer:Adapter is 'usb'; allowed is one of pc, gpio, sysfs")]
    [InlineData("""{ "Offset": 3 }""", "LedServer:Offset needs Chip: the path, name or label of the chip that counts the line so")]
    [InlineData("""{ "Offset": -1 }""", "LedServer:Offset is '-1'; allowed is a whole number from 0 to 65535")]
    [InlineData("""{ "Offset": 3, "Line": "GPIO3", "Chip": "x" }""", "LedServer:Offset and Line are both set; a GPIO line is named by one of them")]
    [InlineData("""{ "ActiveLow": "low" }""", "LedServer:ActiveLow is 'low'; allowed is one of true, false")]
    [InlineData("""{ "Drive": "strong" }""", "LedServer:Drive is 'strong'; allowed is one of push-pull, open-drain, open-source")]
    [InlineData("""{ "PowerOn": "dim" }""", "LedServer:PowerOn is 'dim'; allowed is one of off, on, last, keep")]
    [InlineData("""{ "OnStop": "last" }""", "LedServer:OnStop is 'last'; allowed is one of keep, off, on")]
    [InlineData("""{ "SafeState": "blink" }""", "LedServer:SafeState is 'blink'; allowed is one of off, on")]
    [InlineData("""{ "Device": "../x" }""", "LedServer:Device is '../x'; allowed is a name below /sys/class/leds, not a path")]
    [InlineData("""{ "Leds": { "a": { "Adaptor": "pc" } } }""",
        "LedServer:Leds:a:Adaptor is not a setting; did you mean Adapter? "
        + "The settings are ActiveLow, Adapter, Chip, Device, Drive, Line, Offset, OnStop, PowerOn, SafeState")]
    [InlineData("""{ "Leds": { "a": "x" } }""", "LedServer:Leds:a is 'x'; allowed is a group of settings")]
    [InlineData("""{ "Leds": { "on": { } } }""",
        "LedServer:Leds:on cannot name a LED; allowed are up to 32 of a-z, 0-9, _ and -, a letter first, and no keyword")]
    [InlineData("""{ "Leds": { "Kitchen": { "Line": "GPIO3" } } }""",
        "LedServer:Leds:Kitchen cannot name a LED; allowed are up to 32 of a-z, 0-9, _ and -, a letter first, and no keyword")]
    [InlineData("""{ "Adapter": "gpio", "Leds": { "a": { "Line": "GPIO3" }, "b": { }, "c": { "Adapter": "gpio" } } }""",
        "LedServer:Leds:c needs a Line of its own: GPIO line GPIO17 is the LED b already")]
    [InlineData("""{ "Chip": "x", "Leds": { "a": { "Adapter": "gpio", "Offset": 3 }, "b": { "Adapter": "gpio", "Offset": 3, "ActiveLow": true } } }""",
        "LedServer:Leds:b needs a Line of its own: GPIO line 3 of x is the LED a already")]
    [InlineData("""{ "Adapter": "sysfs", "Leds": { "a": { }, "b": { "Device": "ACT" } } }""",
        "LedServer:Leds:b needs a Device of its own: ACT is the LED a already")]
    public void A_fault_is_one_line_that_says_what_is_allowed(string json, string fault) => Assert.Equal(fault, Assert.Single(Read(json).Faults));

    [Fact]
    public void There_are_no_more_LEDs_than_one_reply_can_list()
    {
        Assert.Empty(Read(Many(LedOptions.MostLeds)).Faults);
        Assert.Equal("LedServer:Leds has 101 LEDs; allowed are 100 at most", Assert.Single(Read(Many(LedOptions.MostLeds + 1)).Faults));

        static string Many(int count) => $$"""{ "Leds": { {{string.Join(", ", Enumerable.Range(0, count).Select(i => $"\"a{i}\": {{ }}"))}} } }""";
    }

    private static (LedTcpOptions Options, IReadOnlyList<string> Faults) Read(string json)
    {
        var source = new SettingsSource(JsonSettings.Parse(Encoding.UTF8.GetBytes($$"""{ "LedServer": {{json}} }""")));
        using var root = new ConfigurationRoot([source]);
        var reader = new SettingsReader(root.GetSection("LedServer"));
        var options = LedTcpOptions.Read(reader);
        reader.RejectUnknownKeys();
        return (options, reader.Faults);
    }
}
