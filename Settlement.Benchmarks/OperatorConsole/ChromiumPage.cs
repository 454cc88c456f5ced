using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace Settlement.Benchmarks.OperatorConsole;

/// <summary>One page of a Chromium without a window, told what to do by the DevTools protocol.</summary>
internal sealed class ChromiumPage : IAsyncDisposable
{
    private const string Announcement = "DevTools listening on ";
    private const int ChunkBytes = 64 * 1024;

    /// <summary>A page that takes longer on this machine has failed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/Applications/Chromium.app/Contents/MacOS/Chromium"];

    private readonly Process _process;
    private readonly DirectoryInfo _profile;
    private readonly ClientWebSocket _socket = new();
    private int _lastId;

    private ChromiumPage(Process process, DirectoryInfo profile) => (_process, _profile) = (process, profile);

    /// <summary>Null where Chromium is not installed.</summary>
    public static string? FindProgram() => Places.FirstOrDefault(File.Exists);

    public static async Task<ChromiumPage> OpenAsync(string program, int width, int height, CancellationToken stopped)
    {
        var profile = Directory.CreateTempSubdirectory("settlement-chromium-");
        var start = new ProcessStartInfo(program,
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--hide-scrollbars", "--remote-debugging-port=0", "--user-data-dir=" + profile.FullName,
            string.Create(CultureInfo.InvariantCulture, $"--window-size={width},{height}"), "about:blank",
        ]) { RedirectStandardError = true, UseShellExecute = false };
        var process = Process.Start(start) ?? throw new InvalidOperationException("Chromium did not start.");
        var page = new ChromiumPage(process, profile);
        try
        {
            await page.ConnectAsync(stopped);
            await page.SendAsync("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false }, stopped);
            await page.SendAsync("Page.enable", [], stopped);
            return page;
        }
        catch
        {
            await page.DisposeAsync();
            throw;
        }
    }

    public Task PreferAsync(string theme, CancellationToken stopped) => SendAsync(
        "Emulation.setEmulatedMedia",
        new JsonObject { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = theme }) }, stopped);

    /// <summary>Opens an address and waits until the page is live.</summary>
    public async Task GoAsync(Uri address, CancellationToken stopped)
    {
        await SendAsync("Page.navigate", new JsonObject { ["url"] = address.ToString() }, stopped);
        var since = Stopwatch.GetTimestamp();
        while (!(await EvaluateAsync($"location.href === {JsonValue.Create(address.ToString())!.ToJsonString()} && !!document.querySelector('.is-live')", stopped))!.GetValue<bool>())
        {
            if (Stopwatch.GetElapsedTime(since) > Patience)
            {
                throw new TimeoutException($"{address} was not live within {Patience.TotalSeconds:0} s");
            }

            await Task.Delay(Glance, stopped);
        }
    }

    public async Task<JsonNode?> EvaluateAsync(string script, CancellationToken stopped) =>
        (await SendAsync("Runtime.evaluate", new JsonObject { ["expression"] = script, ["returnByValue"] = true }, stopped))["result"]?["value"]?.DeepClone();

    public async Task<byte[]> ScreenshotAsync(CancellationToken stopped) =>
        Convert.FromBase64String((string)(await SendAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png", ["optimizeForSpeed"] = false }, stopped))["data"]!);

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _profile.Delete(recursive: true);
    }

    private async Task ConnectAsync(CancellationToken stopped)
    {
        while (await _process.StandardError.ReadLineAsync(stopped) is { } line)
        {
            if (line.StartsWith(Announcement, StringComparison.Ordinal))
            {
                // Reads on, so that the browser never waits for a full pipe.
                _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                var browser = new Uri(line[Announcement.Length..].Trim());
                using var http = new HttpClient();
                var pages = await http.GetFromJsonAsync<JsonArray>(new Uri($"http://{browser.Authority}/json/list"), stopped);
                var page = pages!.First(one => (string?)one!["type"] == "page")!;
                await _socket.ConnectAsync(new Uri((string)page["webSocketDebuggerUrl"]!), stopped);
                return;
            }
        }

        throw new InvalidOperationException("Chromium ended before it listened.");
    }

    private async Task<JsonNode> SendAsync(string method, JsonObject parameters, CancellationToken stopped)
    {
        var id = ++_lastId;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        limit.CancelAfter(Patience);
        await _socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        while (true)
        {
            // Events come between: only the answer counts.
            var answer = await ReceiveAsync(limit.Token);
            if ((int?)answer["id"] == id)
            {
                return answer["result"] ?? throw new InvalidOperationException($"Chromium refused {method}: {answer["error"]}");
            }
        }
    }

    private async Task<JsonNode> ReceiveAsync(CancellationToken stopped)
    {
        using var text = new MemoryStream();
        var chunk = new byte[ChunkBytes];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(chunk.AsMemory(), stopped);
            text.Write(chunk, 0, part.Count);
        }
        while (!part.EndOfMessage);
        text.Position = 0;
        return (await JsonNode.ParseAsync(text, cancellationToken: stopped))!;
    }
}
