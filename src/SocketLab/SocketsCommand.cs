using System.CommandLine;
using System.Globalization;
using System.Net;

namespace SocketLab;

/// <summary><c>socketlab sockets</c>: the connections of this machine, their states and their owners, now or as they change.</summary>
internal static class SocketsCommand
{
    // A state that lasts less is missed; the handshake on the loopback does.
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(10);

    private static readonly Option<int?> Process = LabOptions.OptionalNumber(
        "--pid", "Only the sockets this process holds, in its network namespace", 1, int.MaxValue);
    private static readonly Option<int?> Port = LabOptions.AnyPort("Only sockets with this port at either end");
    private static readonly Option<bool> Watch = LabOptions.Switch("--watch", "Show each change of state until Ctrl-C");

    public static Command Create()
    {
        var sockets = new ExerciseCommand("sockets", "The states of connections, and which process holds them by which descriptor", """
              1. socketlab sockets --port 12345            with no server, with one (LISTEN), with a client (ESTABLISHED, twice: why?)
              2. socketlab sockets --port 12345 --watch    and in other terminals   socketlab greet serve   and   socketlab greet connect
                 Which side goes to TIME_WAIT, and how long does it stay there?
              3. SYN_SENT: watch port 12345, and connect to an address that does not answer:   nc -w 3 192.0.2.1 12345
              4. Compare:   ss -tanp 'sport = :12345 or dport = :12345'      cat /proc/net/tcp
            """) { Process, Port, Watch };
        sockets.SetAction(async (arguments, stopping) =>
        {
            var process = arguments.GetValue(Process);
            if (process is { } id && SocketOwners.Fault(id) is { } fault)
                throw new LabException(fault);
            if (arguments.GetValue(Watch))
                await WatchAsync(process, arguments.GetValue(Port), stopping).ConfigureAwait(false);
            else
                Show(process, arguments.GetValue(Port));
        });
        return sockets;
    }

    private static void Show(int? process, int? port)
    {
        var entries = Read(process, port).ToList();
        var owners = Owners(process);
        Screen.Line("To be seen: each end of a connection is a socket of its own, with a state, and a descriptor in a process.");
        Screen.Line(Row("PROTO", "LOCAL", "REMOTE", "STATE", "HELD BY"));
        foreach (var entry in entries)
            Screen.Line(Row(entry.Protocol, $"{entry.Local}", entry.RemoteText, entry.State, owners.Text(entry)));
    }

    private static async Task WatchAsync(int? process, int? port, CancellationToken stopping)
    {
        Screen.Line("To be seen: connections being born and dying. States shorter than 10 ms may be missed; tcpdump misses none.");
        var known = new Dictionary<(string, IPEndPoint, IPEndPoint, long), SocketEntry>();
        using var timer = new PeriodicTimer(WatchInterval);
        do
        {
            var now = Read(process, port).ToDictionary(entry => entry.Identity);
            // To whom a socket belongs is looked for only when there is a new one: it means to look at every descriptor of the machine.
            var owners = now.Keys.Any(identity => !known.ContainsKey(identity)) ? Owners(process) : null;
            foreach (var (identity, entry) in now)
            {
                if (!known.TryGetValue(identity, out var before))
                    Change(entry, $"(new) -> {entry.State}   {owners!.Text(entry)}");
                else if (before.State != entry.State)
                    Change(entry, $"{before.State} -> {entry.State}");
            }
            foreach (var (_, entry) in known.Where(old => !now.ContainsKey(old.Key)))
                Change(entry, $"{entry.State} -> (gone)");
            known = now;
        }
        while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false));
    }

    private static void Change(SocketEntry entry, string what) => Screen.Line(string.Create(
        CultureInfo.InvariantCulture, $"{DateTime.Now:HH:mm:ss.fff} {entry.Protocol} {entry.Local} - {entry.RemoteText}: {what}"));

    private static IEnumerable<SocketEntry> Read(int? process, int? port)
    {
        var entries = SocketTable.Read(process is { } id ? $"{id}" : "self").Where(entry => port is not { } wanted || entry.HasPort(wanted));
        return process is null ? entries : entries.Where(Owners(process).Have);
    }

    private static SocketOwners Owners(int? process) => process is { } id ? SocketOwners.Of(id) : SocketOwners.OfAll();

    private static string Row(string protocol, string local, string remote, string state, string owner) =>
        $"{protocol,-5} {local,-24} {remote,-24} {state,-12} {owner}";
}
