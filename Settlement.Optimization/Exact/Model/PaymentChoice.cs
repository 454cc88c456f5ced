using Settlement.Optimization.Exact.Programs;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Exact.Model;

/// <summary>
/// The rows that every plan of a netted problem keeps, as an integer program. With one batch (the pool) they are the problem itself where it
/// fits one batch, and else a relaxation of it: what the batches of any partition net separately nets at least as well together, so no
/// partition settles more or costs less.
/// </summary>
/// <remarks>
/// x[i,b] = 1: payment i settles in batch b, and sum over b of x[i,b] &lt;= 1. Batch b nets n[c,b] = credits - debits at cell c (participant
/// and currency). The debit of a cell: u[c,b] &gt;= -n[c,b], u &gt;= 0, sum over b of u[c,b] &lt;= what the cell may spend. Bilateral limits
/// likewise by direction. With more than one batch each holds at most <c>MaxBatchSize</c>. A cross-currency payment is one variable with a
/// debit in one currency and a credit in the other: payment versus payment holds by construction. With one batch u needs no variable.
/// </remarks>
internal sealed class PaymentChoice
{
    private readonly IndexedProblem index;
    private readonly int[,] choice;
    private readonly List<Func<int[], long>> values = [];

    public PaymentChoice(IndexedProblem index, int batches)
    {
        this.index = index;
        Batches = batches;
        choice = new int[index.Count, batches];
        Payments = [.. Enumerable.Range(0, index.Count).Where(i => index.MaySettle[i])];
        AddChoices();
        AddLiquidity();
        AddFlows();
    }

    public IntegerProgram Program { get; } = new();

    public int Batches { get; }

    /// <summary>Those that have a variable: the ones that may settle.</summary>
    public int[] Payments { get; }

    public int Variable(int payment, int batch) => choice[payment, batch];

    /// <summary>Adds a variable whose value follows from an assignment (by payment its batch, -1 deferred).</summary>
    public int AddVariable(long min, long max, Func<int[], long> valueOf)
    {
        values.Add(valueOf);
        return Program.AddVariable(min, max);
    }

    /// <summary>The value of every variable for an assignment: a complete hint.</summary>
    public long[] ValuesOf(int[] assignment) => [.. values.Select(valueOf => valueOf(assignment))];

    /// <summary>By payment its batch, -1 where it is deferred.</summary>
    public int[] AssignmentOf(long[] solution)
    {
        var assignment = new int[index.Count];
        Array.Fill(assignment, -1);
        foreach (var payment in Payments)
        {
            for (var batch = 0; batch < Batches; batch++)
            {
                if (solution[choice[payment, batch]] == 1)
                {
                    assignment[payment] = batch;
                }
            }
        }

        return assignment;
    }

    private void AddChoices()
    {
        foreach (var payment in Payments)
        {
            var own = new List<(int, long)>(Batches);
            for (var batch = 0; batch < Batches; batch++)
            {
                var (i, b) = (payment, batch);
                choice[i, b] = AddVariable(0, 1, assignment => assignment[i] == b ? 1 : 0);
                own.Add((choice[i, b], 1));
            }

            if (Batches > 1)
            {
                Program.AddRow(own, 0, 1);
            }
        }

        for (var batch = 0; Batches > 1 && batch < Batches; batch++)
        {
            Program.AddRow([.. Payments.Select(payment => (choice[payment, batch], 1L))], 0, index.Problem.MaxBatchSize);
        }
    }

    private void AddLiquidity()
    {
        var sums = CellSums.Of(index);
        for (var cell = 0; cell < index.Cells.Length; cell++)
        {
            // Where all debits together keep the liquidity, the row could never bind.
            if (sums[cell].Debits > index.Limits.Spendable[cell])
            {
                AddUse(sums[cell].Terms, index.Limits.Spendable[cell], sums[cell].Debits);
            }
        }
    }

    private void AddFlows()
    {
        var count = index.Flows.Limit.Length;
        var terms = new List<(int Payment, long Minor)>[count];
        var forward = new long[count];
        for (var direction = 0; direction < count; direction++)
        {
            terms[direction] = [];
        }

        foreach (var payment in Payments.Where(payment => index.Flows.Direction[payment] >= 0))
        {
            var direction = index.Flows.Direction[payment];
            terms[direction].Add((payment, -index.Source[payment]));
            terms[direction ^ 1].Add((payment, index.Source[payment]));
            forward[direction] += index.Source[payment];
        }

        for (var direction = 0; direction < count; direction++)
        {
            var limit = Math.Max(0, index.Flows.Limit[direction]);
            if (forward[direction] > limit)
            {
                AddUse(terms[direction], limit, forward[direction]);
            }
        }
    }

    /// <summary>Sum over the batches of max(0, -net) is at most the limit.</summary>
    private void AddUse(List<(int Payment, long Minor)> terms, long limit, long most)
    {
        if (Batches == 1)
        {
            Program.AddRow([.. terms.Select(term => (choice[term.Payment, 0], term.Minor))], -limit, long.MaxValue);
            return;
        }

        var uses = new List<(int, long)>(Batches);
        for (var batch = 0; batch < Batches; batch++)
        {
            var b = batch;
            var use = AddVariable(0, Math.Min(limit, most), assignment => Math.Clamp(-Net(terms, assignment, b), 0, Math.Min(limit, most)));
            Program.AddRow([(use, 1), .. terms.Select(term => (choice[term.Payment, b], term.Minor))], 0, long.MaxValue);
            uses.Add((use, 1));
        }

        Program.AddRow(uses, 0, limit);
    }

    public static long Net(List<(int Payment, long Minor)> terms, int[] assignment, int batch)
    {
        var net = 0L;
        foreach (var (payment, minor) in terms)
        {
            net += assignment[payment] == batch ? minor : 0;
        }

        return net;
    }
}
