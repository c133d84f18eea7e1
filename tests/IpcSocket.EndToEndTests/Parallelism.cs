using Xunit;

// Most tests wait for a daemon's timer, not for the processor; more at once would make the start-ups slow.
[assembly: CollectionBehavior(MaxParallelThreads = 8)]
