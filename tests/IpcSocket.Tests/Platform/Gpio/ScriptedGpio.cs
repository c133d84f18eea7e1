using System.IO.Pipes;
using System.Runtime.InteropServices;
using IpcSocket.Platform.Gpio;
using Microsoft.Win32.SafeHandles;
using static IpcSocket.Platform.Gpio.GpioFault;

namespace IpcSocket.Tests.Platform.Gpio;

/// <summary>Stands for a kernel with GPIO chips. A line with edges is a real pipe, so that the real poll(2) waits for it.</summary>
internal sealed class ScriptedGpio : IGpioSystemCalls, IDisposable
{
    private readonly List<ScriptedChip> _chips = [];
    private readonly Dictionary<nint, ScriptedChip> _open = [];
    private readonly Dictionary<nint, ScriptedLine> _requested = [];
    private nint _nextHandle = 1_000_000;

    /// <summary>What every later request is refused with; gets the request and returns 0 for those that pass.</summary>
    public Func<GpioLineRequest, int> Refuse { get; set; } = _ => 0;

    /// <summary>What opening a chip is refused with, by its path.</summary>
    public Dictionary<string, int> OpenErrors { get; } = [];

    /// <summary>What asking about a line is refused with.</summary>
    public int LineInfoError { get; set; }

    public ScriptedChip Add(string name, string label, params string[] lines)
    {
        var chip = new ScriptedChip($"/dev/{name}", name, label, [.. lines.Select(line => new ScriptedLine(line))]);
        _chips.Add(chip);
        return chip;
    }

    /// <summary>Another path to a chip.</summary>
    public void Link(string path, ScriptedChip chip) => _chips.Add(chip with { Path = path });

    public IReadOnlyList<string> ChipPaths() => [.. _chips.Where(chip => !chip.IsGone).Select(chip => chip.Path)];

    public int OpenChip(string path, out SafeFileHandle chip)
    {
        var found = _chips.Find(candidate => candidate.Path == path && !candidate.IsGone);
        var error = OpenErrors.GetValueOrDefault(path, found is null ? ENOENT : 0);
        chip = new SafeFileHandle(error == 0 ? ++_nextHandle : -1, ownsHandle: false);
        if (error == 0)
            _open[_nextHandle] = found!;
        return error;
    }

    public int GetChipInfo(SafeFileHandle chip, out GpioChipInfo info)
    {
        var found = _open[chip.DangerousGetHandle()];
        info = new()
        {
            Name = GpioNameBuffer.Of(found.Name),
            Label = GpioNameBuffer.Of(found.Label),
            Lines = (uint)found.Lines.Count,
        };
        return found.IsGone ? ENODEV : found.IsChip ? 0 : ENOTTY;
    }

    public int GetLineInfo(SafeFileHandle chip, ref GpioLineInfo info)
    {
        var found = _open[chip.DangerousGetHandle()];
        if (found.IsGone || LineInfoError != 0)
            return found.IsGone ? ENODEV : LineInfoError;
        var line = found.Lines[(int)info.Offset];
        info.Name = GpioNameBuffer.Of(line.Name);
        info.Consumer = GpioNameBuffer.Of(line.Consumer);
        info.Flags = line.Flags | (line.IsBusy ? LineFlags.Used : 0);
        return 0;
    }

    public int RequestLine(SafeFileHandle chip, ref GpioLineRequest request, out SafeFileHandle line)
    {
        line = new SafeFileHandle(-1, ownsHandle: true);
        var found = _open[chip.DangerousGetHandle()];
        var wanted = found.Lines[(int)request.Offset];
        var error = found.IsGone ? ENODEV : wanted.IsBusy ? EBUSY : Refuse(request);
        if (error != 0)
            return error;
        wanted.Chip = found;
        wanted.Consumer = request.Consumer.ToString();
        wanted.Handle = line = new SafeFileHandle(wanted.OpenEvents() ?? ++_nextHandle, ownsHandle: false);
        wanted.Apply(request.Config);
        _requested[line.DangerousGetHandle()] = wanted;
        return 0;
    }

