using System.Globalization;
using IpcSocket.Tests.Support;

namespace IpcSocket.FuzzTests;

/// <summary>
/// Checks a target with many generated inputs. One number, the seed, determines an input and every random choice of its check, so that a
/// failure can be repeated. An input that fails is made smaller before it is reported.
/// </summary>
/// <remarks>
/// Two environment variables override what the tests ask for: <c>FUZZ_ITERATIONS</c> is the number of inputs of each target,
/// <c>FUZZ_SEED</c> the seed of the first one; each further input has the next seed.
/// </remarks>
internal static class Fuzz
{
    private const int FirstSeed = 1;

    /// <summary>Checks <paramref name="iterations"/> inputs, one after the other.</summary>
    /// <param name="iterations">The number of inputs of a short run.</param>
    /// <param name="make">Makes an input, a sequence of elements: bytes, characters, lines.</param>
    /// <param name="check">Throws if the target does not behave. Its random choices depend on the seed only.</param>
    /// <param name="show">Writes an input as one line of text.</param>
    /// <exception cref="FuzzException">A check failed.</exception>
    public static async Task RunAsync<T>(
        int iterations, Func<Generator, T[]> make, Func<T[], Generator, Task> check, Func<T[], string> show)
    {
        var first = Number("FUZZ_SEED", FirstSeed);
        var count = Number("FUZZ_ITERATIONS", iterations);
        for (var seed = first; seed < first + count; seed++)
        {
            var input = make(new Generator(seed));
            if (await FailureAsync(input, seed, check) is not { } failure)
                continue;
            // A hang is not repeated hundreds of times.
            var smallest = failure is TimeoutException
                ? input
                : await Shrink.SmallestAsync(input, async part => await FailureAsync(part, seed, check) is not null);
            failure = await FailureAsync(smallest, seed, check) ?? failure;
            throw new FuzzException(
                $"{failure.Message}\nInput: {show(smallest)}\nRepeat it with FUZZ_SEED={seed} FUZZ_ITERATIONS=1; see README.md of this project.",
                failure);
        }
    }

    /// <summary>The same for a check that waits for nothing.</summary>
    public static Task RunAsync<T>(int iterations, Func<Generator, T[]> make, Action<T[]> check, Func<T[], string> show) => RunAsync(
        iterations,
        make,
        (input, _) =>
        {
            check(input);
            return Task.CompletedTask;
        },
        show);

    /// <summary>The same for one known input: a finding of the past, or the smallest input of a new one.</summary>
    public static async Task CheckAsync<T>(T[] input, Func<T[], Generator, Task> check, Func<T[], string> show)
    {
        if (await FailureAsync(input, FirstSeed, check) is { } failure)
            throw new FuzzException($"{failure.Message}\nInput: {show(input)}", failure);
    }

    private static async Task<Exception?> FailureAsync<T>(T[] input, int seed, Func<T[], Generator, Task> check)
    {
        try
        {
            // On the pool: a target that blocks its thread must not block the test.
            await Task.Run(() => check(input, new Generator(seed))).WaitAsync(Limits.Test);
            return null;
        }
#pragma warning disable CA1031 // Any exception is a failure of the target or of an assertion.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
