using System.Runtime.InteropServices;

namespace LedCli;

/// <summary>
/// Ctrl-C and SIGTERM for the verbs that run until they are told to end. The others leave both to the system, which just ends them.
/// </summary>
internal static class Interrupts
{
    private static readonly CancellationTokenSource Source = new();

    // Held for the rest of the process: a registration that is collected no longer listens.
    private static PosixSignalRegistration[] _registrations = [];

    /// <summary>Listens from now on; the token tells that one has come.</summary>
    public static CancellationToken Listen()
    {
        if (_registrations.Length == 0)
            _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, End), PosixSignalRegistration.Create(PosixSignal.SIGTERM, End)];
        return Source.Token;
    }

    private static void End(PosixSignalContext context)
    {
        context.Cancel = true;
        Source.Cancel();
    }
}