    public int SetConfig(SafeFileHandle line, ref GpioLineConfig config)
    {
        var found = _requested[line.DangerousGetHandle()];
        if (!found.Chip!.IsGone)
            found.Apply(config);
        return found.Chip.IsGone ? ENODEV : 0;
    }

    public int GetValues(SafeFileHandle line, ref GpioLineValues values)
    {
        var found = _requested[line.DangerousGetHandle()];
        values.Bits = found.IsActive ? 1u : 0u;
        return found.Chip!.IsGone ? ENODEV : 0;
    }

    public int SetValues(SafeFileHandle line, ref GpioLineValues values)
    {
        var found = _requested[line.DangerousGetHandle()];
        if (!found.Chip!.IsGone)
            found.Drive((values.Bits & 1) != 0);
        return found.Chip.IsGone ? ENODEV : 0;
    }

    public void Dispose()
    {
        foreach (var line in _requested.Values)
            line.Dispose();
    }
}

internal sealed record ScriptedChip(string Path, string Name, string Label, IReadOnlyList<ScriptedLine> Lines)
{
    private readonly bool[] _gone = [false];

    /// <summary>Unplugged; by whatever path it is looked at.</summary>
    public bool IsGone { get => _gone[0]; set => _gone[0] = value; }

    /// <summary>False for a device of another kind.</summary>
    public bool IsChip { get; init; } = true;
}

internal sealed class ScriptedLine(string name) : IDisposable
{
    private AnonymousPipeServerStream? _events;

    public string Name => name;

    public string Consumer { get; set; } = "";

    public LineFlags Flags { get; private set; }

    public ScriptedChip? Chip { get; set; }

    public SafeFileHandle? Handle { get; set; }

    /// <summary>Somebody else has it.</summary>
    public bool IsTaken { get; set; }

    /// <summary>The last request is still open, or somebody else has the line.</summary>
    public bool IsBusy => IsTaken || Handle is { IsClosed: false };

    /// <summary>The voltage.</summary>
    public bool Level { get; set; }

    /// <summary>Every voltage that was driven since the line was made.</summary>
    public List<bool> Driven { get; } = [];

    public GpioLineConfig Config { get; private set; }

    public bool IsActive => Level != Flags.HasFlag(LineFlags.ActiveLow);

    public nint? OpenEvents()
    {
        _events?.Dispose();
        _events = new AnonymousPipeServerStream(PipeDirection.Out);
        return _events.ClientSafePipeHandle.DangerousGetHandle();
    }

    public void Apply(GpioLineConfig config)
    {
        (Config, Flags) = (config, config.Flags);
        if (config.Attribute.Id == GpioUapi.GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES)
            Drive((config.Attribute.Values & 1) != 0);
    }

    public void Drive(bool active)
    {
        Level = active != Flags.HasFlag(LineFlags.ActiveLow);
        Driven.Add(Level);
    }

    /// <summary>Has the kernel tell of edges, all at once: when, whether to active, and their numbers.</summary>
    public void Happen(params (long Nanoseconds, bool Active, uint Number)[] edges)
    {
        GpioLineEvent[] events =
        [
            .. edges.Select(edge => new GpioLineEvent
            {
                TimestampNanoseconds = (ulong)edge.Nanoseconds,
                Id = edge.Active ? GpioUapi.GPIO_V2_LINE_EVENT_RISING_EDGE : GpioUapi.GPIO_V2_LINE_EVENT_FALLING_EDGE,
                SequenceNumber = edge.Number,
                LineSequenceNumber = edge.Number,
            }),
        ];
        _events!.Write(MemoryMarshal.AsBytes(events.AsSpan()));
    }

    /// <summary>Ends the events, as an unplugged chip does.</summary>
    public void EndEvents() => _events!.SafePipeHandle.Dispose();

    public void Dispose() => _events?.Dispose();
}
