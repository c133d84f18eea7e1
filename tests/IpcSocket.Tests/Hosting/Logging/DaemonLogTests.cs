using IpcSocket.Hosting;
using IpcSocket.Hosting.Logging;
using IpcSocket.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Xunit;

namespace IpcSocket.Tests.Hosting.Logging;

public partial class DaemonLogTests
{
    [Fact]
    public async Task A_line_goes_to_the_console_and_the_system_log()
    {
        using var trial = new DaemonTrial();
        await trial.RunServicesAsync(Speak);
        Assert.Matches(@"^\d\d:\d\d:\d\d\.\d{3} INF LED Status: On\n$", trial.Output);
        Assert.Matches(@"^<14>\w{3} [ \d]\d \d\d:\d\d:\d\d LED TEST\[\d+\]: LED Status: On$", Assert.Single(trial.Syslog.Drain()));
    }

    [Fact]
    public async Task Under_systemd_a_line_goes_to_the_journal_alone()
    {
        using var trial = DaemonTrial.WithJournalStream();
        using var journal = new LogReceiver(trial.JournalPath);
        await trial.RunServicesAsync(Speak);
        Assert.Contains("MESSAGE=LED Status: On\n", Assert.Single(journal.Drain()), StringComparison.Ordinal);
        Assert.Empty(trial.Output);
        Assert.True(trial.Syslog.IsEmpty);
    }

    [Fact]
    public async Task Under_systemd_without_the_journals_socket_a_line_goes_to_standard_output_alone()
    {
        using var trial = DaemonTrial.WithJournalStream();
        await trial.RunServicesAsync(Speak);
        Assert.Equal("<6>LED Status: On\n", trial.Output);
        Assert.True(trial.Syslog.IsEmpty);
    }

    [Fact]
    public async Task Under_systemd_a_journal_whose_socket_appears_later_gets_the_later_lines()
    {
        using var trial = DaemonTrial.WithJournalStream();
        trial.UnderSystemd();
        ILogger? logger = null;
        trial.Start(services => services.AddHostedService(provider =>
        {
            logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger("Led");
            return new IdleService();
        }));
        trial.Systemd.NextWith("READY=1");
        logger!.ConfigurationFault("before");
        // Written by the log's own thread, and the socket must not come before that.
        Assert.True(SpinWait.SpinUntil(() => trial.Output == "<3>before\n", Limits.Test));

        using var journal = new LogReceiver(trial.JournalPath);
        logger!.ConfigurationFault("after");
        Assert.StartsWith("MESSAGE=after\n", journal.NextText(), StringComparison.Ordinal);
        Assert.Equal(0, await trial.StopAsync());
        Assert.Equal("<3>before\n", trial.Output);
        Assert.True(trial.Syslog.IsEmpty);
    }

    [Theory]
    [InlineData("/dev/pts/0")]
    [InlineData("socket:[4712]")]
    [InlineData(null)]
    public async Task An_inherited_JOURNAL_STREAM_does_not_silence_the_console(string? outputLink)
    {
        using var trial = new DaemonTrial { OutputLink = outputLink };
        trial.Variables["JOURNAL_STREAM"] = "8:4711";
        await trial.RunServicesAsync(Speak);
        Assert.NotEmpty(trial.Output);
    }

    [Theory]
    [InlineData("Default", "Warning", false)]
    [InlineData("Default", "debug", true)]
    [InlineData("IpcSocket", "None", false)]
    public async Task The_users_levels_decide_what_is_logged(string category, string level, bool isLogged)
    {
        using var trial = new DaemonTrial();
        await trial.RunServicesAsync(Speak, $"--Logging:LogLevel:{category}", level);
        Assert.Equal(isLogged, trial.Output.Contains("LED Status", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_console_that_nobody_reads_holds_up_neither_the_daemon_nor_the_system_log_nor_the_end()
    {
        using var folder = new LogFolder();
        using var receiver = new LogReceiver(folder.PathOf("log"));
        using var console = new StuckWriter();
        var log = Open(folder, console);
        for (var i = 0; i < DaemonLog.QueueLimit + 100; i++)
            log.Logger.ConfigurationFault("one of many");
        log.Logger.ConfigurationFault("the last one");

        Assert.Contains("one of many", receiver.NextText(), StringComparison.Ordinal);
        await Task.Run(log.Dispose).WaitAsync(TimeSpan.FromSeconds(10));
        console.Release();
    }

    [Fact]
    public void Lines_that_a_slow_console_missed_are_counted_on_it()
    {
        using var folder = new LogFolder();
        using var console = new StuckWriter();
        var log = Open(folder, console);
        // One more than fits is in the writer's hand, at most; the rest must be dropped.
        for (var i = 0; i < DaemonLog.QueueLimit + 11; i++)
            log.Logger.ConfigurationFault("one of many");
        console.Release();
        log.Dispose();

        Assert.Matches(@"WRN 1[01] log messages were lost: the log was slower than the program\n", console.ToString());
    }

    [Fact]
    public async Task A_target_that_fails_at_the_end_does_not_end_the_process()
    {
        using var folder = new LogFolder();
        var sink = new UnclosableSink();
        Open(folder, (to, _) => to.Sink(sink)).Dispose();
        await sink.AskedToClose.WaitAsync(Limits.Test);
    }

    private static void Speak(IServiceCollection services) => services.AddHostedService<SpeakingService>();

    private static DaemonLog Open(LogFolder folder, TextWriter console) =>
        Open(folder, (to, formatter) => to.Sink(new WriterSink(console, formatter)));

    private static DaemonLog Open(LogFolder folder, Action<LoggerSinkConfiguration, ITextFormatter> consoleSink)
    {
        var program = new DaemonProgram<object>
        {
            Name = "led-test",
            SyslogIdentifier = "LED TEST",
            Summary = "",
            Section = "LedServer",
            Settings = [],
            ReadOptions = _ => new object(),
            AddServices = _ => { },
        };
        var environment = new DaemonEnvironment
        {
            BaseDirectory = folder.PathOf(""),
            Variables = new Dictionary<string, string?>(),
            ProcessId = 4711,
            OnHangup = _ => new MemoryStream(),
            Output = () => TextWriter.Null,
            Error = () => TextWriter.Null,
            ConsoleSink = consoleSink,
        };
        var settings = new ConfigurationBuilder().AddInMemoryCollection(
            [new("Logging:Journal:Socket", folder.PathOf("journal")), new("Logging:Syslog:Socket", folder.PathOf("log"))]).Build();
        return DaemonLog.Open(LoggingSettings.Read(settings), program, environment);
    }

    private sealed class IdleService : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class UnclosableSink : ILogEventSink, IDisposable
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task AskedToClose => _asked.Task;

        public void Emit(LogEvent logEvent) { }

        public void Dispose()
        {
            _asked.TrySetResult();
            throw new IOException("no space left");
        }
    }

    private sealed partial class SpeakingService(IHostApplicationLifetime lifetime, ILogger<SpeakingService> logger) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken)
        {
            Status(logger, "On");
            lifetime.StopApplication();
            return Task.CompletedTask;
        }

        [LoggerMessage(1, LogLevel.Information, "LED Status: {State}")]
        private static partial void Status(ILogger logger, string state);
    }
}
