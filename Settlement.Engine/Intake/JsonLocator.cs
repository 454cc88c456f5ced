using System.Globalization;
using System.Text.Json;

namespace Settlement.Engine.Intake;

/// <summary>Names the place in a valid JSON text at which a byte stands, as field errors name it: <c>metadata.notes[2]</c>.</summary>
internal static class JsonLocator
{
    /// <summary>The path of the value that holds the byte; for a byte in a field's name, the path of the object that has the field.</summary>
    public static string PathAt(ReadOnlySpan<byte> json, int offset)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonLimits.MaxDepth + 2 });
        var path = new Stack<Level>();
        while (reader.Read())
        {
            var isHere = offset >= reader.TokenStartIndex && offset < reader.BytesConsumed;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName when isHere:
                    path.Pop();
                    return Write(path);
                case JsonTokenType.PropertyName:
                    path.Pop();
                    path.Push(new Level(reader.GetString(), 0));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    path.Pop();
                    Advance(path);
                    break;
                default:
                    if (isHere)
                    {
                        return Write(path);
                    }

                    Enter(ref reader, path);
                    break;
            }
        }

        return "";
    }

    private static void Enter(ref Utf8JsonReader reader, Stack<Level> path)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            path.Push(new Level("", 0));
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            path.Push(new Level(null, 0));
        }
        else
        {
            Advance(path);
        }
    }

    private static void Advance(Stack<Level> path)
    {
        if (path.TryPeek(out var level) && level.Name is null)
        {
            path.Pop();
            path.Push(level with { Index = level.Index + 1 });
        }
    }

    private static string Write(Stack<Level> path)
    {
        var text = "";
        foreach (var level in path.Reverse())
        {
            text += level.Name is null ? string.Create(CultureInfo.InvariantCulture, $"[{level.Index}]") : text.Length == 0 ? level.Name : "." + level.Name;
        }

        return text;
    }

    /// <param name="Name">The field being read of an object; null in an array.</param>
    private readonly record struct Level(string? Name, int Index);
}
