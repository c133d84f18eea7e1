using IpcSocket.Protocol.Wire;
using LedCli.Leds;
using Spectre.Console;

namespace LedCli.Watch;

/// <summary>For a person at a terminal: the time of day, and the state in colour unless <c>NO_COLOR</c> is set or the terminal has none.</summary>
internal sealed class ColourPrinter(TextWriter output) : IChangePrinter
{
    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });

    public void Print(DateTimeOffset time, LedReport report) => _console.MarkupLine(
        $"[grey]{ClockText.Of(time)}[/] {Markup.Escape(StateText.Name(report))}: [{Colour(report.State)}]{report.State.Word()}[/]");

    private static string Colour(LedState state) => state switch
    {
        LedState.On => "green",
        LedState.Blink => "yellow",
        _ => "grey",
    };
}
