using Microsoft.Playwright;

namespace Settlement.Tests.Console;

/// <summary>
/// Measures, as the browser computed the styles, how every visible text stands out from what is painted behind it (WCAG 2.1, 1.4.3: 4.5, large text 3), and the
/// border of every field from what surrounds it (1.4.11: 3).
/// </summary>
internal static class Contrast
{
    /// <summary>Colours are read back from a pixel, so that any notation counts; layers behind are composed up to the first opaque one.</summary>
    private const string Script = """
        () => {
          const pixel = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
          const known = new Map();
          const rgba = css => {
            if (!known.has(css)) {
              pixel.clearRect(0, 0, 1, 1);
              pixel.fillStyle = css;
              pixel.fillRect(0, 0, 1, 1);
              const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data;
              known.set(css, [r, g, b, a / 255]);
            }
            return known.get(css);
          };
          const over = ([r, g, b, a], under) => [r, g, b].map((one, i) => one * a + under[i] * (1 - a));
          const behind = element => {
            const layers = [];
            for (let one = element; one; one = one.parentElement) {
              const style = getComputedStyle(one);
              const shape = one.localName === "g" ? one.querySelector(":scope > rect") : null;
              const colour = rgba(shape ? getComputedStyle(shape).fill : style.backgroundColor);
              if (colour[3] > 0) layers.push(colour);
              if (colour[3] === 1) break;
            }
            return layers.reduceRight((under, layer) => over(layer, under), [255, 255, 255]);
          };
          const light = colour => colour.map(one => one / 255).map(one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
            .reduce((sum, one, i) => sum + one * [0.2126, 0.7152, 0.0722][i], 0);
          const ratio = (one, other) => {
            const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
            return (high + 0.05) / (low + 0.05);
          };
          const opacity = element => element ? Number(getComputedStyle(element).opacity) * opacity(element.parentElement) : 1;
          const faults = new Set();
          const judge = (what, colour, under, least, text) => {
            const found = ratio(over(colour, under), under);
            if (found < least - 0.005) faults.add(`${what} "${text.trim().slice(0, 40)}": ${found.toFixed(2)}, at least ${least} is asked for`);
          };
          const nameOf = element => `${element.localName}.${[...element.classList].join(".")} in ${element.closest("[class]")?.parentElement?.className ?? ""}`;
          let texts = 0;
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, node => node.data.trim() ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP);
          for (let node = walk.nextNode(); node; node = walk.nextNode()) {
            const element = node.parentElement;
            const box = element.getBoundingClientRect();
            if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || box.width <= 1 || element.closest("option, script, style, title, :disabled")) continue;
            texts++;
            const style = getComputedStyle(element);
            const [r, g, b, a] = rgba(element instanceof SVGElement ? style.fill : style.color);
            const size = parseFloat(style.fontSize);
            judge(nameOf(element), [r, g, b, a * opacity(element)], behind(element), size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5, node.data);
          }
          for (const field of document.querySelectorAll("input:not([type=checkbox], [type=hidden]), select, textarea")) {
            if (!field.checkVisibility() || field.disabled) continue;
            judge("border of " + nameOf(field), rgba(getComputedStyle(field).borderTopColor), behind(field.parentElement), 3, field.name);
            judge("text of " + nameOf(field), rgba(getComputedStyle(field).color), behind(field), 4.5, field.name);
            if (field.placeholder) judge("placeholder of " + nameOf(field), rgba(getComputedStyle(field, "::placeholder").color), behind(field), 4.5, field.placeholder);
          }
          const root = document.documentElement;
          return { texts, faults: [...faults], tooWide: root.scrollWidth - root.clientWidth, background: getComputedStyle(document.body).backgroundColor };
        }
        """;

    /// <summary>What is too faint on a page as it is shown now. Fails where there is nothing to measure.</summary>
    internal static async Task<IReadOnlyList<string>> FaultsAsync(IPage page) => (await MeasureAsync(page)).Faults;

    /// <summary>The same with by how many pixels the page is wider than the screen, and the colour of its ground.</summary>
    internal static async Task<(IReadOnlyList<string> Faults, int TooWide, string Background)> MeasureAsync(IPage page)
    {
        var measured = await page.EvaluateAsync<Measured>(Script);
        return (measured.Texts > 0 ? measured.Faults : ["no text was found"], measured.TooWide, measured.Background);
    }

    internal sealed record Measured
    {
        public int Texts { get; init; }

        public string[] Faults { get; init; } = [];

        public int TooWide { get; init; }

        public string Background { get; init; } = "";
    }
}
