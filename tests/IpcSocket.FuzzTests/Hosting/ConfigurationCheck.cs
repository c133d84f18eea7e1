using ButtonTcp;
using IpcSocket.Hosting;
using IpcSocket.Platform;
using IpcSocket.Tests.Support;
using LedTcp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace IpcSocket.FuzzTests.Hosting;

/// <summary>
/// Both daemons read a configuration in this process: by <c>--check-config</c>, and if it is valid by a start whose services stop at once.
/// Their devices are made but not opened.
/// </summary>
internal sealed class ConfigurationCheck : IDisposable
{
    private const int Valid = 0;
    private const int Invalid = 78;

    private readonly TemporaryDirectory _directory = new();

    /// <summary>A path in a directory of this check.</summary>
    public string this[string name] => _directory[name];

    /// <summary>Checks a file's content.</summary>
    public async Task CheckAsync(byte[] content)
    {
        await File.WriteAllBytesAsync(_directory["settings.json"], content);
        await CheckFileAsync(_directory["settings.json"]);
    }

    /// <summary>Checks a file.</summary>
    /// <param name="path">The file; null for none.</param>
    /// <param name="variables">The environment.</param>
    /// <returns>True if both daemons accept it.</returns>
    public async Task<bool> CheckFileAsync(string? path, params (string Name, string? Value)[] variables) =>
        await CheckAsync(LedProgram(), path, variables) & await CheckAsync(ButtonProgram(), path, variables);

    public void Dispose() => _directory.Dispose();

    private async Task<bool> CheckAsync(DaemonProgram program, string? path, (string Name, string? Value)[] variables)
    {
        string[] config = path is null ? [] : ["--config", path];
        var (status, output, errors) = await RunAsync(program, variables, ["--check-config", .. config]);
        PrintableLine.CheckAll(output + errors);
        Assert.True(status is Valid or Invalid, $"--check-config ended with {status}: {errors}");
        Assert.All(errors.Split('\n')[..^1], line => Assert.StartsWith(program.Name + ": ", line, StringComparison.Ordinal));
        Assert.Equal(status == Valid, errors.Length == 0);
        if (status == Invalid)
            return false;
        // The real sockets of the system log are not for tests.
        (status, _, errors) = await RunAsync(
            program, variables, [.. config, "--Logging:Syslog:Socket", _directory["log"], "--Logging:Journal:Socket", _directory["journal"]]);
        Assert.True(status == Valid, $"--check-config accepts it, but the start ended with {status}: {errors}");
        return true;
    }

    private async Task<(int Status, string Output, string Errors)> RunAsync(
        DaemonProgram program, (string Name, string? Value)[] variables, params string[] arguments)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var errors = new StringWriter { NewLine = "\n" };
        var environment = TrialEnvironment.With(variables) with
        {
            BaseDirectory = _directory["."],
            OnHangup = _ => Stream.Null,
            Output = () => output,
            Error = () => errors,
        };
        var status = await Daemon.RunAsync(arguments, program, environment);
        return (status, output.ToString(), errors.ToString());
    }

    private static DaemonProgram<LedTcpOptions> LedProgram() => new()
    {
        Name = "led-tcp",
        SyslogIdentifier = "LED TCP",
        Summary = "",
        Section = LedTcpOptions.Section,
        Settings = LedTcpOptions.Settings,
        LiveKeys = LedTcpOptions.LiveKeys,
        ReadOptions = LedTcpOptions.Read,
        AddServices = services => services.AddHostedService(provider => new Stopping(
            provider.GetRequiredService<IHostApplicationLifetime>(), () => Make(provider.GetRequiredService<CurrentOptions<LedTcpOptions>>().Value))),
    };

    private static DaemonProgram<ButtonTcpOptions> ButtonProgram() => new()
    {
        Name = "button-tcp",
        SyslogIdentifier = "BUTTON TCP",
        Summary = "",
        Section = ButtonTcpOptions.Section,
        Settings = ButtonTcpOptions.Settings,
        LiveKeys = ButtonTcpOptions.LiveKeys,
        ReadOptions = ButtonTcpOptions.Read,
        AddServices = services => services.AddHostedService(provider => new Stopping(
            provider.GetRequiredService<IHostApplicationLifetime>(), () => Make(provider.GetRequiredService<CurrentOptions<ButtonTcpOptions>>().Value))),
    };

    private static void Make(LedTcpOptions options)
    {
        foreach (var led in options.Leds)
            AdapterFactory.CreateLed(led.Device, NoRequestStore.Instance, NullLoggerFactory.Instance).Dispose();
    }

    private static void Make(ButtonTcpOptions options)
    {
        foreach (var button in options.Buttons)
            AdapterFactory.CreateButton(button.Device, NullLoggerFactory.Instance);
    }

    private sealed class Stopping(IHostApplicationLifetime lifetime, Action start) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            start();
            lifetime.StopApplication();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
