using IpcSocket.Hosting.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IpcSocket.Hosting;

/// <summary>The start-up and the end that all daemons share.</summary>
public static class Daemon
{
    /// <summary>The version that all programs of this build carry: <c>0.1.0</c>.</summary>
    public static string Version { get; } = typeof(Daemon).Assembly.GetName().Version!.ToString(3);

    /// <summary>How long the services have to stop once they are told to; then the process ends all the same.</summary>
    internal static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Runs a daemon until it is told to stop (SIGTERM, SIGINT, or a service that calls
    /// <see cref="IHostApplicationLifetime.StopApplication"/>), and returns the exit status, one of <see cref="ExitCode"/>. Never throws.
    /// </summary>
    /// <param name="args">The command line: <c>--help</c> tells what it may hold.</param>
    /// <param name="program">What is special about this daemon.</param>
    public static Task<int> RunAsync(string[] args, DaemonProgram program) =>
        RunAsync(args, program, DaemonEnvironment.OfThisProcess());

    /// <summary>The same, in another environment than the process's own.</summary>
    internal static async Task<int> RunAsync(string[] args, DaemonProgram program, DaemonEnvironment environment)
    {
        var arguments = DaemonArguments.Parse(args);
        if (arguments.Help)
            return await PrintAsync(environment, DaemonHelp.Text(program)).ConfigureAwait(false);
        if (arguments.Version)
            return await PrintAsync(environment, DaemonHelp.Version(program) + '\n').ConfigureAwait(false);
        if (arguments.Fault is { } fault)
            return await RefuseAsync([fault], program, environment).ConfigureAwait(false);

        var configuration = DaemonConfiguration.Read(arguments, program, environment);
        var logging = LoggingSettings.Read(configuration.Settings);
        var builder = CreateBuilder(configuration, environment);
        try
        {
            var faults = Configure(program, configuration, logging, builder.Services);
            if (faults.Count == 0)
                return await RunHostAsync(builder, DaemonLog.Open(logging, program, environment)).ConfigureAwait(false);

            // Standard error shows the faults already; the console would show them again.
            using var log = DaemonLog.Open(logging, program, environment, console: false);
            foreach (var line in faults)
                log.Logger.ConfigurationFault(line);
            return await RefuseAsync(faults, program, environment).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Not one of the user's faults, so a bug: in Configure, or in this start-up.
            using var log = DaemonLog.Open(logging, program, environment);
            return DaemonHost.Tell(log.Logger, e);
        }
    }

    private static List<string> Configure(
        DaemonProgram program, DaemonConfiguration configuration, LoggingSettings logging, IServiceCollection services)
    {
        // Without the file every setting would be a default, and every further fault a guess.
        if (configuration.FileUnreadable)
            return [.. configuration.Faults];

        var reader = new SettingsReader(configuration.Settings.GetSection(program.Section));
        program.Configure(reader, services);
        reader.RejectUnknownKeys();
        return [.. configuration.Faults, .. logging.Faults, .. reader.Faults];
    }

    private static async Task<int> RunHostAsync(HostApplicationBuilder builder, DaemonLog log)
    {
        using (log)
        {
            log.AddTo(builder.Logging);
            return await DaemonHost.RunAsync(builder, log.Logger).ConfigureAwait(false);
        }
    }

    private static HostApplicationBuilder CreateBuilder(DaemonConfiguration configuration, DaemonEnvironment environment)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            // The defaults would watch files below the content root, which for a unit without WorkingDirectory is the whole file system.
            DisableDefaults = true,
            Configuration = configuration.Settings,
            ContentRootPath = environment.BaseDirectory,
        });
        builder.Services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(options =>
        {
            options.ShutdownTimeout = ShutdownTimeout;
            // The host would stop, and then end with exit status 0: DaemonHost watches the services itself.
            options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore;
        });
        // What the host would say about failures, DaemonHost says, once.
        builder.Logging
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
            .AddConfiguration(configuration.Settings.GetSection("Logging"));
        return builder;
    }

    private static async Task<int> PrintAsync(DaemonEnvironment environment, string text)
    {
        await environment.Output().WriteAsync(text).ConfigureAwait(false);
        return ExitCode.Success;
    }

    private static async Task<int> RefuseAsync(IEnumerable<string> faults, DaemonProgram program, DaemonEnvironment environment)
    {
        foreach (var fault in faults)
            await environment.Error().WriteAsync($"{program.Name}: {fault}\n").ConfigureAwait(false);
        return ExitCode.Configuration;
    }
}
