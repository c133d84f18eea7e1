using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using IpcSocket.Protocol.Wire;

namespace LedCli;

/// <summary>Options whose values are checked here, so that a fault names the option, the value and what is allowed, as the daemons do.</summary>
internal static class Values
{
    private const string AllowedDurations = "a whole number with its unit, ms, s, m or h, up to 720h: 500ms, 30s";

    /// <summary>An option that takes a duration as it is written in a command.</summary>
    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = Parser(name, Duration, AllowedDurations),
    };

    /// <summary>An argument that may be left out and is a duration.</summary>
    public static Argument<TimeSpan?> DurationArgument(string name, string description) => new(name)
    {
        Description = description,
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = Parser(name, Duration, AllowedDurations),
    };

    /// <summary>An option that takes a whole number.</summary>
    public static Option<int?> Whole(string name, string alias, int minimum, int maximum, string description) => new(name, alias)
    {
        Description = description,
        HelpName = "N",
        CustomParser = Parser<int?>(
            name,
            text => Whole(text) is { } value && value >= minimum && value <= maximum ? value : null,
            $"a whole number from {minimum} to {maximum}"),
    };

    /// <summary>Reads the one word of an option or argument.</summary>
    /// <param name="name">What the fault names.</param>
    /// <param name="read">Gives null for a word that is not allowed.</param>
    /// <param name="allowed">What the fault says is allowed.</param>
    public static Func<ArgumentResult, T?> Parser<T>(string name, Func<string, T?> read, string allowed) => result =>
    {
        if (result.Tokens.Count == 0)
            return default;
        var text = result.Tokens[^1].Value;
        var value = read(text);
        if (value is null)
            result.AddError($"{name} is '{text}'; allowed is {allowed}");
        return value;
    };

    private static int? Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static TimeSpan? Duration(string text) => DurationText.TryParse(text, out var duration) ? duration : null;
}
