using IpcSocket.Hosting;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace IpcSocket.Tests.Hosting;

public class SettingsSourceTests
{
    [Fact]
    public void Keys_below_a_path_are_in_the_order_in_which_they_were_written()
    {
        var root = Root("LedServer:Leds:b:Line", "LedServer:Port", "Logging:X", "LEDSERVER:Leds:a:Line", "LedServer:Leds:b:Chip");
        Assert.Equal(["LedServer", "Logging"], Keys(root));
        Assert.Equal(["Leds", "Port"], Keys(root.GetSection("ledserver")));
        Assert.Equal(["b", "a"], Keys(root.GetSection("LedServer:Leds")));
        Assert.Equal(["Line", "Chip"], Keys(root.GetSection("LedServer:Leds:b")));
        Assert.Empty(Keys(root.GetSection("LedServer:Port")));
        Assert.Empty(Keys(root.GetSection("LedServer:Led")));
    }

    [Fact]
    public void Keys_below_a_deep_path_are_found_too()
    {
        var root = Root("a:b:c:d:e:f:g", "a:b:c:d:e:f:h");
        Assert.Equal(["d"], Keys(root.GetSection("a:b:c")));
        Assert.Equal(["e"], Keys(root.GetSection("a:b:c:d")));
        Assert.Equal(["f"], Keys(root.GetSection("a:b:c:d:e")));
        Assert.Equal(["g", "h"], Keys(root.GetSection("a:b:c:d:e:f")));
    }

    [Fact]
    public void After_a_replacement_the_new_keys_are_found()
    {
        var source = Source("a:b");
        var root = new ConfigurationRoot([source]);
        Assert.Equal(["b"], Keys(root.GetSection("a")));
        source.Replace(Source("a:c"));
        Assert.Equal(["c"], Keys(root.GetSection("a")));
    }

    [Fact]
    public void A_group_of_many_groups_is_read_without_a_search_for_each()
    {
        var keys = new CountingDictionary();
        for (var i = 0; i < 1000; i++)
            keys.Add($"LedServer:Leds:l{i}:Line", "1");
        var reader = new SettingsReader(new ConfigurationRoot([new SettingsSource(keys)]).GetSection("LedServer"));
        var leds = reader.Group("Leds");
        foreach (var name in leds.Keys)
            Assert.Equal("17", leds.Group(name).Text("Offset", "17"));
        reader.RejectUnknownKeys();
        Assert.Equal(1, keys.Searches);
    }

    private static IEnumerable<string> Keys(IConfiguration section) => section.GetChildren().Select(child => child.Key);

    private static ConfigurationRoot Root(params string[] keys) => new([Source(keys)]);

    private static SettingsSource Source(params string[] keys) =>
        new(keys.ToDictionary(key => key, string? (_) => "1", StringComparer.OrdinalIgnoreCase));

    private sealed class CountingDictionary : Dictionary<string, string?>, IDictionary<string, string?>
    {
        public int Searches { get; private set; }

        ICollection<string> IDictionary<string, string?>.Keys
        {
            get
            {
                Searches++;
                return Keys;
            }
        }
    }
}
