using System.Net.Sockets;
using IpcSocket.Protocol.Net;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

public sealed class AcceptLoopTests
{
    [Fact]
    public async Task Clients_that_wait_in_the_queue_do_not_keep_the_thread_until_all_are_taken()
    {
        const int Clients = 200;
        var listener = (await ListenSocket.BindAsync(new Endpoint("127.0.0.1", 0)))[0];
        var clients = new List<RawClient>();
        for (var i = 0; i < Clients; i++)
            clients.Add(await RawClient.ConnectAsync(listener.Address));

        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (own, ownCount, count, hasBegun) = (Environment.CurrentManagedThreadId, 0, 0, false);
        void Take(ListenSocket from, Socket socket)
        {
            if (!Volatile.Read(ref hasBegun) && Environment.CurrentManagedThreadId == own)
                ownCount++;
            socket.Dispose();
            if (++count == Clients)
                all.SetResult();
        }

        var log = new CollectingLogger<LineServer>();
        await using var loop = new AcceptLoop(listener, Take, new AcceptPause(log, TimeProvider.System));
        Volatile.Write(ref hasBegun, true);
        Assert.InRange(ownCount, 1, Clients / 2);
        await all.Task.WaitAsync(Limits.Test);
        clients.ForEach(client => client.Dispose());
    }
}
