using Microsoft.EntityFrameworkCore;

namespace Settlement.Engine.ReadModel;

/// <summary>What pages and queries read: the tables as they are, never written through this.</summary>
public sealed class ReadContext(DbContextOptions<ReadContext> options) : DbContext(options)
{
    public DbSet<TransactionRow> Transactions => Set<TransactionRow>();

    public DbSet<BatchRow> Batches => Set<BatchRow>();

    public DbSet<WindowRow> Windows => Set<WindowRow>();

    public DbSet<SagaEventRow> Events => Set<SagaEventRow>();

    public DbSet<IntakeRow> Intake => Set<IntakeRow>();

    public override int SaveChanges(bool acceptAllChangesOnSuccess) => throw new NotSupportedException("the read model is not written to");

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<TransactionRow>(row =>
        {
            row.ToTable("transactions").HasKey(t => t.Id);
            row.Property(t => t.Deferral).HasColumnType("jsonb");
        });
        modelBuilder.Entity<BatchRow>().ToTable("batches").HasKey(b => b.Id);
        modelBuilder.Entity<WindowRow>().ToTable("windows").HasKey(w => w.Id);
        modelBuilder.Entity<SagaEventRow>().ToTable("saga_events").HasKey(e => new { e.SagaId, e.Version });
        modelBuilder.Entity<IntakeRow>().ToTable("intake_log").HasKey(i => i.Position);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(type => type.GetProperties()))
        {
            property.SetColumnName(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }
    }
}
