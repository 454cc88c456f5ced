using System.Runtime.InteropServices;

namespace Settlement.Optimization.Exact;

/// <summary>One loaded native library and its functions as delegates.</summary>
internal sealed class NativeFunctions(nint library)
{
    /// <summary>Tries each candidate, a full path or a name for the loader, in order.</summary>
    /// <returns>Null where none can be loaded.</returns>
    public static NativeFunctions? Load(IEnumerable<string> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out var library))
            {
                return new NativeFunctions(library);
            }
        }

        return null;
    }

    /// <exception cref="EntryPointNotFoundException">The library is another version.</exception>
    public T Get<T>(string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));
}
