using Spectre.Console;

namespace Settlement.Api.Demo;

/// <summary>Shows on standard error how far the day is; standard output is for its result.</summary>
internal sealed class DemoProgress(bool silent)
{
    public async Task<T> RunAsync<T>(Func<IProgress<DemoStep>, Task<T>> work)
    {
        if (silent)
        {
            return await work(new Lines(null));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (!console.Profile.Capabilities.Interactive || Console.IsErrorRedirected)
        {
            return await work(new Lines(Console.Error));
        }

        return await console.Progress().AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                var task = context.AddTask("starting", maxValue: 1);
                return await work(new Bar(task));
            });
    }

    private sealed class Bar(ProgressTask task) : IProgress<DemoStep>
    {
        public void Report(DemoStep value)
        {
            task.Description = Markup.Escape(value.What);
            task.Value = value.Share;
        }
    }

    /// <summary>For a log file: a line each.</summary>
    private sealed class Lines(TextWriter? writer) : IProgress<DemoStep>
    {
        public void Report(DemoStep value) => writer?.WriteLine($"{value.Share,4:P0}  {value.What}");
    }
}
