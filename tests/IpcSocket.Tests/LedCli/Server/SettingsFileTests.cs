using System.Diagnostics;
using IpcSocket.Tests.Support;
using LedCli;
using LedCli.Server;
using Xunit;

namespace IpcSocket.Tests.LedCli.Server;

/// <summary>What the reader does with a path that leads to anything but a small file. Each would otherwise block it or fill its memory.</summary>
public sealed class SettingsFileTests : IDisposable
{
    private const int MaxLength = 1024 * 1024;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_FIFO_without_a_writer_is_refused()
    {
        using (var mkfifo = Process.Start("mkfifo", _directory["fifo"]))
            await mkfifo.WaitForExitAsync().WaitAsync(Limits.Test);

        await RefusedAsync(_directory["fifo"], "it is a FIFO; allowed is a regular file");
    }

    [Fact]
    public Task An_endless_device_is_refused() => RefusedAsync("/dev/zero", "it is a character device; allowed is a regular file");

    [Fact]
    public async Task A_file_of_more_than_1_MiB_is_refused_and_one_of_1_MiB_is_read()
    {
        File.WriteAllText(_directory["large"], "{}".PadRight(MaxLength));
        Assert.Null(SettingsFile.Read(_directory["large"]).Host);

        File.AppendAllText(_directory["large"], " ");
        await RefusedAsync(_directory["large"], "it is longer than 1048576 bytes");
    }

    [Fact]
    public void A_link_to_a_file_is_read()
    {
        File.WriteAllText(_directory["file"], """{ "ButtonClient": { "Host": "pi" } }""");
        File.CreateSymbolicLink(_directory["link"], _directory["file"]);

        Assert.Equal("pi", SettingsFile.Read(_directory["link"]).Host?.Value);
    }

    [Fact]
    public void A_directory_is_refused_in_one_line()
    {
        var exception = Assert.Throws<LedCliException>(() => SettingsFile.Read(_directory[""]));

        Assert.Equal($"cannot read {_directory[""]}: it is a directory; allowed is a regular file", exception.Message);
    }

    private static async Task RefusedAsync(string path, string reason)
    {
        var exception = await Assert.ThrowsAsync<LedCliException>(() => Task.Run(() => SettingsFile.Read(path)).WaitAsync(Limits.Test));

        Assert.Equal($"cannot read {path}: {reason}", exception.Message);
        Assert.Equal(ExitStatus.Usage, exception.Status);
    }
}
