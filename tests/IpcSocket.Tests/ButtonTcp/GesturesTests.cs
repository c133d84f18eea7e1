using ButtonTcp;
using FsCheck;
using FsCheck.Fluent;
using IpcSocket.Platform;
using IpcSocket.Tests.Support;
using Xunit;

namespace IpcSocket.Tests.ButtonTcp;

public sealed class GesturesTests
{
    // What happens to a button: 0 goes down, 1 lets go, in so many milliseconds after the step before.
    private static readonly Arbitrary<(bool Pressed, int After)[]> Edges =
        Gen.Elements(true, false).SelectMany(pressed => Gen.Elements(0, 1, 50, 300, 400, 401, 699, 700, 701, 2000).Select(after => (pressed, after)))
            .ListOf().Select(list => list.ToArray()).ToArbitrary();

    private readonly ManualTimeProvider _time = new();

    [Theory]
    // One press, however short.
    [InlineData("0@0 1@50", "press@0")]
    [InlineData("0@0 1@0", "press@0")]
    // A hold is told when it is one, not at its end.
    [InlineData("0@0 1@3000", "press@0 hold@700")]
    [InlineData("0@0 1@699", "press@0")]
    [InlineData("0@0 1@700", "press@0 hold@700")]
    [InlineData("0@0", "press@0 hold@700")]
    // Two presses are a double press at the second one.
    [InlineData("0@0 1@50 0@400 1@450", "press@0 double@400")]
    [InlineData("0@0 1@50 0@401 1@450", "press@0 press@401")]
    [InlineData("0@0 1@0 0@0 1@0", "press@0 double@0")]
    [InlineData("0@0 0@100", "press@0 double@100")]
    // A third is not the second's partner, a fourth is the third's.
    [InlineData("0@0 1@50 0@100 1@150 0@200 1@250 0@300 1@350", "press@0 double@100 press@200 double@300")]
    // The second press of a double press is no hold, and a hold is no half of a double press.
    [InlineData("0@0 1@50 0@100 1@2000", "press@0 double@100")]
    [InlineData("0@0 1@701 0@702 1@703", "press@0 hold@700 press@702")]
    // A line 0 without its 1: the next press ends what may have been a hold.
    [InlineData("0@0 0@600 0@1200", "press@0 press@600 press@1200 hold@1900")]
    [InlineData("0@0 0@800", "press@0 hold@700 press@800 hold@1500")]
    // Letting go alone says nothing.
    [InlineData("1@0 1@100 0@200 1@250 1@300", "press@200")]
    public void A_gesture_is_told_at_its_time(string edges, string gestures) => Assert.Equal(gestures, Told(edges, AllOn()));

    [Theory]
    [InlineData("0@0 1@3000", "press@0")]
    [InlineData("0@0 1@50 0@100 1@3000", "press@0 press@100")]
    public void Without_lines_for_more_there_are_only_presses(string edges, string gestures) =>
        Assert.Equal(gestures, Told(edges, new GestureOptions()));

    [Fact]
    public void A_hold_needs_no_double_press_and_the_other_way_round()
    {
        Assert.Equal("press@0 press@100 hold@800", Told("0@0 1@50 0@100", AllOn() with { DoublePress = null }));
        Assert.Equal("press@0 double@100", Told("0@0 1@50 0@100", AllOn() with { Hold = null }));
    }

    [Fact]
    public void Edges_that_are_read_late_count_by_when_they_happened()
    {
        var gestures = new Gestures(AllOn(), _time);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(Gesture.Press, gestures.Add(new ButtonEdge(true, 0)));
        var released = TimeSpan.FromMilliseconds(100).Ticks;
        Assert.Null(gestures.Settle(released));
        Assert.Null(gestures.Add(new ButtonEdge(false, released)));
        Assert.Null(gestures.Settle(_time.GetTimestamp()));
    }

    [Fact]
    public void The_time_to_look_again_is_that_of_the_hold()
    {
        var gestures = new Gestures(AllOn(), _time);
        Assert.Null(gestures.Wait(0));
        gestures.Add(new ButtonEdge(true, 0));
        Assert.Equal(TimeSpan.FromMilliseconds(700), gestures.Wait(0));
        Assert.Equal(TimeSpan.FromMilliseconds(100), gestures.Wait(TimeSpan.FromMilliseconds(600).Ticks));
        Assert.Equal(TimeSpan.Zero, gestures.Wait(TimeSpan.FromMilliseconds(800).Ticks));
        gestures.Add(new ButtonEdge(false, TimeSpan.FromMilliseconds(650).Ticks));
        Assert.Null(gestures.Wait(TimeSpan.FromMilliseconds(800).Ticks));
    }

