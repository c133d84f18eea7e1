using System.Globalization;

namespace IpcSocket.Benchmarks;

/// <summary>Wrong words on the command line. The message names the word and what is allowed.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The options of one mode, as <c>--name value</c> pairs.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = [];

    /// <exception cref="UsageException">An unknown option, one without a value, or one given twice.</exception>
    public Arguments(ReadOnlySpan<string> words, params ReadOnlySpan<string> known)
    {
        for (var i = 0; i < words.Length; i += 2)
        {
            if (!known.Contains(words[i]))
                throw new UsageException($"unknown option '{words[i]}'; known here: {string.Join(", ", known.ToArray())}");
            if (i + 1 == words.Length)
                throw new UsageException($"option '{words[i]}' needs a value");
            if (!_values.TryAdd(words[i], words[i + 1]))
                throw new UsageException($"option '{words[i]}' is given twice");
        }
    }

    public string Text(string name, string standard) => _values.GetValueOrDefault(name, standard);

    public string[] List(string name, string standard) =>
        Text(name, standard).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public int Number(string name, int standard, int least, int most)
    {
        if (!_values.TryGetValue(name, out var text))
            return standard;

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new UsageException($"option '{name} {text}': expected a whole number from {least} to {most}");
    }
}
