using Microsoft.Playwright;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Console;

/// <summary>One browser and one system in demo mode for all tests of the console; without Chromium those that need none still run.</summary>
public sealed class Browser(PostgresServer server) : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/Applications/Chromium.app/Contents/MacOS/Chromium"];

    /// <summary>Without them a browser in a closed network tries to reach its maker's hosts all the time.</summary>
    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    /// <summary>Payments that failed before anything else happened.</summary>
    internal const int Buried = 4;

    private SettlementDay? _day;
    private RunningHost? _host;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private HttpClient? _http;

    internal SettlementDay Day => _day ?? throw new InvalidOperationException("not started");

    /// <summary>For what a test asks of the API by itself.</summary>
    internal HttpClient Http => _http ??= new HttpClient { BaseAddress = Host.Address };

    internal RunningHost Host => _host ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync()
    {
        _day = await SettlementDay.BeginAsync(server);
        await Actions.FailureTests.BuryAsync(_day, Buried);
        _host = await _day.StartHostAsync(("Access:Mode", "demo"), ("Actions:FourEyesElsewhere", "0"), ("Risk:MaxAgeMilliseconds", "0"));
        if (Places.FirstOrDefault(File.Exists) is not { } program)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Args = Flags });
    }

    /// <summary>A fresh visitor: no cookies, nobody signed in.</summary>
    internal async Task<IPage> OpenAsync(int width = 1280, ColorScheme theme = ColorScheme.Light, Uri? address = null)
    {
        if (_browser is null)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, "Chromium is missing.");
            Assert.Skip("Chromium is missing: install the package chromium.");
        }

        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = (address ?? Host.Address).ToString(), ColorScheme = theme, ViewportSize = new ViewportSize { Width = width, Height = 900 }, TimezoneId = "UTC",
        });
        context.SetDefaultTimeout(40_000);
        return await context.NewPageAsync();
    }

    internal async Task<IPage> SignInAsync(string name)
    {
        var page = await OpenAsync();
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Password").FillAsync("demo-only");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.LiveAsync();
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _http?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        if (_day is not null)
        {
            await _day.DisposeAsync();
        }
    }
}
