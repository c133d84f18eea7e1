using IpcSocket.Hosting;
using IpcSocket.Platform.Gpio;

namespace IpcSocket;

/// <summary>The settings that say which GPIO line is meant. Compiled into both daemons: settings and lines belong to libraries that do not know each other.</summary>
internal static class GpioLineSetting
{
    private const int MostLines = 65535;

    /// <summary>Reads <c>Line</c>, <c>Chip</c> and <c>Offset</c>; what they do not say is as in the defaults.</summary>
    public static GpioLineAddress Read(SettingsReader settings, GpioLineAddress defaults)
    {
        const int None = -1;
        var name = settings.Text("Line", "");
        var chip = settings.Text("Chip", "");
        var offset = settings.Integer("Offset", None, 0, MostLines);
        var line = defaults.With(name, chip, offset == None ? null : offset, out var fault);
        if (fault is not null)
            settings.Fault("Offset", fault);
        return line;
    }
}
