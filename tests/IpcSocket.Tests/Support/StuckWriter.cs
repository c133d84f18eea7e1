using System.Text;

namespace IpcSocket.Tests.Support;

/// <summary>A pipe that nobody reads: writing to it blocks until it is released.</summary>
internal sealed class StuckWriter : StringWriter
{
    private readonly ManualResetEventSlim _reading = new();

    public override Encoding Encoding => Encoding.UTF8;

    public void Release() => _reading.Set();

    public override void Write(string? value)
    {
        _reading.Wait();
        base.Write(value);
    }

    protected override void Dispose(bool disposing)
    {
        Release();
        base.Dispose(disposing);
    }
}
