namespace Settlement.Api; internal static class Program { internal static int Main() => 0; }
