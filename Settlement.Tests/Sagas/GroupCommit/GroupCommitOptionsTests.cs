using Microsoft.Extensions.Options;
using Npgsql;
using Settlement.Sagas.GroupCommit;
using Xunit;

namespace Settlement.Tests.Sagas.GroupCommit;

public sealed class GroupCommitOptionsTests
{
    [Fact]
    public async Task Options_come_from_their_section()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=nowhere.invalid");
        await using var parcels = ParcelService.On(nowhere, ("MaxBatch", "7"), ("Writers", "3"));

        Assert.Equal((7, 3), (parcels.Options.MaxBatch, parcels.Options.Writers));
    }

    [Theory]
    [InlineData("MaxBatch", "0")]
    [InlineData("MaxBatch", "8193")]
    [InlineData("Writers", "0")]
    [InlineData("Writers", "9")]
    [InlineData("QueueLimit", "0")]
    [InlineData("CacheSize", "-1")]
    [InlineData("ConcurrencyRetries", "0")]
    [InlineData("DispatchConcurrency", "0")]
    public async Task A_value_out_of_its_range_is_refused_by_name(string name, string value)
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=nowhere.invalid");

        var failure = Assert.ThrowsAny<Exception>(() => ParcelService.On(nowhere, (name, value)));

        var refused = Assert.IsType<OptionsValidationException>(failure.GetBaseException());
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Equal(typeof(GroupCommitOptions), refused.OptionsType);
    }
}
