using IpcSocket.Hosting.Logging;
using IpcSocket.Hosting.Systemd;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog.Events;

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
    public static Task<int> RunAsync(string[] args, DaemonProgram program)
    {
        // First of all, and here, where hardly an assembly is loaded yet: each takes descriptors.
        if (DescriptorLimit.Error() is { } error)
        {
            // The prefix is the priority under which systemd passes a line of standard error to the journal (sd-daemon(3)).
            var priority = Environment.GetEnvironmentVariable(SystemdVariables.NotifySocket) is null ? "" : "<3>";
            Console.Error.WriteLine($"{priority}{program.Name}: {error}");
            return Task.FromResult(ExitCode.Configuration);
        }
        return RunAsync(args, program, DaemonEnvironment.OfThisProcess());
    }

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
        if (arguments.CheckConfig)
            return await CheckAsync(arguments, program, environment).ConfigureAwait(false);

        return await StartAsync(arguments, program, environment).ConfigureAwait(false);
    }

    private static async Task<int> StartAsync(DaemonArguments arguments, DaemonProgram program, DaemonEnvironment environment)
    {
        var requests = new ReloadRequests();
        // As early as can be: until then SIGHUP ends the process.
        using var hangup = environment.OnHangup(requests.Add);
        using var systemd = new SystemdContract(environment, program.StoredNamePrefixes);
        // A start is compiling for the most part, and a machine has more than one core: meanwhile the settings are read here.
        var building = Task.Run(() => CreateBuilder(environment));
        DaemonConfiguration? configuration = null;
        DaemonSettings settings;
        try
        {
            configuration = DaemonConfiguration.Read(arguments, program, environment);
            settings = DaemonSettings.Judge(configuration, program);
        }
        catch (Exception e)
        {
            // Not one of the user's faults, so a bug in the reading.
            using var log = DaemonLog.Open(LoggingSettings.Read(configuration?.Settings ?? new ConfigurationRoot([])), program, environment);
            return DaemonHost.Tell(log.Logger, systemd.Lifecycle, e);
        }

        if (settings.Faults.Count > 0)
            return await RefuseAsync(settings, program, environment, systemd).ConfigureAwait(false);
        var opening = Task.Run(() => DaemonLog.Open(settings.Logging, program, environment));
        try
        {
            var builder = await building.ConfigureAwait(false);
            ((IConfigurationBuilder)builder.Configuration).Add(settings.Configuration.Source);
            builder.Services.AddSystemd(systemd);
            var options = program.AddTo(builder.Services, settings.Options!);
            var reload = new SettingsReload(() => DaemonSettings.Read(arguments, program, environment), settings, options, systemd.Lifecycle);
            var log = await opening.ConfigureAwait(false);
            log.AddTo(builder.Logging);
            return await DaemonHost.RunAsync(builder, log.Logger, systemd, (logger, stoppingToken) =>
                requests.Begin(() => reload.RunAsync(logger, stoppingToken))).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // A bug in this start-up.
            return DaemonHost.Tell((await opening.ConfigureAwait(false)).Logger, systemd.Lifecycle, e);
        }
        finally
        {
            // It is open also when something beside it has failed.
            (await opening.ConfigureAwait(false)).Dispose();
        }
    }

    /// <summary>Tells whether the daemon would start with these settings, and opens nothing: it may be running already.</summary>
    private static async Task<int> CheckAsync(DaemonArguments arguments, DaemonProgram program, DaemonEnvironment environment)
    {
        try
        {
            var settings = DaemonSettings.Read(arguments, program, environment);
            if (settings.Faults.Count > 0)
                return await RefuseAsync(settings.Faults, program, environment).ConfigureAwait(false);
            var source = settings.Configuration.File is { } file ? PrintableText.Escape(file) : "no file; defaults";
            return await PrintAsync(environment, $"{program.Name}: configuration is valid ({source})\n").ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // A bug in the reading of options; a check opens no log.
            await WriteErrorAsync(PrintableText.Escape(e.ToString(), LogText.ExceptionLimit, keepNewlines: true), program, environment).ConfigureAwait(false);
            return ExitCode.Failure;
        }
    }

    private static HostApplicationBuilder CreateBuilder(DaemonEnvironment environment)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            // The defaults would watch files below the content root, which for a daemon that was started in / is the whole file system.
            DisableDefaults = true,
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
            .AddConfiguration(builder.Configuration.GetSection("Logging"));
        return builder;
    }

    private static async Task<int> PrintAsync(DaemonEnvironment environment, string text)
    {
        await environment.Output().WriteAsync(text).ConfigureAwait(false);
        return ExitCode.Success;
    }

    private static async Task<int> RefuseAsync(
        DaemonSettings settings, DaemonProgram program, DaemonEnvironment environment, SystemdContract systemd)
    {
        systemd.Lifecycle.Failed(settings.Faults[0]);
        // Under systemd standard error leads to the journal already.
        if (!environment.ErrorIsJournal)
        {
            // Standard error shows the faults; the console would show them again.
            using var log = DaemonLog.Open(settings.Logging, program, environment, console: false);
            foreach (var fault in settings.Faults)
                log.Logger.ConfigurationFault(fault);
        }

        return await RefuseAsync(settings.Faults, program, environment).ConfigureAwait(false);
    }

    private static async Task<int> RefuseAsync(IEnumerable<string> faults, DaemonProgram program, DaemonEnvironment environment)
    {
        foreach (var fault in faults)
            await WriteErrorAsync(fault, program, environment).ConfigureAwait(false);
        return ExitCode.Configuration;
    }

    // In the journal a line names its program by the identifier, and its priority is the same as in the log: `journalctl -p err` finds it.
    private static Task WriteErrorAsync(string lines, DaemonProgram program, DaemonEnvironment environment) => environment.Error().WriteAsync(
        environment.ErrorIsJournal ? JournalStreamTarget.Format(LogEventLevel.Error, lines) : $"{program.Name}: {lines}\n");
}
