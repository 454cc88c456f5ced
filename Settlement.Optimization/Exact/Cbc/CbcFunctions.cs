using System.Runtime.InteropServices;

namespace Settlement.Optimization.Exact.Cbc;

/// <summary>The functions of <c>Cbc_C_Interface.h</c> (CBC 2.10) that are used.</summary>
internal sealed class CbcFunctions(NativeFunctions library)
{
    private readonly GetColumns solution = library.Get<GetColumns>("Cbc_getColSolution");
    private readonly GetInteger isSolved = library.Get<GetInteger>("Cbc_numberSavedSolutions");

    public delegate nint New();

    public delegate void Use(nint model);

    public delegate int GetInteger(nint model);

    public delegate void SetOne(nint model, int value);

    public delegate void SetNumber(nint model, double value);

    public delegate void SetText(nint model, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value);

    public delegate void Load(
        nint model, int columns, int rows, int[] starts, int[] index, double[] values,
        double[] lower, double[] upper, double[] objective, double[] rowLower, double[] rowUpper);

    public delegate void Start(nint model, int count, int[] columns, double[] values);

    private delegate nint GetColumns(nint model);

    public New NewModel { get; } = library.Get<New>("Cbc_newModel");

    public Use DeleteModel { get; } = library.Get<Use>("Cbc_deleteModel");

    public Load LoadProblem { get; } = library.Get<Load>("Cbc_loadProblem");

    public SetOne SetInteger { get; } = library.Get<SetOne>("Cbc_setInteger");

    public SetOne SetLogLevel { get; } = library.Get<SetOne>("Cbc_setLogLevel");

    public SetNumber SetAllowableFractionGap { get; } = library.Get<SetNumber>("Cbc_setAllowableFractionGap");

    public SetNumber SetMaximumSeconds { get; } = library.Get<SetNumber>("Cbc_setMaximumSeconds");

    public SetText SetParameter { get; } = library.Get<SetText>("Cbc_setParameter");

    public Start SetStart { get; } = library.Get<Start>("Cbc_setMIPStartI");

    public GetInteger Solve { get; } = library.Get<GetInteger>("Cbc_solve");

    public GetInteger IsProvenInfeasible { get; } = library.Get<GetInteger>("Cbc_isProvenInfeasible");

    /// <summary>The best assignment found, rounded to integers; null where there is none. Without one the library shows the relaxation's
    /// fractions, which rounding must not pass off as an answer.</summary>
    public long[]? Solution(nint model, int columns)
    {
        var place = solution(model);
        if (place == nint.Zero || isSolved(model) == 0)
        {
            return null;
        }

        var values = new double[columns];
        Marshal.Copy(place, values, 0, columns);
        return values.All(value => Math.Abs(value) < long.MaxValue / 2) ? [.. values.Select(value => (long)Math.Round(value))] : null;
    }
}
