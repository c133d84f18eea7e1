using Microsoft.Win32.SafeHandles;

namespace SocketLab;

/// <summary>
/// Standard output, where everything that is to be seen goes, each line at once. A pipe whose reader is gone ends the command, as it ends
/// other programs: .NET's console would go on in silence.
/// </summary>
internal static class Screen
{
    private static readonly TextWriter Out = Open();

    /// <summary>Called when nobody reads any more.</summary>
    public static Action ReaderGone { get; set; } = () => { };

    /// <summary>Shows one line. May be called from several threads.</summary>
    public static void Line(string line) => Write(line + "\n");

    /// <summary>Shows a text behind which the operator types.</summary>
    public static void Prompt(string text) => Write(text);

    private static void Write(string text)
    {
        try
        {
            Out.Write(text);
        }
        catch (IOException)
        {
            ReaderGone();
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
