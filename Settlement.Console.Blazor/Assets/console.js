// What a page needs of the browser itself: theme and time zone, countdowns, keys, and the way back after a lost connection.
(() => {
  "use strict";
  const year = 31536000;
  const remember = (name, value) => {
    document.cookie = `settlement_${name}=${encodeURIComponent(value)};path=/;max-age=${year};samesite=strict`;
  };
  const recall = name => document.cookie.split("; ").find(part => part.startsWith(`settlement_${name}=`))?.split("=")[1];

  // The server writes times in this zone from the next page on; the first one is loaded again, once.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && decodeURIComponent(recall("zone") ?? "") !== zone) {
    remember("zone", zone);
    if (recall("zone") && zone !== "UTC") location.reload();
  }

  const banner = () => document.getElementById("connection-lost");
  const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));
  let lost = false;
  const reconnect = async () => {
    for (let wait = 500; lost; wait = Math.min(wait * 1.5, 3000)) {
      try {
        if (await Blazor.reconnect()) return;
        // The server is back and does not know this page any more: it was restarted.
        location.reload();
        return;
      } catch {
        await pause(wait);
      }
    }
  };
  Blazor.start({
    circuit: {
      reconnectionHandler: {
        onConnectionDown: () => {
          if (lost) return;
          lost = true;
          document.documentElement.dataset.lost = "";
          const box = banner();
          box.querySelector("time").textContent = new Date().toLocaleTimeString("en-GB");
          box.hidden = false;
          reconnect();
        },
        onConnectionUp: () => {
          lost = false;
          delete document.documentElement.dataset.lost;
          banner().hidden = true;
        },
      },
    },
  });

  // A page is seen before it is live, and its fields are made anew when it comes alive: what was typed meanwhile, and where, is carried over.
  const early = new Set();
  let focused = null;
  const nameOf = field => field.id ? `#${CSS.escape(field.id)}` : field.name ? `${field.localName}[name="${CSS.escape(field.name)}"]` : null;
  const successor = field => nameOf(field) && document.querySelector(nameOf(field));
  const carryOver = () => {
    for (const field of [...early].filter(one => !one.isConnected)) {
      early.delete(field);
      const next = successor(field);
      if (!next || next.value === field.value) continue;
      next.value = field.value;
      next.dispatchEvent(new Event("input", { bubbles: true }));
      next.dispatchEvent(new Event("change", { bubbles: true }));
    }
    if (focused && !focused.isConnected) {
      const next = document.activeElement === document.body ? successor(focused) : null;
      next?.focus();
      if (next && focused.selectionStart != null) next.setSelectionRange(focused.selectionStart, focused.selectionEnd);
      focused = null;
    }
  };
  const takeover = new MutationObserver(() => {
    carryOver();
    if (document.querySelector(".is-live")) takeover.disconnect();
  });
  takeover.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
  document.addEventListener("input", event => early.add(event.target), { capture: true });
  document.addEventListener("focusin", event => focused = event.target, { capture: true });

  // Countdowns run here: a server that ticks for every open page would do so for nothing.
  const remaining = milliseconds => {
    const total = Math.max(0, Math.floor(milliseconds / 1000));
    const days = Math.floor(total / 86400), hours = Math.floor(total / 3600) % 24, minutes = Math.floor(total / 60) % 60, seconds = total % 60;
    const two = number => String(number).padStart(2, "0");
    if (total === 0) return "now";
    if (days > 0) return `${days} d ${two(hours)} h`;
    if (hours > 0) return `${hours} h ${two(minutes)} min`;
    return `${two(minutes)}:${two(seconds)}`;
  };
  // By the server's clock: a cut-off does not wait for a browser whose clock is slow.
  const skew = Date.parse(document.documentElement.dataset.servedAt) - Date.now();
  const tick = () => {
    for (const element of document.querySelectorAll("[data-until]")) {
      const left = Date.parse(element.dataset.until) - Date.now() - skew;
      const text = remaining(left);
      // Into the node that is there: it is the page's, which may write a new one into it.
      if (element.textContent !== text) element.firstChild ? element.firstChild.data = text : element.textContent = text;
      element.dataset.urgency = left < 5 * 60000 ? "now" : left < 30 * 60000 ? "soon" : "later";
    }
  };
  setInterval(tick, 1000);
  document.addEventListener("DOMContentLoaded", tick);

  const isTyping = target => target.closest?.("input, textarea, select, [contenteditable]");
  const go = {
    o: "/", f: "/failures", a: "/actions", t: "/transactions", b: "/batches", w: "/windows", l: "/ledger", q: "/liquidity", r: "/risk", x: "/fx",
    p: "/participants", j: "/jobs", y: "/activity", h: "/system", e: "/people", k: "/keys",
  };
  const keys = () => document.getElementById("keys");
  let leader = 0;
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && isTyping(event.target)) { event.target.blur(); return; }
    if (isTyping(event.target) || keys().open) return;
    if (event.key === "?") {
      keys().showModal();
    } else if (event.key === "/") {
      event.preventDefault();
      document.getElementById("find")?.focus();
    } else if (event.key === "g") {
      leader = event.timeStamp;
    } else if (event.timeStamp - leader < 1000 && go[event.key]) {
      leader = 0;
      event.preventDefault();
      Blazor.navigateTo(go[event.key]);
    } else if (event.key === "n") {
      document.querySelector("main a[rel=next]")?.click();
    } else if (event.key === "j" || event.key === "k") {
      const rows = [...document.querySelectorAll("tr[data-href] a.row-link")];
      if (rows.length === 0) return;
      const at = rows.indexOf(document.activeElement);
      rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === "j" ? 1 : -1)))].focus();
    }
  });

  // The page's base address would lead the link to another page.
  document.addEventListener("click", event => {
    if (!event.target.closest?.("a.skip")) return;
    event.preventDefault();
    document.getElementById("main").focus();
  }, { capture: true });

  // A click anywhere in a row opens it; its link is there for keyboards and new tabs.
  document.addEventListener("click", event => {
    if (event.target.closest?.("[data-opens-keys]")) { keys().showModal(); return; }
    const row = event.target.closest?.("tr[data-href]");
    if (row && !event.target.closest("a, button, input, label") && !getSelection().toString()) row.querySelector("a.row-link")?.click();
  });

  window.settlement = {
    setTheme: theme => {
      remember("theme", theme);
      document.documentElement.dataset.theme = theme;
    },
    theme: () => document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"),
    copy: text => navigator.clipboard.writeText(text),
    focusHeading: () => document.querySelector("main h1")?.focus(),
    store: (name, value) => value === null ? localStorage.removeItem(name) : localStorage.setItem(name, value),
    recall: name => localStorage.getItem(name),
  };
})();
