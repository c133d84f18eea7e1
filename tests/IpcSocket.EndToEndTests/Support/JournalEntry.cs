using System.Buffers.Binary;
using System.Text;

namespace IpcSocket.EndToEndTests.Support;

/// <summary>
/// Reads a datagram of the journal's native protocol: lines <c>NAME=value</c>, or a name, a length and a value with LFs in it.
/// </summary>
internal static class JournalEntry
{
    public static Dictionary<string, string> Parse(string datagram)
    {
        var fields = new Dictionary<string, string>();
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(datagram);
        while (!rest.IsEmpty)
        {
            var line = rest[..rest.IndexOf((byte)'\n')];
            rest = rest[(line.Length + 1)..];
            var equals = line.IndexOf((byte)'=');
            if (equals >= 0)
            {
                fields.Add(Encoding.UTF8.GetString(line[..equals]), Encoding.UTF8.GetString(line[(equals + 1)..]));
                continue;
            }
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(rest);
            fields.Add(Encoding.UTF8.GetString(line), Encoding.UTF8.GetString(rest.Slice(sizeof(ulong), length)));
            rest = rest[(sizeof(ulong) + length + 1)..];
        }
        return fields;
    }
}
