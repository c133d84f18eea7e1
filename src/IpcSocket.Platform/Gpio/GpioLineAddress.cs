namespace IpcSocket.Platform.Gpio;

/// <summary>Which GPIO line is meant: by its name, on whichever chip carries it, or by chip and offset.</summary>
/// <param name="Name">The line's name as the kernel tells it (<c>GPIO17</c>); null when chip and offset say which.</param>
/// <param name="Chip">
/// Path (<c>/dev/gpiochip0</c>), name (<c>gpiochip0</c>) or label (<c>pinctrl-bcm2711</c>) of the chip; null for all chips.
/// </param>
/// <param name="Offset">The line's number on the chip, from 0; null when the name says which.</param>
public sealed record GpioLineAddress(string? Name, string? Chip = null, int? Offset = null)
{
    /// <summary>The line of the ancestor's LED: BCM 17, header pin 11 of every Raspberry Pi.</summary>
    public const string DefaultLed = "GPIO17";

    /// <summary>The line of the ancestor's button: BCM 4, header pin 7 of every Raspberry Pi.</summary>
    public const string DefaultButton = "GPIO4";

    /// <summary>The line that settings mean: what they do not say is as here.</summary>
    /// <param name="name">The line's name; null or empty when it is not said.</param>
    /// <param name="chip">The chip; null or empty when it is not said.</param>
    /// <param name="offset">The offset; null when it is not said.</param>
    /// <param name="fault">What is wrong with the offset, for the operator; null when nothing is.</param>
    public GpioLineAddress With(string? name, string? chip, int? offset, out string? fault)
    {
        var onChip = string.IsNullOrEmpty(chip) ? Chip : chip;
        fault = offset is null ? null
            : !string.IsNullOrEmpty(name) ? "and Line are both set; a GPIO line is named by one of them"
            : onChip is null ? "needs Chip: the path, name or label of the chip that counts the line so"
            : null;
        if (offset is not null)
            return new(null, onChip, offset);
        return string.IsNullOrEmpty(name) ? this with { Chip = onChip } : new(name, onChip);
    }

    /// <summary>As it is written in messages.</summary>
    public override string ToString() =>
        Name is null ? $"GPIO line {Offset} of {Chip}" : Chip is null ? $"GPIO line {Name}" : $"GPIO line {Name} of {Chip}";
}
