using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Settlement.Engine.Kafka;

namespace Settlement.Engine.Intake.Kafka;

/// <summary>
/// Refuses to start on a database whose payments came through another intake log: with a topic when it is another topic, and with the database's own log when
/// a topic was used before, whose positions its own would run into.
/// </summary>
public sealed class IntakeLogAgreement(NpgsqlDataSource database, IServiceProvider services) : IHostedService
{
    /// <exception cref="KafkaSetupException">The logs differ; the message says what to do.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (services.GetService<IntakeStream>() is { } stream)
        {
            await stream.OpenAsync(cancellationToken);
            return;
        }

        await using var command = database.CreateCommand("select topic from intake_stream");
        if (await command.ExecuteScalarAsync(cancellationToken) is string topic)
        {
            throw new KafkaSetupException($"This database's intake log is the Kafka topic {topic}: start with --with kafka, or on a new database.");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
