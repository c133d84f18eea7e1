using System.Text;
using ButtonTcp;
using LedTcp;

namespace IpcSocket.FuzzTests.Hosting;

/// <summary>Makes the content of a configuration file: valid most of the time, with values and keys that are not.</summary>
internal static class JsonTexts
{
    private static readonly byte[] Shipped = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "appsettings.json"));

    private static readonly string[] Keys =
    [
        .. LedTcpOptions.Settings.Concat(ButtonTcpOptions.Settings).Select(setting => setting.Key).Where(key => !key.Contains(':', StringComparison.Ordinal)).Distinct(),
        "Leds", "Buttons", "port", "Prot", "", ":", "a:b", "Port:x", "\\ud800", "\\u0000", "\\u202e", "kitchen", "LED", "on", "\\n",
    ];

    private static readonly string[] Values =
    [
        "0", "1", "5555", "65535", "65536", "-1", "1e3", "1e999", "-0", "0.5", "99999999999999999999999", "true", "false", "null", "[]", "{}", "[1,[2]]",
        "\"\"", "\" \"", "\"5555\"", "\" 5555\"", "\"*\"", "\"::1\"", "\"[::1]\"", "\"localhost\"", "\"a.b-c_d\"", "\"\\u00e9.example\"", "\"xn--\\u0000\"",
        "\"\\ud800\"", "\"\\udc00x\"", "\"a\\ud800.example\"", "\"a\\u0000b\"", "\"/a\\u0000b\"", "\"/a/../b\"", "\"/a/\"", "\"/\\ud800\"", "\"a/b\"", "\"..\"",
        "\"\\u202eabc\"", "\"\\u2028\"", "\"\\u001b[2J\"", "\"\\n\"", "\"\\ufeff\"", "\"pc\"", "\"gpio\"", "\"sysfs\"", "\"PC\"", "\"on\"", "\"last\"", "\"keep\"", "\"none\"",
        "\"00:00:01\"", "\"00:00:00.020\"", "\"24:00:00\"", "\"99:99:99\"", "\"1\"", "\"LED TOGGLE\"", "\"LED kitchen ON FOR 5s\"", "\"LED \\u0000\"", "\"LIST\"",
        "\"" + new string('x', 300) + "\"", "\"/" + new string('y', 5000) + "\"", "\"" + new string('.', 64) + "\"",
    ];

    private static readonly byte[][] Tokens = [.. ((string[])
        ["{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\u0000", "/*", "//", "\n", "\0", "\u00ff", "\u00ef\u00bb\u00bf", "\"Port\": 1,", "1e999", "\u00ed\u00a0\u0080"])
        .Select(Encoding.Latin1.GetBytes)];

    /// <summary>Makes one file.</summary>
    public static byte[] Make(Generator random)
    {
        var text = random.Below(10) switch
        {
            0 => Shipped,
            1 => Encoding.UTF8.GetBytes(Nested(random.Pick([1, 10, 63, 64, 65, 1000, 20_000]))),
            _ => Encoding.UTF8.GetBytes(Text(random)),
        };
        if (random.Chance(5))
            text = [0xEF, 0xBB, 0xBF, .. text];
        return random.Chance(40) ? random.Mutate(text, Tokens, () => (byte)random.Below(256)) : text;
    }

    private static string Text(Generator random)
    {
        string[] sections = [.. ((string[])["LedServer", "ButtonClient", "Logging", "logging", "Other", "LedServer"]).Where(_ => random.Chance(50))];
        return "{" + string.Join(',', sections.Select(section => $"\"{section}\":{Section(random, section)}")) + "}";
    }

    private static string Section(Generator random, string section) => section switch
    {
        _ when random.Chance(4) => random.Pick(Values),
        "Logging" => random.Pick(
        [
            "{\"LogLevel\":{\"Default\":" + random.Pick(Values) + ",\"\\ud800\":\"Debug\"}}",
            "{\"LogLevel\":{\"Microsoft\":\"Warning\"}}",
            "{\"Syslog\":{\"Socket\":" + random.Pick(Values) + "}}",
            "{\"Journal\":{\"Socket\":" + random.Pick(Values) + "}}",
        ]),
        _ => Group(random, depth: 0),
    };

    private static string Group(Generator random, int depth)
    {
        var pairs = Enumerable.Range(0, random.Below(4)).Select(_ =>
        {
            var key = random.Pick(Keys);
            var isGroup = depth < 3 && (key is "Leds" or "Buttons" || (depth > 0 && random.Chance(30)));
            return $"\"{key}\":{(isGroup ? Group(random, depth + 1) : random.Pick(Values))}";
        });
        return "{" + string.Join(',', pairs) + "}";
    }

    private static string Nested(int depth) =>
        string.Concat(Enumerable.Repeat("{\"LedServer\":", depth)) + "1" + new string('}', depth);
}
