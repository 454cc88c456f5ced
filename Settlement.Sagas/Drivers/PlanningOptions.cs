using System.ComponentModel.DataAnnotations;

namespace Settlement.Sagas.Drivers;

/// <summary>How long a closing window's plan may take. Section <c>Planning</c>.</summary>
public sealed class PlanningOptions
{
    public const string Section = "Planning";

    /// <summary>
    /// Seconds of work that an exact solver may put into improving the plan of a closing window, 0 to 60; 0 (the default) leaves it to the
    /// planner. Counted as CP-SAT counts work, so that equal windows get equal plans on any machine; the wall clock ends it at three times as
    /// much. While it runs no other window and no RTGS round is planned. Without a solver's library a warning says so at the start.
    /// </summary>
    [Range(0.0, 60.0)]
    public double ExactSeconds { get; set; }
}
