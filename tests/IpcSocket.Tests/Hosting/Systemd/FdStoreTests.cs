using System.IO.Pipes;
using System.Runtime.InteropServices;
using IpcSocket.Hosting.Systemd;
using IpcSocket.Tests.Support;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace IpcSocket.Tests.Hosting.Systemd;

public sealed class FdStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_descriptor_is_sent_along_with_its_name()
    {
        using var systemd = new DescriptorReceiver(_directory["notify"]);
        using var store = new FdStore(_directory["notify"], []);
        using (var file = Open("line", "driven"))
            Assert.True(store.Keep("gpio-gpiochip0-17", file));
        var (text, copy) = systemd.Next();
        Assert.Equal("FDSTORE=1 FDNAME=gpio-gpiochip0-17", text);
        using (copy)
            Assert.Equal("driven", Read(copy!));
    }

    [Fact]
    public void An_entry_is_removed_before_the_next_of_its_name_is_kept()
    {
        using var systemd = new DescriptorReceiver(_directory["notify"]);
        using var store = new FdStore(_directory["notify"], []);
        using var file = Open("line", "");
        store.Remove("gpio-a");
        store.Keep("gpio-a", file);
        Assert.Equal(("FDSTOREREMOVE=1 FDNAME=gpio-a", null), systemd.Next());
        var (text, copy) = systemd.Next();
        using (copy)
            Assert.Equal("FDSTORE=1 FDNAME=gpio-a", text);
    }

    [Fact]
    public void What_was_stored_is_given_once_and_the_rest_is_closed_and_removed()
    {
        using var systemd = new DescriptorReceiver(_directory["notify"]);
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        var (wanted, rest) = (Loose("wanted"), Loose(pipe.ClientSafePipeHandle));
        using var store = new FdStore(_directory["notify"], [("gpio-a", wanted), ("gpio-b", rest)]);
        using (var taken = store.Take("gpio-a"))
            Assert.Equal("wanted", Read(taken!));
        Assert.Null(store.Take("gpio-a"));
        Assert.Null(store.Take("gpio-c"));
        Assert.Equal(["gpio-b"], store.RemoveUnclaimed());
        Assert.Equal(("FDSTOREREMOVE=1 FDNAME=gpio-b", null), systemd.Next());
        Assert.Empty(store.RemoveUnclaimed());
        // The other end of a pipe of which no copy is open any more.
        Assert.Equal(-1, pipe.ReadByte());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("vsock:2:9999")]
    [InlineData("/nowhere/notify")]
    [InlineData("/nowhere/23456789/23456789/23456789/23456789/23456789/23456789/23456789/23456789/23456789/23456789/23456789/notify")]
    [InlineData("@2345678/23456789/23456789/23456789/23456789/23456789/23456789/23456789/23456789/23456789/23456789/23456789/notify")]
    public void Where_nobody_listens_nothing_is_kept(string? address)
    {
        using var store = new FdStore(address, []);
        using var file = Open("line", "");
        Assert.False(store.Keep("gpio-a", file));
        Assert.False(store.Remove("gpio-a"));
    }

    [Fact]
    public void Entries_of_one_kind_are_taken_together_by_the_prefix_of_their_names()
    {
        using var store = new FdStore(null, [("gpio-a", 1001), ("listen-b", 1002), ("listen-c", 1003)]);
        Assert.Equal([("listen-b", 1002), ("listen-c", 1003)], store.TakeAll("listen-"));
        Assert.Empty(store.TakeAll("listen-"));
        Assert.Equal([("gpio-a", 1001)], store.TakeAll("gpio-"));
    }

    private SafeFileHandle Open(string name, string text)
    {
        File.WriteAllText(_directory[name], text);
        return File.OpenHandle(_directory[name]);
    }

    private int Loose(string text)
    {
        using var file = Open(text, text);
        return Loose(file);
    }

    // A descriptor that nobody closes, as an inherited one is.
    private static int Loose(SafeHandle handle)
    {
        var descriptor = (int)handle.DangerousGetHandle();
        handle.SetHandleAsInvalid();
        return descriptor;
    }

    private static string Read(SafeFileHandle file)
    {
        var text = new byte[16];
        return System.Text.Encoding.ASCII.GetString(text, 0, RandomAccess.Read(file, text, 0));
    }
}
