using System.Text;
using ButtonTcp;
using IpcSocket.Hosting;
using IpcSocket.Platform.Gpio;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace IpcSocket.Tests.ButtonTcp;

public sealed class ButtonTcpOptionsTests
{
    [Fact]
    public void The_default_button_is_the_ancestors_and_toggles()
    {
        var (options, faults) = Read("{}");
        Assert.Empty(faults);
        var button = Assert.Single(options.Buttons);
        Assert.Equal(("", "pc", "/tmp/tcp_file"), (button.Name, button.Device.Adapter, button.Device.Fifo));
        Assert.Equal(new GpioButtonSettings(), button.Device.Gpio);
        Assert.Equal(new GpioLineAddress("GPIO4"), button.Device.Gpio.Line);
        Assert.Equal((LineBias.PullUp, true, 20), (button.Device.Gpio.Bias, button.Device.Gpio.ActiveLow, button.Device.Gpio.Debounce.Milliseconds));
        Assert.Equal(new GestureOptions(), button.Gestures);
        Assert.Equal(("LED TOGGLE", null, null), (button.Gestures.Press?.Text, button.Gestures.Hold, button.Gestures.DoublePress));
    }

    [Fact]
    public void Every_setting_of_a_button_is_read()
    {
        var (options, faults) = Read("""
            { "Adapter": "gpio", "Chip": "/dev/gpiochip1", "Offset": 3, "Bias": "pull-down", "ActiveLow": false, "Debounce": "00:00:00",
              "Press": "none", "Hold": " led  Kitchen off", "HoldTime": "00:00:01", "DoublePress": "LED ON", "DoublePressTime": "00:00:00.250" }
            """);
        Assert.Empty(faults);
        var button = Assert.Single(options.Buttons);
        Assert.Equal("gpio", button.Device.Adapter);
        Assert.Equal(
            new GpioButtonSettings
            {
                Line = new(null, "/dev/gpiochip1", 3),
                Bias = LineBias.PullDown,
                ActiveLow = false,
                Debounce = TimeSpan.Zero,
            },
            button.Device.Gpio);
        Assert.Null(button.Gestures.Press);
        Assert.Equal(("led Kitchen off", "kitchen"), (button.Gestures.Hold?.Text, button.Gestures.Hold?.Led));
        Assert.Equal("LED ON", button.Gestures.DoublePress?.Text);
        Assert.Equal((1000, 250), (button.Gestures.HoldTime.TotalMilliseconds, button.Gestures.DoublePressTime.TotalMilliseconds));
    }

    [Fact]
    public void Several_buttons_share_what_stands_beside_them()
    {
        var (options, faults) = Read("""
            { "Buttons": { "kitchen": { "Line": "GPIO5", "Press": "LED kitchen TOGGLE" }, "door": { "Adapter": "pc", "Hold": "none" },
                           "attic": { "Line": "GPIO6", "HoldTime": "00:00:02" } },
              "Adapter": "gpio", "Chip": "gpiochip0", "Hold": "LED OFF", "Fifo": "/run/door" }
            """);
        Assert.Empty(faults);
        Assert.Equal(["kitchen", "door", "attic"], options.Buttons.Select(button => button.Name));
        Assert.Equal(["gpio", "pc", "gpio"], options.Buttons.Select(button => button.Device.Adapter));
        Assert.Equal(["LED kitchen TOGGLE", "LED TOGGLE", "LED TOGGLE"], options.Buttons.Select(button => button.Gestures.Press?.Text));
        Assert.Equal(["LED OFF", null, "LED OFF"], options.Buttons.Select(button => button.Gestures.Hold?.Text));
        Assert.Equal([700, 700, 2000], options.Buttons.Select(button => button.Gestures.HoldTime.TotalMilliseconds));
        Assert.Equal("/run/door", options.Buttons[1].Device.Fifo);
        Assert.Equal(new GpioLineAddress("GPIO6", "gpiochip0"), options.Buttons[2].Device.Gpio.Line);
        Assert.Equal("button-tcp attic", options.Buttons[2].Device.Gpio.Consumer);
    }

