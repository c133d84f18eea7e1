using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static IpcSocket.Platform.Gpio.GpioUapi;

namespace IpcSocket.Platform.Gpio;

/// <summary>The real calls.</summary>
/// <remarks>
/// A sandbox may keep the machine's <c>/dev</c> in another folder: a unit with <c>PrivateDevices=</c> has an empty one, and device nodes that
/// are bound into it one by one are dead once their chip was unplugged and has come back. Paths are told and configured as <c>/dev/…</c> all the same.
/// </remarks>
/// <param name="folder">Where the machine's <c>/dev</c> is; ends without a slash.</param>
internal sealed partial class GpioSystemCalls(string folder) : IGpioSystemCalls
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string FolderVariable = "IPC_SOCKET_DEV";

    private const string Directory = "/dev";
    private const string Prefix = "gpiochip";

    private const int O_RDWR = 0x2;
    private const int O_CLOEXEC = 0x80000;

    /// <summary>Looks where the environment says.</summary>
    public GpioSystemCalls() : this(Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder : Directory) { }

    /// <inheritdoc/>
    public IReadOnlyList<string> ChipPaths() =>
    [
        .. (System.IO.Directory.Exists(folder) ? System.IO.Directory.EnumerateFileSystemEntries(folder, Prefix + "*") : [])
            .Select(path => (Name: Path.GetFileName(path), IsChip: TryNumber(path, out var number), Number: number))
            .Where(entry => entry.IsChip)
            .OrderBy(entry => entry.Number)
            .Select(entry => $"{Directory}/{entry.Name}"),
    ];

    /// <inheritdoc/>
    public int OpenChip(string path, out SafeFileHandle chip)
    {
        var there = path.StartsWith($"{Directory}/", StringComparison.Ordinal) ? folder + path[Directory.Length..] : path;
        chip = Open(there, O_RDWR | O_CLOEXEC);
        return chip.IsInvalid ? Marshal.GetLastPInvokeError() : 0;
    }

    /// <inheritdoc/>
    public int GetChipInfo(SafeFileHandle chip, out GpioChipInfo info) => Error(Ioctl(chip, GPIO_GET_CHIPINFO_IOCTL, out info));

    /// <inheritdoc/>
    public int GetLineInfo(SafeFileHandle chip, ref GpioLineInfo info) => Error(Ioctl(chip, GPIO_V2_GET_LINEINFO_IOCTL, ref info));

    /// <inheritdoc/>
    public int RequestLine(SafeFileHandle chip, ref GpioLineRequest request, out SafeFileHandle line)
    {
        var error = Error(Ioctl(chip, GPIO_V2_GET_LINE_IOCTL, ref request));
        line = new SafeFileHandle(error == 0 ? request.Descriptor : -1, ownsHandle: true);
        return error;
    }

    /// <inheritdoc/>
    public int SetConfig(SafeFileHandle line, ref GpioLineConfig config) => Error(Ioctl(line, GPIO_V2_LINE_SET_CONFIG_IOCTL, ref config));

    /// <inheritdoc/>
    public int GetValues(SafeFileHandle line, ref GpioLineValues values) => Error(Ioctl(line, GPIO_V2_LINE_GET_VALUES_IOCTL, ref values));

    /// <inheritdoc/>
    public int SetValues(SafeFileHandle line, ref GpioLineValues values) => Error(Ioctl(line, GPIO_V2_LINE_SET_VALUES_IOCTL, ref values));

    private static int Error(int result) => result < 0 ? Marshal.GetLastPInvokeError() : 0;

    private static bool TryNumber(string path, out int number) =>
        int.TryParse(Path.GetFileName(path.AsSpan())[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out number);

    // open(2), never with O_CREAT: its third argument is not passed.
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    // ioctl(2). It takes its third argument as a variadic one; on all 64-bit and 32-bit ABIs of Linux that .NET runs on, a pointer goes
    // there the same way.
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(SafeFileHandle file, nuint request, out GpioChipInfo argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(SafeFileHandle file, nuint request, ref GpioLineInfo argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(SafeFileHandle file, nuint request, ref GpioLineRequest argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(SafeFileHandle file, nuint request, ref GpioLineConfig argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(SafeFileHandle file, nuint request, ref GpioLineValues argument);
}
