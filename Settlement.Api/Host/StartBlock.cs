using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Settlement.Api.OpenApi;
using Settlement.Engine.Access;

namespace Settlement.Api.Host;

/// <summary>What is printed once the host serves.</summary>
internal static class StartBlock
{
    internal static string Describe(WebApplication app, ServeOptions options)
    {
        var address = Address(app, options);
        var text = new StringBuilder("\nSettlement ")
            .Append(typeof(StartBlock).Assembly.GetName().Version?.ToString(3)).Append(" is running.\n\n");
        if (options.Roles.HasFlag(HostRoles.Console))
        {
            text.Append("  Console   ").Append(address).Append("/\n");
        }

        if (options.Roles.HasFlag(HostRoles.Api))
        {
            text.Append("  API       ").Append(address).Append("/api/v1\n");
            text.Append("  API page  ").Append(address).Append(OpenApiRegistration.PagePath).Append('\n');
        }

        text.Append("  Health    ").Append(address).Append("/health\n\n");
        if (app.Services.GetRequiredService<AccessPolicy>().IsDemo)
        {
            text.Append("  Demo mode, for this machine only: requests need no key, and ")
                .AppendJoin(", ", DemoPeople.All.Select(person => person.Name))
                .Append("\n  sign in with the password \"").Append(DemoPeople.Password).Append("\".\n\n");
        }

        return text.Append("Ctrl-C stops it.\n").ToString();
    }

    /// <summary>The address as a person on this machine would type it, with the port that was really taken.</summary>
    private static string Address(WebApplication app, ServeOptions options)
    {
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        var port = bound is null ? options.Port : BindingAddress.Parse(bound).Port;
        return $"{(options.Certificate is null ? "http" : "https")}://localhost:{port}";
    }
}
