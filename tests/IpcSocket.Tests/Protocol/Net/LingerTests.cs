using System.Net;
using System.Net.Sockets;
using IpcSocket.Protocol.Net;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.Protocol.Net;

public sealed class LingerTests
{
    [Fact]
    public async Task What_a_peer_goes_on_sending_is_discarded_by_and_by()
    {
        const int Sent = 100_000;
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4 * Sent };
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await peer.ConnectAsync(listener.LocalEndPoint!);
        using var socket = await listener.AcceptAsync();
        await peer.SendAsync(new byte[Sent]);
        Assert.True(SpinWait.SpinUntil(() => socket.Available == Sent, Limits.Test));

        var held = new HeldContext();
        var closing = held.Run(() => Linger.CloseAsync(socket, Limits.Test, TimeProvider.System));
        Assert.InRange(socket.Available, 1, Sent - 1);

        held.LetGo();
        peer.Dispose();
        await closing.WaitAsync(Limits.Test);
    }

    // Keeps what is to go on later until the test has looked.
    private sealed class HeldContext : SynchronizationContext
    {
        private readonly Queue<Action> _later = new();

        public Task Run(Func<Task> begin)
        {
            var former = Current;
            SetSynchronizationContext(this);
            try
            {
                return begin();
            }
            finally
            {
                SetSynchronizationContext(former);
            }
        }

        public override void Post(SendOrPostCallback d, object? state) => _later.Enqueue(() => d(state));

        public void LetGo()
        {
            while (_later.TryDequeue(out var action))
                action();
        }
    }
}
