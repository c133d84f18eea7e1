using IpcSocket.Protocol.Wire;
using IpcSocket.Tests.Support;
using LedTcp;
using Xunit;

namespace IpcSocket.Tests.LedTcp;

public sealed class LastStatesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("On\n", "On", false)]
    [InlineData("Off\n", "Off", false)]
    [InlineData("On", "On", false)]
    [InlineData("On passing\n", "On", true)]
    [InlineData("Off passing\n", "Off", true)]
    public void State_of_this_and_of_earlier_versions_is_read(string text, string state, bool isPassing)
    {
        File.WriteAllText(_directory["led"], text);
        Assert.Equal(new LastState(Enum.Parse<LedState>(state), isPassing), Read(out var error));
        Assert.Null(error);
    }

    [Fact]
    public void Missing_file_is_no_error()
    {
        Assert.Null(Read(out var error));
        Assert.Null(error);
        Assert.Null(new LastStates("/nowhere/at/all").Read("led", out error));
        Assert.Null(error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0\0")]
    [InlineData("on\n")]
    [InlineData("Onward\n")]
    [InlineData("On passing by\n")]
    public void Invalid_file_is_reported_and_kept_aside(string text)
    {
        File.WriteAllText(_directory["led"], text);
        Assert.Null(Read(out var error));
        Assert.Equal($"{_directory["led"]} contains neither On nor Off; the file is kept as led.corrupt", error);
        Assert.Equal(text, File.ReadAllText(_directory["led.corrupt"]));
        Assert.False(File.Exists(_directory["led"]));
    }

    [Fact]
    public void Huge_file_is_invalid_and_not_read_to_its_end()
    {
        using (var file = File.Create(_directory["led"]))
            file.SetLength(1L << 40);
        Assert.Null(Read(out var error));
        Assert.NotNull(error);
    }

    [Fact]
    public void File_that_cannot_be_read_is_an_error_and_no_exception()
    {
        Directory.CreateDirectory(_directory["led"]);
        Assert.Null(Read(out var error));
        Assert.NotNull(error);
    }

    [Fact]
    public void Written_state_is_read_again()
    {
        var states = new LastStates(_directory[""]);
        Assert.Null(states.Write("led", LedState.On));
        Assert.Equal(new LastState(LedState.On, false), Read(out _));
        Assert.Null(states.Write("led", LedState.Off));
        Assert.Equal("Off\n", File.ReadAllText(_directory["led"]));
        Assert.Equal([_directory["led"]], Directory.GetFileSystemEntries(_directory[""]));
    }

    [Fact]
    public void Full_disk_is_an_error_that_names_the_file()
    {
        // A device that is always full.
        File.CreateSymbolicLink(_directory["led.new"], "/dev/full");
        Assert.Contains("led.new", new LastStates(_directory[""]).Write("led", LedState.On), StringComparison.Ordinal);
        Assert.False(File.Exists(_directory["led"]));
    }

    private LastState? Read(out string? error) => new LastStates(_directory[""]).Read("led", out error);
}
