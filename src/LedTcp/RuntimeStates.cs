using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Text;
using IpcSocket.Protocol.Wire;

namespace LedTcp;

/// <summary>
/// The state of each LED in a file in memory, in the unit's <c>RuntimeDirectory=</c>. It outlives the process, however that ends, but not a
/// power cut. The file is mapped: a state is saved by a store into memory, which never waits and never fails.
/// </summary>
/// <remarks>
/// A line for each LED: the state it returns to, <c>temp</c> while it shows a temporary state, and its name.
/// <code>
/// On       led
/// Off temp kitchen
/// </code>
/// </remarks>
internal sealed class RuntimeStates : IDisposable
{
    private const string FileName = "led-states";

    // The state is one aligned word, so that a process that is killed never leaves half of it.
    private const int StateLength = sizeof(long);
    private const int LineLength = 48;
    private const string Unknown = "        ";

    private static readonly LastState[] All =
        [new(LedState.On, false), new(LedState.On, true), new(LedState.Off, false), new(LedState.Off, true)];

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly Dictionary<string, int> _offsets = [];

    /// <summary>Opens the file and keeps what it says of these LEDs. The states of other LEDs are dropped.</summary>
    /// <param name="directory">In memory (tmpfs).</param>
    /// <param name="leds">The names of the LEDs, each of 32 characters at most.</param>
    /// <exception cref="IOException">The file cannot be read, written or mapped.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public RuntimeStates(string directory, IReadOnlyList<string> leds)
    {
        var path = Path.Combine(directory, FileName);
        var saved = ReadLines(path);
        var lines = new StringBuilder();
        foreach (var led in leds)
        {
            _offsets.Add(led, lines.Length);
            lines.Append($"{saved.GetValueOrDefault(led, Unknown)} {led}".PadRight(LineLength - 1)).Append('\n');
        }
        // Written, so that its memory exists: a store into a hole of a full file system would end the process.
        File.WriteAllText(path + ".new", lines.ToString());
        File.Move(path + ".new", path, overwrite: true);
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open);
        _view = _file.CreateViewAccessor(0, lines.Length);
    }

    /// <summary>The saved state of an LED; null when none is known.</summary>
    public LastState? Read(string led)
    {
        var word = _view.ReadInt64(_offsets[led]);
        foreach (var state in All)
        {
            if (WordOf(state) == word)
                return state;
        }
        return null;
    }

    /// <summary>Saves the state of an LED. Does not block.</summary>
    public void Write(string led, LastState state) => _view.Write(_offsets[led], WordOf(state));

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private static long WordOf(LastState state) => MemoryMarshal.Read<long>(state switch
    {
        (LedState.On, false) => "On      "u8,
        (LedState.On, true) => "On  temp"u8,
        (_, false) => "Off     "u8,
        (_, true) => "Off temp"u8,
    });

    private static Dictionary<string, string> ReadLines(string path)
    {
        var states = new Dictionary<string, string>();
        if (!File.Exists(path))
            return states;
        foreach (var line in File.ReadLines(path))
        {
            if (line.Length == LineLength - 1)
                states[line[StateLength..].Trim()] = line[..StateLength];
        }
        return states;
    }
}
