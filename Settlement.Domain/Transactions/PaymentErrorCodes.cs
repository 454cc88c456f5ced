namespace Settlement.Domain.Transactions;

/// <summary>The codes of broken payment rules, as REST shows them. They never change their meaning.</summary>
public static class PaymentErrorCodes
{
    /// <summary>Missing, null or empty.</summary>
    public const string Required = "required";

    /// <summary>Another JSON type than the field takes.</summary>
    public const string WrongType = "wrong_type";

    /// <summary>More than 64 characters.</summary>
    public const string TooLong = "too_long";

    /// <summary>A character outside letters, digits and . _ : -</summary>
    public const string InvalidCharacter = "invalid_character";

    /// <summary>A control character anywhere in the body's texts, escaped or not.</summary>
    public const string ControlCharacter = "control_character";

    /// <summary>No active ISO 4217 currency.</summary>
    public const string UnknownCurrency = "unknown_currency";

    /// <summary>Not a decimal number.</summary>
    public const string NotANumber = "not_a_number";

    /// <summary>Zero or less.</summary>
    public const string NotPositive = "not_positive";

    /// <summary>More decimals than the source currency has.</summary>
    public const string TooManyDecimals = "too_many_decimals";

    /// <summary>More than <see cref="PaymentAmount.MaxUnits"/>.</summary>
    public const string AmountTooLarge = "amount_too_large";

    /// <summary>Source and destination are one account.</summary>
    public const string SameAccount = "same_account";

    /// <summary>No such account.</summary>
    public const string UnknownAccount = "unknown_account";

    /// <summary>The account is closed or suspended.</summary>
    public const string InactiveAccount = "inactive_account";

    /// <summary>No such participant.</summary>
    public const string UnknownCounterparty = "unknown_counterparty";

    /// <summary>The participant is closed or suspended.</summary>
    public const string InactiveCounterparty = "inactive_counterparty";

    /// <summary>The destination account belongs to another participant.</summary>
    public const string NotTheCounterparty = "account_not_of_counterparty";

    /// <summary>No settlement window of that name.</summary>
    public const string UnknownWindow = "unknown_window";

    /// <summary>More keys than an object of metadata may have.</summary>
    public const string TooManyKeys = "too_many_keys";

    /// <summary>More bytes than the field, or one transaction of a batch, may have.</summary>
    public const string TooLarge = "too_large";

    /// <summary>Nested deeper than the field may be.</summary>
    public const string TooDeep = "too_deep";

    /// <summary>The header and the body name different idempotency keys.</summary>
    public const string KeyConflict = "idempotency_key_conflict";

    /// <summary>The idempotency key stands for another body already.</summary>
    public const string KeyReused = "idempotency_key_reused";

    /// <summary>The transaction id stands in the log under another idempotency key.</summary>
    public const string TransactionExists = "transaction_id_exists";

    /// <summary>A batch of none or too many transactions.</summary>
    public const string BatchSize = "batch_size";
}
