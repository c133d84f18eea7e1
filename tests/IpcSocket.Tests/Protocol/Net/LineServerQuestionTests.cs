using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

/// <summary>The sockets of the whole process while a server is asked by its own process.</summary>
[Collection(MeasuredAlone.Name)]
public sealed class LineServerQuestionTests
{
    [Fact]
    public async Task Question_of_its_own_process_opens_nothing_that_another_could_reach()
    {
        using var leave = new ManualResetEventSlim();
        var handler = new EchoHandler { Before = _ => leave.Wait(Limits.Test) };
        await using var server = await RunningServer.StartAsync(handler);
        var before = ReachableSockets();
        // At least the server's own.
        Assert.NotEmpty(before);

        var asking = server.Server.AskAsync("alive", CancellationToken.None);
        await handler.FirstLine.WaitAsync(Limits.Test);
        Assert.Empty(ReachableSockets().Except(before));

        leave.Set();
        Assert.Equal("alive", await asking.WaitAsync(Limits.Test));
    }

    // The inodes of the sockets of this process that have a name or listen.
    private static HashSet<string> ReachableSockets()
    {
        // unix(7): a socket's name, if it has one, is the eighth column. proc(5): state 0A of a TCP socket is LISTEN.
        var named = Rows("unix").Where(columns => columns.Length > 7).Select(columns => columns[6]);
        var listening = Rows("tcp").Concat(Rows("tcp6")).Where(columns => columns[3] == "0A").Select(columns => columns[9]);
        var own = new DirectoryInfo("/proc/self/fd").GetFiles().Select(file => file.LinkTarget).ToHashSet();
        return [.. named.Concat(listening).Where(inode => own.Contains($"socket:[{inode}]"))];
    }

    private static IEnumerable<string[]> Rows(string protocol) =>
        File.ReadLines($"/proc/net/{protocol}").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
