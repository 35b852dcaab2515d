// The list as it grows: asks what is new, and asks again. A question a second costs nothing, holds nothing open that
// would keep the sandbox from stopping, and after a lost connection the next one finds what was missed.
"use strict";
(() => {
  const NOW_AND_THEN = 1000, BUSY = 250, LOST = 2000, SHOWN = 200;
  const form = document.getElementById("filters");
  const live = document.getElementById("live");
  const pause = document.getElementById("pause");
  const count = document.getElementById("count");
  const spoken = document.getElementById("spoken");
  const none = document.getElementById("no-filters");
  let results = document.getElementById("results");
  let paused = false, timer = 0, turn = 0, unsaid = 0, said = 0;

  const question = () => {
    const fields = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...fields]) if (!value.trim()) fields.delete(name);
    return fields;
  };
  const address = (fields) => { const text = fields.toString(); return text ? `./?${text}` : "./"; };
  const old = () => results.hasAttribute("data-older");

  function state(word, kind) {
    if (live.textContent !== word) live.textContent = word;
    live.className = `live ${kind}`;
  }

  function say(text) {
    spoken.textContent = text;
  }

  // Several at once are told at once, and not more than every few seconds.
  function announce(fresh) {
    unsaid += fresh;
    if (!unsaid || Date.now() - said < 3000) return;
    say(unsaid === 1 ? "1 new request" : `${unsaid} new requests`);
    said = Date.now();
    unsaid = 0;
  }

  function rowsOf(markup) {
    const held = document.createElement("template");
    held.innerHTML = `<table><tbody>${markup}</tbody></table>`; // the server has escaped it
    return [...held.content.querySelectorAll("tr")];
  }

  function settle(markup) {
    for (const row of rowsOf(markup)) {
      const held = document.getElementById(row.id);
      if (!held) continue;
      const focused = held.contains(document.activeElement);
      held.replaceWith(row);
      if (focused) row.querySelector("a").focus();
    }
  }

  function prepend(markup) {
    const body = document.getElementById("rows");
    const rows = rowsOf(markup).filter((row) => !document.getElementById(row.id));
    for (const row of rows) row.classList.add("fresh");
    body.prepend(...rows);
    let dropped = false;
    while (body.rows.length > SHOWN && !body.lastElementChild.contains(document.activeElement)) {
      body.lastElementChild.remove();
      dropped = true;
    }
    const older = document.getElementById("older");
    if (dropped) older.hidden = false;
    const fields = question();
    fields.set("before", body.lastElementChild.dataset.number);
    older.href = address(fields);
    return rows.length;
  }

  // The whole of the results as the server shows them: after another question, a reset, or a flood.
  async function renew(fields) {
    const mine = ++turn;
    const answer = await fetch(address(fields), { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== turn) return; // another question was asked meanwhile
    const number = document.activeElement && document.activeElement.closest("#rows tr");
    results.replaceWith(page.getElementById("results"));
    results = document.getElementById("results");
    count.textContent = page.getElementById("count").textContent;
    const again = number && document.getElementById(number.id);
    if (again) again.querySelector("a").focus();
  }

  async function ask() {
    const mine = turn, fields = question(), body = document.getElementById("rows");
    fields.set("after", results.dataset.last);
    fields.set("generation", results.dataset.generation);
    if (body) {
      const open = [...body.querySelectorAll("tr[data-open]")].map((row) => row.dataset.number);
      if (open.length) fields.set("open", open.join(","));
    }
    const answer = await fetch(`news?${fields}`);
    if (!answer.ok) throw new Error(String(answer.status));
    const news = await answer.json();
    if (mine !== turn) return true;
    count.textContent = news.count;
    if (news.again || (news.rows && !body)) {
      await renew(question());
      announce(document.querySelectorAll("#rows tr").length);
      return true;
    }
    results.dataset.last = news.last;
    if (news.settled) settle(news.settled);
    announce(news.rows ? prepend(news.rows) : 0);
    return Boolean(news.rows);
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(tick, wait);
  }

  async function tick() {
    if (paused || document.hidden) return;
    if (old()) {
      state("Older requests", "paused");
      return;
    }
    try {
      const busy = await ask();
      state("Live", "");
      later(busy ? BUSY : NOW_AND_THEN);
    } catch (lost) {
      state("No connection, trying again", "lost");
      later(LOST);
    }
  }

  pause.addEventListener("click", () => {
    paused = !paused;
    pause.textContent = paused ? "Resume" : "Pause";
    pause.setAttribute("aria-pressed", String(paused));
    if (paused) state("Paused", "paused");
    else tick();
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) tick(); });

  let typing = 0;
  async function changed() {
    const fields = question();
    none.hidden = !fields.size;
    history.replaceState(null, "", address(fields));
    clearTimeout(timer);
    try {
      await renew(fields);
      const rows = document.querySelectorAll("#rows tr").length;
      say(rows ? `${rows}${document.getElementById("older").hidden ? "" : " or more"} requests match` : "No request matches");
      if (!paused) tick();
    } catch (lost) {
      state("No connection, trying again", "lost");
      later(LOST);
    }
  }
  form.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(changed, 180); });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(typing); changed(); });

  document.addEventListener("click", (event) => {
    const row = event.target.closest("#rows tr");
    if (!row || event.target.closest("a, button") || String(window.getSelection())) return;
    const link = row.querySelector("a.path");
    if (event.ctrlKey || event.metaKey) window.open(link.href); else link.click();
  });
  if (location.hash === "#search") document.getElementById("search").focus();
  tick();
})();
