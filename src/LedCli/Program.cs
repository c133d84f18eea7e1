using LedCli;

return await CommandLine.RunAsync(args, Surroundings.OfProcess()).ConfigureAwait(false);
