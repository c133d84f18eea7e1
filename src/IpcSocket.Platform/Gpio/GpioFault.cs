using System.Runtime.InteropServices;

namespace IpcSocket.Platform.Gpio;

/// <summary>What can be wrong with GPIO chips and lines, each as one line for the operator: which, what is wrong, what to do.</summary>
internal static class GpioFault
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int ENXIO = 6;
    public const int EACCES = 13;
    public const int EBUSY = 16;
    public const int ENODEV = 19;
    public const int EINVAL = 22;
    public const int ENOTTY = 25;
    public const int EOPNOTSUPP = 95;

    // The kernel's own number, which gpiolib lets through to the caller (include/linux/errno.h).
    public const int ENOTSUPP = 524;

    private const int NamesShown = 5;

    /// <summary>The kernel says that this chip or configuration cannot do what was asked.</summary>
    public static bool IsRefusedConfig(int error) => error is EINVAL or EOPNOTSUPP or ENOTSUPP;

    /// <summary>The machine has no chip at all.</summary>
    /// <param name="meant">The one that is configured, null where any will do.</param>
    public static DeviceException NoChip(string? meant) =>
        new($"there is no GPIO chip {(meant is null ? "" : $"{meant}, nor any other ")}(/dev/gpiochip*); use a board or USB adapter that has one, or set Adapter to pc; "
            + "in a container or unit, let the device in");

    /// <summary>open(2) of a chip refused.</summary>
    public static DeviceException OpeningChip(string path, int error, IReadOnlyList<string> there) => error switch
    {
        ENOENT or ENXIO or ENODEV when there.Count == 0 => NoChip(path),
        ENOENT or ENXIO or ENODEV => new($"GPIO chip {path} is not there; there are {string.Join(", ", there)}"),
        EACCES => new($"GPIO chip {path} cannot be opened: no permission; add this user to the group of the file, gpio as a rule "
            + "(usermod -aG gpio USER, then log in anew)"),
        EPERM => new($"GPIO chip {path} cannot be opened: not permitted; the unit needs DeviceAllow=char-gpiochip rw"),
        _ => Other($"GPIO chip {path} cannot be opened", error),
    };

    /// <summary>What was opened does not answer as a chip.</summary>
    public static DeviceException LookingAtChip(string path, int error) => error switch
    {
        ENOTTY or EINVAL => new($"{path} is not a GPIO chip; gpiodetect lists those that there are"),
        ENODEV => Gone($"GPIO chip {path}"),
        _ => Other($"GPIO chip {path} cannot be looked at", error),
    };

    /// <summary>The kernel tells nothing of a line that exists: it does not know the call.</summary>
    public static DeviceException LookingAtLine(string path, int offset, int error) => error switch
    {
        ENOTTY or EINVAL => new($"GPIO chip {path}: this kernel is too old; GPIO lines need Linux 5.10 or newer"),
        ENODEV => Gone($"GPIO chip {path}"),
        _ => Other($"GPIO line {offset} of {path} cannot be looked at", error),
    };

    /// <summary>No chip has that name or label.</summary>
    public static DeviceException UnknownChip(string meant, IReadOnlyCollection<GpioChip> chips) =>
        new($"no GPIO chip is called {meant}; there are {string.Join(", ", chips.Select(Called))}");

    /// <summary>Several chips have that label.</summary>
    public static DeviceException SeveralChips(string meant, IReadOnlyCollection<GpioChip> chips) =>
        new($"{chips.Count} GPIO chips are called {meant}; set Chip to one path of {string.Join(", ", chips.Select(chip => chip.Path))}");

    /// <summary>The chip has fewer lines.</summary>
    public static DeviceException OffsetTooLarge(GpioChip chip, int offset) =>
        new($"GPIO chip {chip.Path} has no line {offset}; its offsets are 0 to {chip.Lines - 1}");

    /// <summary>No line has that name.</summary>
    public static DeviceException UnknownLine(string name, string? chip, IReadOnlyCollection<string> names) =>
        new($"no GPIO line{(chip is null ? "" : $" of {chip}")} is called {name}; "
            + (names.Count == 0 ? "the lines here have no names" : $"the nearest names are {string.Join(", ", Nearest(name, names))}")
            + "; gpioinfo lists all, or set Chip and Offset");

    /// <summary>Several lines have that name.</summary>
    public static DeviceException SeveralLines(string name, IReadOnlyCollection<(GpioChip Chip, int Offset)> lines) =>
        new($"{lines.Count} GPIO lines are called {name}; set Chip to one of "
            + $"{string.Join(", ", lines.Select(line => $"{line.Chip.Path} (offset {line.Offset})"))}, with Offset where it is one chip");

    /// <summary>GPIO_V2_GET_LINE_IOCTL refused.</summary>
    /// <param name="title">The line, with chip and offset.</param>
    /// <param name="error">The error number.</param>
    /// <param name="consumer">Who has the line, as the kernel tells it; may be empty.</param>
    public static DeviceException Requesting(string title, int error, string consumer) => error switch
    {
        EBUSY => new($"{title} is busy: {(consumer.Length > 0 ? $"'{consumer}'" : "the kernel")} has it; stop that or choose another line"),
        EPERM => new($"{title} may not be requested: the board reserves it; choose another line"),
        EINVAL when consumer.Length > 0 => new($"{title} is used by the kernel as '{consumer}'; choose another line"),
        ENODEV => Gone(title),
        _ when IsRefusedConfig(error) =>
            new($"{title} cannot be set up so ({Text(error)}): its chip lacks the drive, bias or edge events asked for; change the setting"),
        _ => Other($"{title} cannot be requested", error),
    };

    /// <summary>A requested line failed.</summary>
    public static DeviceException Using(string title, string what, int error) =>
        error == ENODEV ? Gone(title) : Other($"{title} cannot be {what}", error);

    /// <summary>The chip was unplugged or its driver removed.</summary>
    public static DeviceException Gone(string title) => new($"{title} is gone: its chip was removed; plug it in again");

    /// <summary>The names that are the fewest slips away from the one that was meant.</summary>
    private static IEnumerable<string> Nearest(string name, IEnumerable<string> names) =>
        names.OrderBy(other => Slips.Between(name, other)).ThenBy(other => other, StringComparer.Ordinal).Take(NamesShown);

    private static string Called(GpioChip chip) => chip.Label.Length > 0 ? $"{chip.Name} ({chip.Label})" : chip.Name;

    private static DeviceException Other(string what, int error) => new($"{what}: {Text(error)}; see the kernel's log (dmesg)");

    private static string Text(int error) => error == ENOTSUPP
        ? "Operation not supported (error 524)"
        : $"{Marshal.GetPInvokeErrorMessage(error)} (error {error})";
}