    [Fact]
    public void No_press_is_lost_or_made_up_whatever_the_gestures() => Prop.ForAll(Edges, edges =>
    {
        var (_, told) = Run(edges, AllOn());
        var presses = told.Where(gesture => gesture.Gesture != Gesture.Hold).ToArray();
        Assert.Equal(PressTimes(edges), presses.Select(press => press.At));
        // Each double press has the press that it belongs to right before it, a hold aside.
        for (var i = 0; i < presses.Length; i++)
            Assert.True(presses[i].Gesture == Gesture.Press || (i > 0 && IsPair(presses[i - 1], presses[i])));

        static bool IsPair((Gesture Gesture, int At) first, (Gesture Gesture, int At) second) =>
            first.Gesture == Gesture.Press && second.At - first.At <= 400;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_hold_is_exactly_a_press_that_nothing_has_followed_for_its_time() => Prop.ForAll(Edges, edges =>
    {
        var (end, told) = Run(edges, AllOn() with { DoublePress = null });
        var times = Times(edges).ToArray();
        var expected = times
            .Select((edge, i) => (edge.Pressed, edge.At, Next: i + 1 < times.Length ? times[i + 1].At : end))
            .Where(edge => edge.Pressed && edge.Next - edge.At >= 700)
            .Select(edge => edge.At + 700);
        Assert.Equal(expected, told.Where(gesture => gesture.Gesture == Gesture.Hold).Select(hold => hold.At));
    }).QuickCheckThrowOnFailure();

    private static GestureOptions AllOn() => new() { Hold = SwitchLine.Parse("LED OFF", out _), DoublePress = SwitchLine.Parse("LED ON", out _) };

    private static string Told(string edges, GestureOptions options)
    {
        var at = 0;
        var steps = edges.Split(' ').Select(edge => edge.Split('@')).Select(edge =>
        {
            var after = int.Parse(edge[1], null) - at;
            at += after;
            return (edge[0] == "0", after);
        });
        return string.Join(' ', Run([.. steps], options).Told.Select(gesture => $"{Word(gesture.Gesture)}@{gesture.At}"));
    }

    // The clock goes from edge to edge, stops where the policy wants to be woken, and runs on for a while in the end.
    private static (int End, List<(Gesture Gesture, int At)> Told) Run((bool Pressed, int After)[] edges, GestureOptions options)
    {
        var gestures = new Gestures(options, new ManualTimeProvider());
        var told = new List<(Gesture, int)>();
        var now = 0;
        foreach (var (pressed, at) in Times(edges))
        {
            PassUntil(at);
            Tell(gestures.Settle(Ticks(at)), at);
            Tell(gestures.Add(new ButtonEdge(pressed, Ticks(at))), at);
        }
        PassUntil(now + 5000);
        return (now, told);

        void PassUntil(int at)
        {
            while (gestures.Wait(Ticks(now)) is { } wait && now + wait.TotalMilliseconds < at)
            {
                now += (int)wait.TotalMilliseconds;
                Tell(gestures.Settle(Ticks(now)), now);
            }
            now = at;
        }

        void Tell(Gesture? gesture, int at)
        {
            if (gesture is { } happened)
                told.Add((happened, at));
        }
    }

    private static IEnumerable<(bool Pressed, int At)> Times((bool Pressed, int After)[] edges)
    {
        var at = 0;
        return edges.Select(edge => (edge.Pressed, at += edge.After));
    }

    private static IEnumerable<int> PressTimes((bool Pressed, int After)[] edges) => Times(edges).Where(edge => edge.Pressed).Select(edge => edge.At);

    private static long Ticks(int milliseconds) => milliseconds * TimeSpan.TicksPerMillisecond;

    private static string Word(Gesture gesture) => gesture switch
    {
        Gesture.Hold => "hold",
        Gesture.DoublePress => "double",
        _ => "press",
    };
}
