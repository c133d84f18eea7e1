using IpcSocket.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IpcSocket.Tests.Support;

/// <summary>Runs the shared start-up in an environment of the test's own, and keeps what it wrote.</summary>
internal sealed class DaemonTrial : IDisposable
{
    private readonly LogFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    private readonly TaskCompletionSource<IHostApplicationLifetime> _lifetime = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<int>? _run;
    private int _openConsoles;

    public DaemonTrial()
    {
        Syslog = new LogReceiver(_folder.PathOf("log"));
        Systemd = new LogReceiver(_folder.PathOf("notify"));
    }

    public LogReceiver Syslog { get; }

    /// <summary>What a service manager is told, once <see cref="UnderSystemd"/> was called.</summary>
    public LogReceiver Systemd { get; }

    /// <summary>Of everything that systemd is told about.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Dictionary<string, string?> Variables { get; } = [];

    /// <summary>What a SIGHUP calls, while a daemon runs.</summary>
    public Action Hangup { get; private set; } = () => throw new InvalidOperationException("no daemon runs");

    /// <summary>Where standard output leads.</summary>
    public string? OutputLink { get; init; }

    /// <summary>The target of standard error.</summary>
    public string? ErrorLink { get; init; }

    /// <summary>Called when the daemon reads its options.</summary>
    public Action OnReading { get; init; } = () => { };

    /// <summary>Logs that write on standard output and were not closed.</summary>
    public int OpenConsoles => Volatile.Read(ref _openConsoles);

    /// <summary>Standard output, log lines included.</summary>
    public string Output => _output.ToString();

    public string[] Errors => _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What the daemon was asked to read, by its full keys.</summary>
    public int Port { get; private set; }

    public string JournalPath => _folder.PathOf("journal");

    /// <summary>Has standard output and standard error lead to the journal, as systemd does.</summary>
    public static DaemonTrial WithJournalStream()
    {
        var trial = new DaemonTrial { OutputLink = "socket:[4711]", ErrorLink = "socket:[4711]" };
        trial.Variables["JOURNAL_STREAM"] = "8:4711";
        return trial;
    }

    /// <summary>The path of a file in the directory of the program.</summary>
    public string PathOf(string name) => _folder.PathOf(name);

    /// <summary>Writes a file into the folder that the program is said to be in.</summary>
    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>Runs a daemon whose one service stops it at once.</summary>
    public Task<int> RunAsync(params string[] args) => RunAsync(stopping => stopping.StopApplication(), args);

    /// <summary>Runs a daemon whose one service does this and returns.</summary>
    public Task<int> RunAsync(Action<IHostApplicationLifetime> execute, params string[] args) =>
        RunServicesAsync(services => services.AddHostedService(provider =>
            new ScriptedService(provider.GetRequiredService<IHostApplicationLifetime>(), execute)), args);

    /// <summary>Has a service manager listen.</summary>
    public void UnderSystemd() => Variables["NOTIFY_SOCKET"] = _folder.PathOf("notify");

    /// <summary>Runs a daemon with these services until <see cref="StopAsync"/>.</summary>
    public void Start(Action<IServiceCollection> register, params string[] args) => _run = RunServicesAsync(
        services =>
        {
            register(services);
            services.AddHostedService(provider => new StoppableService(_lifetime.SetResult, provider.GetRequiredService<IHostApplicationLifetime>()));
        },
        args);

    /// <summary>Has the daemon stop, and returns its exit status.</summary>
    public async Task<int> StopAsync()
    {
        // What the test has waited for may have come before the services were started.
        (await _lifetime.Task.WaitAsync(Limits.Test)).StopApplication();
        return await _run!;
    }

    /// <summary>Runs a daemon with these services.</summary>
    public async Task<int> RunServicesAsync(Action<IServiceCollection> register, params string[] args)
    {
        string[] sockets = ["--Logging:Syslog:Socket", _folder.PathOf("log"), "--Logging:Journal:Socket", JournalPath];
        // The time limit of a test that would otherwise wait for a daemon that does not end.
        return await Daemon.RunAsync([.. sockets, .. args], Program(register), Environment()).WaitAsync(TimeSpan.FromSeconds(30));
    }

    public void Dispose()
    {
        Syslog.Dispose();
        Systemd.Dispose();
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    private DaemonProgram<TrialOptions> Program(Action<IServiceCollection> register) => new()
    {
        Name = "led-test",
        SyslogIdentifier = "LED TEST",
        Summary = "Stands for a daemon.",
        Section = "LedServer",
        Settings = [("Port", "5555", "TCP port")],
        LiveKeys = ["Port"],
        ReadOptions = reader =>
        {
            OnReading();
            var options = new TrialOptions(reader.Integer("Port", 5555, 0, 65535), reader.Choice("Adapter", "pc", ["pc", "gpio"]));
            Port = options.Port;
            return options;
        },
        AddServices = register,
    };

    private DaemonEnvironment Environment() => new()
    {
        BaseDirectory = Path.GetDirectoryName(JournalPath)!,
        Variables = Variables,
        ProcessId = 4711,
        Time = Time,
        OnHangup = action =>
        {
            Hangup = action;
            return new MemoryStream();
        },
        OutputLink = OutputLink,
        ErrorLink = ErrorLink,
        Output = () => _output,
        Error = () => _error,
        ConsoleSink = (to, formatter) =>
        {
            Interlocked.Increment(ref _openConsoles);
            to.Sink(new WriterSink(_output, formatter, () => Interlocked.Decrement(ref _openConsoles)));
        },
    };

    private sealed class StoppableService(Action<IHostApplicationLifetime> started, IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            started(lifetime);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class ScriptedService(IHostApplicationLifetime lifetime, Action<IHostApplicationLifetime> execute) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken)
        {
            execute(lifetime);
            return Task.CompletedTask;
        }
    }
}

/// <summary>The options of a daemon under test.</summary>
internal sealed record TrialOptions(int Port, string Adapter);
