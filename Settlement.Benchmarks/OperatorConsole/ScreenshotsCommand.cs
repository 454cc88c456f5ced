using System.Diagnostics;
using System.Text.Json.Nodes;
using Settlement.Api.Cli;
using Settlement.Benchmarks.Chaos;

namespace Settlement.Benchmarks.OperatorConsole;

/// <summary>Makes the pictures of the README: plays some business days, serves what they left, and photographs pages of the console.</summary>
internal static class ScreenshotsCommand
{
    private const int Width = 1280;
    private const int Height = 860;
    private const int DefaultDays = 40;

    /// <summary>The participant whose balance the demo leaves short, in its own currency.</summary>
    private const string Liquidity = "/liquidity?currency=EUR&participant=lutetia&measure=outflow";

    public static Command Create() => new(
        "screenshots",
        "Makes the pictures of the README from the demo's data.",
        [
            CommandOption.Text("out", "FOLDER", "where the pictures go; docs/images by default"),
            CommandOption.Text("data", "FOLDER", "a folder that ./run demo --days N --keep FOLDER left; without it one is played"),
        ],
        async (input, stopped) =>
        {
            if (ChromiumPage.FindProgram() is not { } program)
            {
                await Console.Error.WriteLineAsync("error: Chromium is not installed; ./test installs it.");
                return 1;
            }

            var made = input.Text("data") is null ? Directory.CreateTempSubdirectory("settlement-pictures-") : null;
            try
            {
                var data = input.Text("data") ?? await PlayAsync(Path.Combine(made!.FullName, "data"), stopped);
                await TakeAsync(program, data, Directory.CreateDirectory(input.Text("out") ?? Path.Combine("docs", "images")), stopped);
            }
            finally
            {
                made?.Delete(recursive: true);
            }

            return 0;
        });

    private static async Task<string> PlayAsync(string folder, CancellationToken stopped)
    {
        using var demo = Process.Start("dotnet", [HostProcess.Program, "demo", "--days", $"{DefaultDays}", "--keep", folder]);
        await demo.WaitForExitAsync(stopped);
        return demo.ExitCode == 0 ? folder : throw new InvalidOperationException("The demo did not end well; it said why above.");
    }

    private static async Task TakeAsync(string program, string data, DirectoryInfo folder, CancellationToken stopped)
    {
        using var host = await HostProcess.StartAsync(["--data", Path.GetFullPath(data)], []);
        using var client = new HttpClient { BaseAddress = host.Address };
        var settled = JsonNode.Parse(await client.GetStringAsync(new Uri("/api/v1/transactions?status=settled&limit=1", UriKind.Relative), stopped))!;
        var payment = (string?)settled["items"]!.AsArray().FirstOrDefault()?["transaction_id"] ?? throw new InvalidOperationException("No payment of the demo settled.");
        await using var page = await ChromiumPage.OpenAsync(program, Width, Height, stopped);
        (string Name, string Path, string Theme)[] pictures =
        [
            ("overview", "/", "light"), ("overview-dark", "/", "dark"), ("transaction", "/transactions/" + payment, "light"), ("windows", "/windows", "light"),
            ("liquidity", Liquidity, "light"),
        ];
        foreach (var (name, path, theme) in pictures)
        {
            await page.PreferAsync(theme, stopped);
            await page.GoAsync(new Uri(host.Address, path), stopped);

            // The room that is kept for a scroll bar is a blank strip where there is none.
            await page.EvaluateAsync("document.documentElement.style.scrollbarGutter = 'auto'", stopped);

            // Rates and countdowns begin a second after a page is live.
            await Task.Delay(TimeSpan.FromSeconds(2), stopped);
            var file = Path.Combine(folder.FullName, name + ".png");
            await File.WriteAllBytesAsync(file, await page.ScreenshotAsync(stopped), stopped);
            Console.WriteLine(file);
        }

        await host.StopAsync();
    }
}
