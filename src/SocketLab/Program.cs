using SocketLab;

return await Lab.RunAsync(args).ConfigureAwait(false);
