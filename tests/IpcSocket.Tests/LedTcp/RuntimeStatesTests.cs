using IpcSocket.Protocol.Wire;
using IpcSocket.Tests.Support;
using LedTcp;
using Xunit;

namespace IpcSocket.Tests.LedTcp;

public sealed class RuntimeStatesTests : IDisposable
{
    private static readonly string LongestName = "l" + new string('d', 31);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Saved_state_is_in_the_file_at_once_and_is_text()
    {
        using var states = Open("led", LongestName);
        states.Write("led", new LastState(LedState.On, true));
        states.Write(LongestName, new LastState(LedState.Off, false));
        Assert.Equal(["On  temp led", $"Off      {LongestName}"], File.ReadLines(_directory["led-states"]).Select(line => line.TrimEnd()));
    }

    [Fact]
    public void Every_state_is_read_by_the_next_process()
    {
        LastState[] all = [new(LedState.On, false), new(LedState.On, true), new(LedState.Off, false), new(LedState.Off, true)];
        foreach (var state in all)
        {
            using (var states = Open("led"))
                states.Write("led", state);
            using var next = Open("led");
            Assert.Equal(state, next.Read("led"));
        }
    }

    [Fact]
    public void State_stays_with_its_name_when_the_configuration_changes()
    {
        using (var states = Open("kitchen", "desk", "attic"))
        {
            states.Write("kitchen", new LastState(LedState.On, false));
            states.Write("desk", new LastState(LedState.Off, true));
            states.Write("attic", new LastState(LedState.On, true));
        }
        using (var next = Open("hall", "attic", "kitchen"))
        {
            Assert.Null(next.Read("hall"));
            Assert.Equal(new LastState(LedState.On, true), next.Read("attic"));
            Assert.Equal(new LastState(LedState.On, false), next.Read("kitchen"));
        }
        using var later = Open("desk");
        Assert.Null(later.Read("desk"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("On? temp led                                   \n")]
    public void Invalid_file_is_replaced(string text)
    {
        File.WriteAllText(_directory["led-states"], text);
        using var states = Open("led");
        Assert.Null(states.Read("led"));
        states.Write("led", new LastState(LedState.On, false));
        Assert.Equal(new LastState(LedState.On, false), states.Read("led"));
    }

    [Fact]
    public void Saving_allocates_nothing()
    {
        using var states = Open("led");
        states.Write("led", new LastState(LedState.Off, false));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            states.Write("led", new LastState(LedState.On, i % 2 == 0));
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private RuntimeStates Open(params string[] leds) => new(_directory[""], leds);
}