    [Theory]
    [InlineData("""{ "Bias": "up" }""", "ButtonClient:Bias is 'up'; allowed is one of pull-up, pull-down, disabled, as-is")]
    [InlineData("""{ "Debounce": "20" }""", "ButtonClient:Debounce is '20'; allowed is a time from 00:00:00 to 00:00:10, as hh:mm:ss or hh:mm:ss.fff")]
    [InlineData("""{ "Offset": 4 }""", "ButtonClient:Offset needs Chip: the path, name or label of the chip that counts the line so")]
    [InlineData("""{ "Press": "LED STATUS" }""",
        "ButtonClient:Press is 'LED STATUS'; allowed is a line that switches a LED, such as LED TOGGLE or LED kitchen OFF, or none")]
    [InlineData("""{ "Hold": "QUIT" }""",
        "ButtonClient:Hold is 'QUIT'; allowed is a line that switches a LED, such as LED TOGGLE or LED kitchen OFF, or none")]
    [InlineData("""{ "DoublePress": "LIGHT ON" }""",
        "ButtonClient:DoublePress is 'LIGHT ON'; allowed is a line that switches a LED, such as LED TOGGLE or LED kitchen OFF, or none "
        + "('LIGHT' is not a command; HELP lists them)")]
    [InlineData("""{ "HoldTime": "00:00:00" }""",
        "ButtonClient:HoldTime is '00:00:00'; allowed is a time from 00:00:00.050 to 00:01:00, as hh:mm:ss or hh:mm:ss.fff")]
    [InlineData("""{ "Press": "none" }""", "ButtonClient:Press is none, and so are Hold and DoublePress; a button needs a line to send")]
    [InlineData("""{ "Press": "none", "Buttons": { "a": { "Press": "LED ON" }, "b": { "Fifo": "/b" } } }""",
        "ButtonClient:Buttons:b:Press is none, and so are Hold and DoublePress; a button needs a line to send")]
    [InlineData("""{ "Buttons": { "a": { "Pres": "LED ON" } } }""",
        "ButtonClient:Buttons:a:Pres is not a setting; did you mean Press? The settings are ActiveLow, Adapter, Bias, Chip, Debounce, "
        + "DoublePress, DoublePressTime, Fifo, Hold, HoldTime, Line, Offset, Press")]
    [InlineData("""{ "Buttons": { "Door": { "Fifo": "/a" } } }""",
        "ButtonClient:Buttons:Door cannot name a button; allowed are up to 32 of a-z, 0-9, _ and -, a letter first, and no keyword")]
    [InlineData("""{ "Buttons": { "a": { "Hold": "LED ON" }, "b": { "Hold": "LED OFF" } } }""",
        "ButtonClient:Buttons:b needs a Fifo of its own: /tmp/tcp_file is the button a already")]
    [InlineData("""{ "Buttons": { "a": { "Fifo": "/run/x/../b" }, "b": { "Fifo": "/run/b" } } }""",
        "ButtonClient:Buttons:b needs a Fifo of its own: /run/b is the button a already")]
    [InlineData("""{ "Adapter": "gpio", "Buttons": { "a": { "Line": "GPIO4" }, "b": { "Bias": "as-is" } } }""",
        "ButtonClient:Buttons:b needs a Line of its own: GPIO line GPIO4 is the button a already")]
    public void A_fault_is_one_line_that_says_what_is_allowed(string json, string fault) => Assert.Equal(fault, Assert.Single(Read(json).Faults));

    private static (ButtonTcpOptions Options, IReadOnlyList<string> Faults) Read(string json)
    {
        var source = new SettingsSource(JsonSettings.Parse(Encoding.UTF8.GetBytes($$"""{ "ButtonClient": {{json}} }""")));
        using var root = new ConfigurationRoot([source]);
        var reader = new SettingsReader(root.GetSection("ButtonClient"));
        var options = ButtonTcpOptions.Read(reader);
        reader.RejectUnknownKeys();
        return (options, reader.Faults);
    }
}
