using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests.SocketLab;

public sealed class ListenCommandTests : IAsyncLifetime
{
    private readonly Classroom _room = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _room.DisposeAsync().AsTask();

    [Theory]
    [InlineData("any", "0.0.0.0")]
    [InlineData("ipv4", "0.0.0.0")]
    [InlineData("ipv6", "[::]")]
    public async Task It_shows_what_it_binds_and_its_descriptors_as_proc_does(string family, string address)
    {
        var port = $"{FreePort.Next()}";
        var lab = _room.Lab("listen", "--port", port, "--family", family);
        var last = await lab.WaitForLineAsync("Listening on the first");
        Assert.StartsWith($"Listening on the first, TCP {address}:{port}, by descriptor ", last, StringComparison.Ordinal);
        Assert.Contains($"PID: {lab.Id}", lab.Output.All);
        var addresses = Assert.Single(lab.Output.All, line => line.StartsWith("getaddrinfo(", StringComparison.Ordinal));
        Assert.StartsWith($"getaddrinfo(NULL, \"{port}\", AI_PASSIVE), {family}: {address}:{port}", addresses, StringComparison.Ordinal);

        var descriptor = last.Split(' ')[^4].TrimEnd(';');
        var target = new FileInfo($"/proc/{lab.Id}/fd/{descriptor}").LinkTarget!;
        Assert.Contains($"  {descriptor} -> {target}   (listens)", lab.Output.All);
        Assert.Contains($"  ino: {target["socket:[".Length..^1]}", lab.Output.All);
    }

    [Needs("nc")]
    public async Task Each_connection_is_a_descriptor_of_its_own()
    {
        var port = FreePort.Next();
        var lab = _room.Lab("listen", "--port", $"{port}", "--family", "ipv6");
        await lab.WaitForLineAsync("Listening on the first");
        var nc = _room.Peer("nc", "-d", "127.0.0.1", $"{port}");
        var first = await lab.WaitForLineAsync("accepted 127.0.0.1:");
        using (await LineConnection.OpenAsync(port))
        {
            var second = await lab.WaitForLineAsync("accepted 127.0.0.1:", count: 2);
            Assert.NotEqual(Descriptor(first), Descriptor(second));
            foreach (var line in (string[])[first, second])
                Assert.EndsWith($"-> {new FileInfo($"/proc/{lab.Id}/fd/{Descriptor(line)}").LinkTarget}", line, StringComparison.Ordinal);
        }
        await lab.WaitForLineAsync("closing 127.0.0.1:");
        lab.Signal(Signal.Interrupt);
        Assert.Equal(0, await lab.ExitAsync(Limits.Stop));
        // The other side sees the end.
        Assert.Equal(0, await nc.ExitAsync());
        Assert.Empty(lab.Error.All);
    }

    private static string Descriptor(string accepted) => accepted.Split(" descriptor ")[1].Split(' ')[0];
}
