using Microsoft.Win32.SafeHandles;

namespace SocketLab;

/// <summary>
/// Standard output, where everything that is to be seen goes, each line at once. A pipe whose reader is gone ends the command, as it ends
/// other programs: .NET's console would go on in silence.
/// </summary>
internal static class Screen
{
    // EPIPE of <asm-generic/errno-base.h>, which is what the exception of a system call carries.
    private const int BrokenPipe = 32;

    private static readonly TextWriter Out = Open();

    /// <summary>Called when nothing that is shown can be seen any more: nobody reads, or it cannot be written.</summary>
    public static Action Ended { get; set; } = () => { };

    /// <summary>Why nothing can be written, a full disk or an output that is closed; null as long as it can, or if only the reader has gone.</summary>
    public static string? Fault { get; private set; }

    /// <summary>Shows one line. May be called from several threads.</summary>
    public static void Line(string line) => Text(line + "\n");

    /// <summary>Shows a text as it is: a prompt behind which the operator types, or lines with their endings.</summary>
    public static void Text(string text)
    {
        try
        {
            Out.Write(text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (exception.HResult != BrokenPipe)
                Fault = exception.GetBaseException().Message;
            Ended();
        }
    }

    /// <summary>Tells a fault on standard error. Where that cannot be written either, the exit code has to do.</summary>
    public static void Complain(string fault)
    {
        try
        {
            Console.Error.WriteLine($"socketlab: {fault}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    // A file is left to the console's stream: one of our own would write at its own place in it, over what others write.
    private static TextWriter Open()
    {
        const int StandardOutput = 1;
        var pipe = new FileStream(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return TextWriter.Synchronized(new StreamWriter(pipe.CanSeek ? Console.OpenStandardOutput() : pipe) { AutoFlush = true });
    }
}
