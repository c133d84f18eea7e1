using System.Text;

namespace IpcSocket.Platform.Sysfs;

/// <summary>
/// An LED that the kernel drives (<c>Documentation/leds/leds-class.rst</c>): a Raspberry Pi's own ACT, a laptop's Caps Lock. On is its
/// greatest brightness. Its trigger, what else would make it blink, is <c>none</c> while it is open, and put back at the end.
/// </summary>
public sealed class SysfsLed : ILed
{
    private const string ClassFolder = "/sys/class/leds";
    private const string NoTrigger = "none";

    private readonly string _class;
    private readonly string _name;
    private string _most = "";
    private string? _formerTrigger;
    private bool _isOpen;
    private bool _isDisposed;

    /// <param name="name">The name of its folder below <c>/sys/class/leds</c>; no path.</param>
    public SysfsLed(string name) : this(name, ClassFolder) { }

    internal SysfsLed(string name, string classFolder) => (_name, _class) = (name, classFolder);

    /// <inheritdoc/>
    /// <remarks>To set a trigger to <c>none</c> makes the kernel switch the LED off; where there is a trigger, that comes first.</remarks>
    public bool Open(bool? first)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!Directory.Exists(PathOf("")))
            throw SysfsFault.UnknownLed(_name, _class);
        _most = Read("max_brightness");
        var shown = first ?? Read("brightness") is not "0";
        _formerTrigger ??= CurrentTrigger();
        if (CurrentTrigger() != NoTrigger)
            Write("trigger", NoTrigger);
        _isOpen = true;
        Set(shown);
        return shown;
    }

    /// <inheritdoc/>
    public void Set(bool on)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        try
        {
            if (_isOpen)
                Write("brightness", on ? _most : "0");
            else
                Open(on);
        }
        catch (DeviceException)
        {
            // It may be unplugged; when it is back, its trigger is what the kernel begins with.
            _isOpen = false;
            throw;
        }
    }

    /// <summary>Puts the former trigger back. Without one, the LED stays as it is.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        if (_formerTrigger is not { } trigger || trigger == NoTrigger)
            return;
        _formerTrigger = null;
        try
        {
            Write("trigger", trigger);
        }
        catch (DeviceException)
        {
            // Unplugged: there is nothing to put it back to.
        }
    }

    // The list of all triggers; the one in force is in brackets. A kernel without triggers has no such file.
    private string CurrentTrigger()
    {
        if (!File.Exists(PathOf("trigger")))
            return NoTrigger;
        var all = Read("trigger").Split(' ');
        return Array.Find(all, trigger => trigger.StartsWith('['))?.Trim('[', ']') ?? NoTrigger;
    }

    private string Read(string attribute) => Try(attribute, "read", path => File.ReadAllText(path).Trim());

    // Opened without creating or truncating: an attribute is neither.
    private void Write(string attribute, string value) => Try(attribute, "written", path =>
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        RandomAccess.Write(file, Encoding.ASCII.GetBytes(value), 0);
        return value;
    });

    private string Try(string attribute, string what, Func<string, string> act)
    {
        var path = PathOf(attribute);
        try
        {
            return act(path);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw SysfsFault.NoPermission(path, what, exception);
        }
        catch (IOException exception)
        {
            throw Directory.Exists(PathOf("")) ? SysfsFault.Other(path, what, exception) : SysfsFault.UnknownLed(_name, _class);
        }
    }

    private string PathOf(string attribute) => Path.Combine(_class, _name, attribute);
}
