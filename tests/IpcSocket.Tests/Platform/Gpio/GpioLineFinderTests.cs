using IpcSocket.Platform;
using IpcSocket.Platform.Gpio;
using Xunit;
using static IpcSocket.Platform.Gpio.GpioFault;

namespace IpcSocket.Tests.Platform.Gpio;

public sealed class GpioLineFinderTests : IDisposable
{
    private readonly ScriptedGpio _gpio = new();

    public void Dispose() => _gpio.Dispose();

    [Theory]
    [InlineData("GPIO17", null, null, "gpiochip10 1")]
    [InlineData("GPIO17", "pinctrl-rp1", null, "gpiochip10 1")]
    [InlineData(null, "gpiochip0", 2, "gpiochip0 2")]
    [InlineData(null, "pinctrl-rp1", 0, "gpiochip10 0")]
    [InlineData(null, "/dev/gpiochip10", 1, "gpiochip10 1")]
    public void A_line_is_found_by_its_name_or_by_chip_and_offset(string? name, string? chip, int? offset, string expected)
    {
        AddChips();
        var (found, at) = GpioLineFinder.Find(_gpio, new GpioLineAddress(name, chip, offset));
        using (found)
            Assert.Equal(expected, $"{found.Name} {at}");
    }

    [Fact]
    public void A_chip_with_two_paths_is_one_chip()
    {
        _gpio.Link("/dev/gpiochip4", AddChips());
        var (found, _) = GpioLineFinder.Find(_gpio, new GpioLineAddress("GPIO17"));
        using (found)
            Assert.Equal("/dev/gpiochip10", found.Path);
    }

    [Theory]
    [InlineData("GPIO71", null, null,
        "no GPIO line is called GPIO71; the nearest names are GPIO1, GPIO17, GPIO4, SCL, SDA; gpioinfo lists all, or set Chip and Offset")]
    [InlineData("GPIO17", "gpiochip0", null,
        "no GPIO line of gpiochip0 is called GPIO17; the nearest names are GPIO1, SCL, SDA; gpioinfo lists all, or set Chip and Offset")]
    [InlineData(null, "gpiochip7", 1, "no GPIO chip is called gpiochip7; there are gpiochip0 (i2c), gpiochip10 (pinctrl-rp1)")]
    [InlineData(null, "/dev/gpiochip7", 1, "GPIO chip /dev/gpiochip7 is not there; there are /dev/gpiochip0, /dev/gpiochip10")]
    [InlineData(null, "gpiochip0", 3, "GPIO chip /dev/gpiochip0 has no line 3; its offsets are 0 to 2")]
    public void What_is_not_there_is_told_with_what_is(string? name, string? chip, int? offset, string message)
    {
        AddChips();
        Assert.Equal(message, Fault(new GpioLineAddress(name, chip, offset)));
    }

    [Fact]
    public void Without_a_chip_it_says_so()
    {
        const string Advice = "(/dev/gpiochip*); use a board or USB adapter that has one, or set Adapter to pc; in a container or unit, let the device in";
        Assert.Equal($"there is no GPIO chip {Advice}", Fault(new GpioLineAddress("GPIO17")));
        Assert.Equal($"there is no GPIO chip pinctrl-rp1, nor any other {Advice}", Fault(new GpioLineAddress(null, "pinctrl-rp1", 17)));
        Assert.Equal($"there is no GPIO chip /dev/gpiochip0, nor any other {Advice}", Fault(new GpioLineAddress(null, "/dev/gpiochip0", 17)));
    }

    [Fact]
    public void A_name_on_several_chips_is_not_guessed_at()
    {
        AddChips();
        _gpio.Add("gpiochip11", "usb", "GPIO17");
        Assert.Equal(
            "2 GPIO lines are called GPIO17; set Chip to one of /dev/gpiochip10 (offset 1), /dev/gpiochip11 (offset 0), with Offset where it is one chip",
            Fault(new GpioLineAddress("GPIO17")));
    }

    [Fact]
    public void A_label_of_several_chips_is_not_guessed_at()
    {
        AddChips();
        _gpio.Add("gpiochip11", "i2c", "A");
        Assert.Equal("2 GPIO chips are called i2c; set Chip to one path of /dev/gpiochip0, /dev/gpiochip11", Fault(new GpioLineAddress(null, "i2c", 0)));
    }

    [Fact]
    public void Lines_without_names_are_told_from_lines_with_other_names()
    {
        _gpio.Add("gpiochip0", "", "", "");
        Assert.Equal(
            "no GPIO line is called GPIO17; the lines here have no names; gpioinfo lists all, or set Chip and Offset", Fault(new GpioLineAddress("GPIO17")));
    }

    [Theory]
    [InlineData(EACCES, "gpio as a rule (usermod -aG gpio USER, then log in anew)")]
    [InlineData(EPERM, "DeviceAllow=char-gpiochip rw")]
    public void A_chip_that_may_not_be_opened_says_what_grants_it(int error, string message)
    {
        _gpio.Add("gpiochip0", "", "GPIO17");
        _gpio.OpenErrors["/dev/gpiochip0"] = error;
        Assert.Contains(message, Fault(new GpioLineAddress("GPIO17")), StringComparison.Ordinal);
        Assert.Contains(message, Fault(new GpioLineAddress(null, "/dev/gpiochip0", 0)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_chip_that_may_not_be_opened_does_not_hide_another()
    {
        AddChips();
        _gpio.OpenErrors["/dev/gpiochip0"] = EACCES;
        var (found, offset) = GpioLineFinder.Find(_gpio, new GpioLineAddress("GPIO17"));
        using (found)
            Assert.Equal(("gpiochip10", 1), (found.Name, offset));
    }

    [Fact]
    public void A_device_of_another_kind_is_no_chip()
    {
        var chip = _gpio.Add("null", "", "x") with { IsChip = false };
        _gpio.Link("/dev/zero", chip);
        Assert.Equal("/dev/zero is not a GPIO chip; gpiodetect lists those that there are", Fault(new GpioLineAddress(null, "/dev/zero", 0)));
    }

    [Fact]
    public void A_kernel_before_5_10_is_told_as_such()
    {
        AddChips();
        _gpio.LineInfoError = EINVAL;
        Assert.Equal(
            "GPIO chip /dev/gpiochip0: this kernel is too old; GPIO lines need Linux 5.10 or newer", Fault(new GpioLineAddress("GPIO17")));
    }

    [Fact]
    public void The_real_calls_say_in_one_line_what_a_machine_without_the_chip_lacks()
    {
        var fault = Assert.Throws<DeviceException>(() =>
            GpioLineFinder.Find(new GpioSystemCalls(), new GpioLineAddress(null, "/dev/gpiochip999", 0)));
        Assert.Contains("GPIO chip", fault.Message, StringComparison.Ordinal);
        var refusal = Assert.Throws<DeviceException>(() => GpioLineFinder.Find(new GpioSystemCalls(), new GpioLineAddress(null, "/dev/null", 0)));
        Assert.Equal("/dev/null is not a GPIO chip; gpiodetect lists those that there are", refusal.Message);
    }

    private ScriptedChip AddChips()
    {
        _gpio.Add("gpiochip0", "i2c", "SDA", "SCL", "GPIO1");
        return _gpio.Add("gpiochip10", "pinctrl-rp1", "GPIO4", "GPIO17");
    }

    private string Fault(GpioLineAddress address) => Assert.Throws<DeviceException>(() => GpioLineFinder.Find(_gpio, address)).Message;
}
