namespace IpcSocket.Platform.Gpio;

/// <summary>Finds a GPIO line among the chips of the machine. Chips are numbered anew with boards and kernels; names stay.</summary>
internal static class GpioLineFinder
{
    /// <summary>Finds the line.</summary>
    /// <returns>Its chip, open, which the caller closes, and its offset.</returns>
    /// <exception cref="DeviceException">There is no such line, there are several, or the chips may not be used.</exception>
    public static (GpioChip Chip, int Offset) Find(IGpioSystemCalls calls, GpioLineAddress address)
    {
        var chips = new List<GpioChip>();
        GpioChip? found = null;
        try
        {
            OpenChips(calls, address.Chip, chips);
            (found, var offset) = address.Name is { } name ? ByName(chips, name, address.Chip) : ByOffset(chips[0], address.Offset!.Value);
            return (found, offset);
        }
        finally
        {
            foreach (var chip in chips.Where(chip => chip != found))
                chip.Dispose();
        }
    }

    /// <summary>Opens the chip that is meant, or all when none is named. Never leaves the list empty.</summary>
    private static void OpenChips(IGpioSystemCalls calls, string? meant, List<GpioChip> chips)
    {
        if (meant is not null && meant.StartsWith('/'))
        {
            chips.Add(GpioChip.Open(calls, meant));
            return;
        }

        var refusal = OpenAll(calls, chips);
        var all = chips.ToArray();
        if (meant is not null)
        {
            chips.RemoveAll(chip => chip.Name != meant && chip.Label != meant);
            foreach (var other in all.Except(chips))
                other.Dispose();
        }

        if (chips.Count == 0)
            throw refusal ?? (all.Length == 0 ? GpioFault.NoChip(meant) : GpioFault.UnknownChip(meant!, all));
        if (meant is not null && chips.Count > 1)
            throw GpioFault.SeveralChips(meant, chips);
    }

    // A chip that may not be used does not keep the line from being found on another.
    private static DeviceException? OpenAll(IGpioSystemCalls calls, List<GpioChip> chips)
    {
        DeviceException? refusal = null;
        foreach (var path in calls.ChipPaths())
        {
            try
            {
                var chip = GpioChip.Open(calls, path);
                // Raspberry Pi OS has a link gpiochip4 to gpiochip0, for programs that know the number from before.
                if (chips.Exists(other => other.Name == chip.Name))
                    chip.Dispose();
                else
                    chips.Add(chip);
            }
            catch (DeviceException exception)
            {
                refusal ??= exception;
            }
        }
        return refusal;
    }

    private static (GpioChip Chip, int Offset) ByOffset(GpioChip chip, int offset) =>
        offset < chip.Lines ? (chip, offset) : throw GpioFault.OffsetTooLarge(chip, offset);

    private static (GpioChip Chip, int Offset) ByName(List<GpioChip> chips, string name, string? meantChip)
    {
        var found = new List<(GpioChip Chip, int Offset)>();
        var names = new HashSet<string>();
        foreach (var chip in chips)
        {
            for (var offset = 0; offset < chip.Lines; offset++)
            {
                var line = chip.LineInfo(offset).Name.ToString();
                if (line == name)
                    found.Add((chip, offset));
                else if (line.Length > 0)
                    names.Add(line);
            }
        }
        return found.Count switch
        {
            1 => found[0],
            0 => throw GpioFault.UnknownLine(name, meantChip, names),
            _ => throw GpioFault.SeveralLines(name, found),
        };
    }
}
