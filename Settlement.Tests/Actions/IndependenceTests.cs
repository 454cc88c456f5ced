using System.Net;
using System.Text.Json.Nodes;
using Settlement.Tests.Access;
using Settlement.Tests.EndToEnd;
using Xunit;

namespace Settlement.Tests.Actions;

/// <summary>Nobody is both people of four eyes, whatever keys and accounts they make for it.</summary>
public sealed class IndependenceTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Password = "a long sentence of mine";

    private readonly RunningHost _host = shared.Host;

    [Fact]
    public async Task Nobody_approves_what_their_own_key_executed_and_somebody_else_may()
    {
        using var administrator = await Visitor.SignInAsync(_host, "administrator");
        using var approver = await Visitor.SignInAsync(_host, "approver");
        using var key = await KeyAsync(administrator, "own-key", "read", "operate");
        var action = await ExecutedAsync(key, "own-key");

        Assert.Equal(("", "dependent_person"), (await administrator.DecideAsync(action, "approve")).OnlyError());
        (await approver.DecideAsync(action, "approve")).With(HttpStatusCode.Accepted);
        await approver.UntilActionAsync(action, "finished");
    }

    [Fact]
    public async Task Who_was_given_an_account_by_a_key_is_not_independent_of_its_maker_nor_of_their_other_keys()
    {
        using var administrator = await Visitor.SignInAsync(_host, "administrator");
        using var provisioning = await KeyAsync(administrator, "provisioning", "read", "administer");
        using var operating = await KeyAsync(administrator, "operating", "read", "operate");
        using var person = await PersonAsync(provisioning, "by-key", "approver");

        var own = await ExecutedAsync(administrator, "made-by-key");
        Assert.Equal(("", "dependent_person"), (await person.DecideAsync(own, "approve")).OnlyError());
        var other = await ExecutedAsync(operating, "by-another-key");
        Assert.Equal(("", "dependent_person"), (await person.DecideAsync(other, "approve")).OnlyError());
    }

    [Fact]
    public async Task A_person_in_between_makes_nobody_independent()
    {
        using var administrator = await Visitor.SignInAsync(_host, "administrator");
        using var second = await PersonAsync(administrator, "in-between", "administrator");
        using var third = await PersonAsync(second, "at-the-end", "approver");

        var action = await ExecutedAsync(administrator, "in-between");

        Assert.Equal(("", "dependent_person"), (await third.DecideAsync(action, "approve")).OnlyError());
    }

    [Fact]
    public async Task Nobody_approves_what_an_account_of_their_making_executed_and_two_of_one_maker_are_two()
    {
        using var administrator = await Visitor.SignInAsync(_host, "administrator");
        using var first = await PersonAsync(administrator, "made-operator", "operator");
        using var second = await PersonAsync(administrator, "made-approver", "approver");
        var action = await ExecutedAsync(first, "of-ones-making");

        Assert.Equal(("", "dependent_person"), (await administrator.DecideAsync(action, "approve")).OnlyError());
        (await second.DecideAsync(action, "approve")).With(HttpStatusCode.Accepted);
        await second.UntilActionAsync(action, "finished");
    }

    private static async Task<JsonNode> ExecutedAsync(Visitor visitor, string reference)
    {
        var action = await visitor.PreviewAsync(
            "fund_participant", $$"""{"participant":"bank_a","currency":"USD","amount":"1000000.00","reference":"{{reference}}"}""");
        Assert.Equal("waiting", (string?)(await visitor.ExecuteAsync(action))["state"]);
        return action;
    }

    private async Task<Visitor> KeyAsync(Visitor maker, string name, params string[] scopes)
    {
        var body = new JsonObject { ["name"] = name, ["scopes"] = new JsonArray([.. scopes.Select(scope => JsonValue.Create(scope))]), ["reason"] = "a test needs one" };
        var made = (await maker.PostAsync("/api/v1/keys", body.ToJsonString())).With(HttpStatusCode.Created);
        return new Visitor(_host, ("X-Api-Key", (string)made["secret"]!));
    }

    private async Task<Visitor> PersonAsync(Visitor maker, string name, string role)
    {
        (await maker.PostAsync("/api/v1/people", $$"""{"name":"{{name}}","role":"{{role}}","password":"{{Password}}","reason":"a test needs one"}""")).With(HttpStatusCode.Created);
        return await Visitor.SignInAsync(_host, name, Password);
    }
}
