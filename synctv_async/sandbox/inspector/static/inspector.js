// What every page has: copying, revealing secrets, and keys. Without it the pages work too.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const base = document.body.dataset.base;

  // Browsers give the clipboard to pages of https and of loopback only; elsewhere the old way still works.
  async function copy(text) {
    if (navigator.clipboard && window.isSecureContext) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch (refused) { /* a browser may still say no: then the old way */ }
    }
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    area.className = "spoken";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const done = await copy(button.dataset.copy);
    button.focus();
    button.dataset.label ||= button.textContent;
    button.textContent = done ? "Copied" : "Not copied";
    button.classList.toggle("done", done);
    setTimeout(() => {
      button.textContent = button.dataset.label;
      button.classList.remove("done");
    }, 1600);
  });

  // Secrets are fetched when they are asked for; no page holds them before.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("#reveal");
    if (!link) return;
    event.preventDefault();
    try {
      const answer = await fetch(link.href, { headers: { Accept: "application/json" } });
      const secrets = await answer.json();
      for (const value of document.querySelectorAll("[data-secret]")) value.textContent = secrets[value.dataset.secret];
      const button = link.parentElement.querySelector("[data-copy]");
      button.dataset.copy = document.getElementById("variables").textContent.trim();
      button.focus();
      link.remove();
    } catch (failed) {
      location.href = link.href;
    }
  });

  // Keys of one letter can be switched off: they are in the way of whoever speaks to the computer.
  const store = { get: () => { try { return localStorage.getItem("shortcuts"); } catch (none) { return null; } },
                  set: (value) => { try { localStorage.setItem("shortcuts", value); } catch (none) { /* for this page then */ } } };
  let keys = store.get() !== "off";
  const toggle = document.getElementById("shortcuts");
  const show = () => {
    toggle.textContent = `Keyboard shortcuts: ${keys ? "on" : "off"}`;
    toggle.setAttribute("aria-pressed", String(keys));
  };
  toggle.addEventListener("click", () => { keys = !keys; store.set(keys ? "on" : "off"); show(); });
  show();

  const links = () => [...document.querySelectorAll("#rows a.path")];
  function move(step) {
    const all = links();
    if (!all.length) return false;
    const at = all.indexOf(document.activeElement);
    const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))];
    next.focus();
    next.closest("tr").scrollIntoView({ block: "nearest" });
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const field = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (field) {
      if (event.key === "Escape" && field.id === "search") field.blur();
      if (event.key === "ArrowDown" && field.id === "search" && move(1)) event.preventDefault();
      return;
    }
    const inList = event.target.matches && event.target.matches("#rows a.path");
    if (inList && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      if (move(event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
      return;
    }
    if (!keys) return;
    const step = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (step) {
      location.href = step.href;
    } else if (event.key === "/") {
      const search = document.getElementById("search");
      if (search) search.focus(); else location.href = `${base}#search`;
      event.preventDefault();
    } else if (event.key === "j" || event.key === "k") {
      move(event.key === "j" ? 1 : -1);
    } else if (event.key === "u") {
      location.href = base;
    }
  });
})();
