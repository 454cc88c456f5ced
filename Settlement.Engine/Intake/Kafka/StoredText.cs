using System.Text;

namespace Settlement.Engine.Intake.Kafka;

/// <summary>Bytes of a stranger as text that PostgreSQL takes: what is no UTF-8 is replaced, and so is the zero character, which its texts cannot hold.</summary>
internal static class StoredText
{
    private const char Replacement = '\uFFFD';

    public static string Of(byte[] bytes) => Of(Encoding.UTF8.GetString(bytes));

    public static string Of(string text) => text.Replace('\0', Replacement);
}
