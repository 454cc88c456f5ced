using Settlement.Engine.Actions;

namespace Settlement.Api.Liquidity;

internal static class LiquidityAnswersRegistration
{
    /// <summary>What the liquidity routes answer from, beside the engine's part.</summary>
    public static IServiceCollection AddLiquidityAnswers(this IServiceCollection services) => services
        .AddSingleton<Recommendations>()
        .AddSingleton<AdvisedFunding>()
        .AddSingleton<IOperatorAction, FundAdvisedAction>();
}
