using System.Globalization;
using System.Text;
using IpcSocket.Hosting.Logging;

namespace IpcSocket.Hosting;

/// <summary>What <c>--help</c> and <c>--version</c> print.</summary>
internal static class DaemonHelp
{
    /// <summary>Program and version, one line: <c>led-tcp 0.1.0</c>.</summary>
    public static string Version(DaemonProgram program) => $"{program.Name} {Daemon.Version}";

    /// <summary>Usage, settings, where settings come from, exit statuses.</summary>
    public static string Text(DaemonProgram program)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            Usage: {program.Name} [--config FILE] [--SECTION:KEY VALUE]...

            {program.Summary}

              --config FILE           the configuration file; without it, appsettings.json beside the program
              --SECTION:KEY VALUE     sets one setting; --SECTION:KEY=VALUE does the same
              --check-config          tells every fault of the configuration, or that it is valid, and ends; opens nothing
              --help, -h              prints this text
              --version               prints name and version

            Settings and their defaults:

            """);
        AppendSettings(text, program);
        text.Append(CultureInfo.InvariantCulture, $"""

            A setting in the file is overruled by the environment ({program.Section}__KEY=VALUE), and that by the command line.
            SIGHUP has all of them read again; when one is at fault, nothing changes.

            Exit status:
              {ExitCode.Success,-3} asked to stop, and stopped in order
              {ExitCode.Failure,-3} could not start or could not go on
              {ExitCode.Configuration,-3} a fault in the configuration or the command line; another try would end the same way

            """);
        return text.ToString();
    }

    private static void AppendSettings(StringBuilder text, DaemonProgram program)
    {
        (string Key, string Default, string Meaning)[] rows =
        [
            .. program.Settings.Select(setting => ($"{program.Section}:{setting.Key}", setting.Default, setting.Meaning)),
            .. LoggingSettings.Settings.Select(setting => ($"{LoggingSettings.Section}:{setting.Key}", setting.Default, setting.Meaning)),
        ];
        var keyWidth = rows.Max(row => row.Key.Length);
        var defaultWidth = rows.Max(row => row.Default.Length);
        foreach (var (key, value, meaning) in rows)
            text.Append("  ").Append(key.PadRight(keyWidth + 2)).Append(value.PadRight(defaultWidth + 2)).AppendLine(meaning);
    }
}
