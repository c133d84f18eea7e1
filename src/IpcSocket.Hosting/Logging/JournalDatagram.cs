using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace IpcSocket.Hosting.Logging;

/// <summary>
/// One entry for the journal (systemd: Native Journal Protocol). A field is <c>NAME=value</c> and a line feed; where the value has line
/// feeds of its own it is <c>NAME</c>, a line feed, the value's length as 64 bits with the lowest byte first, the value, a line feed.
/// </summary>
internal sealed class JournalDatagram
{
    /// <summary>Bytes of the message, with its stack trace, that are kept.</summary>
    public const int MessageLimit = 48 * 1024;

    /// <summary>Bytes of any other field's value that are kept.</summary>
    public const int ValueLimit = 2 * 1024;

    private readonly ArrayBufferWriter<byte> _bytes = new(1024);

    /// <summary>The entry so far; overwritten by the next one.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <summary>Begins a new entry.</summary>
    public void Clear() => _bytes.ResetWrittenCount();

    /// <summary>Adds a field.</summary>
    /// <param name="name">A valid name: see <see cref="JournalField"/>.</param>
    /// <param name="value">Any text.</param>
    public void Add(string name, string value)
    {
        var text = LogText.Utf8(value, name == "MESSAGE" ? MessageLimit : ValueLimit);
        Encoding.UTF8.GetBytes(name, _bytes);
        if (text.Contains((byte)'\n'))
        {
            _bytes.Write("\n"u8);
            BinaryPrimitives.WriteUInt64LittleEndian(_bytes.GetSpan(sizeof(ulong)), (ulong)text.Length);
            _bytes.Advance(sizeof(ulong));
        }
        else
        {
            _bytes.Write("="u8);
        }

        _bytes.Write(text);
        _bytes.Write("\n"u8);
    }
}
