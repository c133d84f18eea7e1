namespace IpcSocket.EndToEndTests.Support;

/// <summary>Where the build puts the programs: beside these tests, in folders of the same configuration.</summary>
internal static class Programs
{
    public static string LedTcp { get; } = Find("LedTcp", "led-tcp");

    public static string ButtonTcp { get; } = Find("ButtonTcp", "button-tcp");

    public static string Led { get; } = Find("LedCli", "led");

    public static string SocketLab { get; } = Find("SocketLab", "socketlab");

    /// <summary>The folder of the runtime, which a program finds by itself only where it is installed in the usual place.</summary>
    public static string DotnetRoot { get; } = Path.GetFullPath(
        Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private static string Find(string project, string program)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, program);
        return File.Exists(path) ? path : throw new FileNotFoundException("The program is not built.", path);
    }
}
