using System.Net;
using System.Net.NetworkInformation;

namespace SocketLab;

/// <summary>Finds an interface by its name, or by an address it has.</summary>
internal static class LabInterface
{
    /// <summary>Its number.</summary>
    /// <exception cref="LabException">There is none.</exception>
    public static int Index(string nameOrAddress)
    {
        var address = IPAddress.TryParse(nameOrAddress, out var parsed) ? parsed : null;
        foreach (var candidate in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (candidate.Name == nameOrAddress
                || (address is not null && candidate.GetIPProperties().UnicastAddresses.Any(unicast => unicast.Address.Equals(address))))
                return IndexOf(candidate.Name);
        }
        throw new LabException($"no interface has the name or address '{nameOrAddress}'; ip -brief address shows those there are");
    }

    // By the kernel's own file: the classes have it per family, and fail for an interface that has only the other one.
    private static int IndexOf(string name) =>
        int.Parse(File.ReadAllText($"/sys/class/net/{name}/ifindex"), System.Globalization.CultureInfo.InvariantCulture);
}
