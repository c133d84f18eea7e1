using System.Text;

namespace LedCli;

/// <summary>
/// The words of a command line in the order in which its grammar wants them. A LED's name stands before the verb, as on the wire, and a
/// grammar of subcommands has no place for it there: it is taken out first. Pure.
/// </summary>
/// <remarks><code>
/// led [option]... [name] verb [argument | option]...
/// led [option]... name                                   ; the same as: led name status
/// led help [verb]                                        ; the same as: led [verb] --help
/// </code></remarks>
/// <param name="LedName">The LED's name, empty when none is there.</param>
/// <param name="Verb">The verb, null when there is none.</param>
/// <param name="Rest">All other words, the verb among them.</param>
internal sealed record Words(string LedName, Verb? Verb, IReadOnlyList<string> Rest)
{
    private const string Help = "help";

    /// <summary>Reads a command line.</summary>
    /// <exception cref="LedCliException">A word stands where it cannot.</exception>
    public static Words Read(IReadOnlyList<string> args)
    {
        var words = args.ToList();
        var first = NextWord(words, 0);
        if (first == words.Count)
            return new Words("", null, words);
        if (IsHelp(words[first]))
            return ReadHelp(words, first);
        if (VerbTable.Find(words[first]) is { } verb)
            return WithVerb("", verb, words, first);

        var name = words[first];
        ThrowIfNoName(name);
        words.RemoveAt(first);
        var second = NextWord(words, first);
        return second == words.Count ? Alone(name, words, first) : WithVerb(name, LedVerb(name, words[second]), words, second);
    }

    /// <summary>True for a word that is taken for a LED's name when it stands before a verb.</summary>
    public static bool CanBeName(string word) =>
        IpcSocket.Protocol.Wire.LedName.IsValid(Encoding.UTF8.GetBytes(word)) && !IsHelp(word) && VerbTable.Find(word) is null;

    // In any case, as the verbs are.
    private static bool IsHelp(string word) => word.Equals(Help, StringComparison.OrdinalIgnoreCase);

    private static Words WithVerb(string name, Verb verb, List<string> words, int at)
    {
        words[at] = verb.Name;
        return new Words(name, verb, words);
    }

    // A name and nothing else. Were a slip of the finger taken for a name, the server would be asked for a LED that nobody meant.
    private static Words Alone(string name, List<string> words, int at)
    {
        if (VerbTable.Nearest(name) is { } verb)
            throw Usage($"'{name}' is not a verb of led; did you mean '{verb.Name}'? (A LED of that name: led {name} {VerbTable.Status.Name})");
        words.Insert(at, VerbTable.Status.Name);
        return new Words(name, VerbTable.Status, words);
    }

    private static Words ReadHelp(List<string> words, int at)
    {
        words[at] = "--help";
        var of = NextWord(words, at);
        return of == words.Count ? new Words("", null, words) : WithVerb("", FindVerb(words[of]), words, of);
    }

    private static Verb LedVerb(string name, string word)
    {
        var verb = FindVerb(word);
        return verb.TakesLed ? verb : throw Usage($"'{verb.Name}' is for the whole server, not for one LED; leave out '{name}'");
    }

    private static Verb FindVerb(string word)
    {
        if (VerbTable.Find(word) is { } verb)
            return verb;
        var advice = VerbTable.Nearest(word) is { } nearest ? $"did you mean '{nearest.Name}'?" : "'led --help' lists the verbs";
        throw Usage($"'{word}' is not a verb of led; {advice}");
    }

    private static void ThrowIfNoName(string word)
    {
        if (!CanBeName(word))
            throw Usage($"'{word}' is neither a verb of led nor can it name a LED; 'led --help' lists the verbs");
    }

    // The first word that is neither an option nor an option's value; only those options can stand before the verb that every verb has.
    private static int NextWord(List<string> words, int from)
    {
        var at = from;
        while (at < words.Count && words[at].StartsWith('-') && words[at] != "--")
            at += CommonOptions.TakesValue(words[at]) ? 2 : 1;
        return Math.Min(at, words.Count);
    }

    private static LedCliException Usage(string message) => new(ExitStatus.Usage, message);
}
