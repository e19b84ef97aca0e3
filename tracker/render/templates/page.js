"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const json = (id) => JSON.parse(find(id)?.textContent ?? "{}");
  const form = document.querySelector("form");
  const field = find("filter");
  const shown = find("shown");
  const opener = find("open");
  const choices = ["party", "category", "status"].map(find).filter(Boolean);
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const AT_FIRST = 50; // lines of a list that are shown until all are asked for
  const PICTURES = 4; // parts of a chart that are shown until all are asked for
  const BATCH = 20; // records that are opened between two frames
  document.documentElement.classList.add("js");

  // ---- records: some are elements, the others are text until they are opened
  const home = document.querySelector(".records");
  const stored = json("stored");
  const records = new Map(all("details.record").map((record) => [record.id, record]));
  const ids = [...new Set([...records.keys(), ...Object.keys(stored)])];
  const order = new Map(ids.map((id, place) => [id, place]));
  let last = -1; // the place of the last record that is an element
  const record = (id) => {
    if (!records.has(id) && Object.hasOwn(stored, id)) {
      const made = document.createElement("details");
      made.className = "record";
      made.id = id;
      made.innerHTML = stored[id]; // written by tracker, every text of the register escaped
      const later = last < order.get(id) ? undefined : ids.slice(order.get(id)).find((other) => records.has(other));
      home.insertBefore(made, records.get(later) ?? null);
      last = Math.max(last, order.get(id));
      records.set(id, made);
    }
    return records.get(id);
  };
  const ref = (id) => decodeURIComponent(id.replace(/^record-/u, ""));

  // ---- filter: the commitments that have every word and every choice, and the lines that name one of them
  const refs = (element) => element.dataset.refs?.split(" ") ?? [];
  const filtered = "table[data-sort] tbody, main > section > ul, main > section > section > ul";
  const lists = all(filtered).filter((list) => !list.closest("[data-stays]")).map((list) => ({
    list,
    lines: [...list.children].map((line) => ({ line, refs: [...refs(line), ...refs(list.closest("main > section"))], off: false })),
  }));
  for (const each of lists) {
    if (each.lines.length <= AT_FIRST + 10) continue;
    each.more = document.createElement("button");
    each.more.type = "button";
    each.more.className = "more";
    each.more.addEventListener("click", () => {
      each.whole = true;
      paint(each);
    });
    (each.list.closest(".scroll") ?? each.list).after(each.more);
  }
  const paint = ({ list, lines, more, whole }) => {
    const on = lines.filter((each) => !each.off);
    const most = more && !whole ? AT_FIRST : Infinity;
    for (const each of lines) each.line.hidden = each.off;
    for (const each of on.slice(most)) each.line.hidden = true;
    if (more) {
      more.hidden = on.length <= most;
      more.textContent = shown.dataset.all.replace("NUMBER", on.length);
    }
  };
  lists.forEach(paint);
  for (const box of all(".pictures")) {
    const rest = [...box.children].slice(PICTURES);
    if (!rest.length) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "more";
    button.textContent = shown.dataset.all.replace("NUMBER", all(".chart > g > title", box).length);
    button.addEventListener("click", () => {
      for (const picture of rest) picture.classList.remove("over");
      button.remove();
    });
    for (const picture of rest) picture.classList.add("over");
    box.after(button);
  }
  const facets = json("facets");
  const ofRef = (name) => facets[name] ?? facets[name.split("/")[0]];
  let texts; // of each commitment: its lines of a table and its record
  const read = () => {
    texts = new Map();
    const add = (name, text) => texts.set(name, `${texts.get(name) ?? ""} ${plain(text)}`);
    for (const { list, lines } of lists) {
      for (const each of lines) {
        each.text = plain(each.line.textContent);
        if (list.tagName === "TBODY" && each.refs.length) add(each.refs[0], each.text);
      }
    }
    const tag = /<[^>]*>/gu;
    for (const id of ids) add(ref(id), stored[id]?.replace(tag, " ") ?? records.get(id).textContent);
  };
  const bars = all(".chart g").filter((bar) => bar.querySelector(":scope > title"));
  const filter = () => {
    const words = plain(field.value).split(/\s+/u).filter(Boolean);
    const chosen = choices.filter((choice) => choice.value);
    const active = words.length + chosen.length > 0;
    if (active && !texts) read();
    const has = (text) => words.every((word) => text.includes(word));
    const fits = (name) =>
      chosen.every(({ id, value }) => {
        const found = ofRef(name);
        return found && (id === "party" ? found[0].includes(value) : found[id === "category" ? 1 : 2] === value);
      });
    const hits = new Set();
    for (const [name, text] of texts ?? []) if (has(text) && fits(name)) hits.add(name);
    const isOff = (names, text) =>
      active && !(names.some((name) => hits.has(name)) || (has(text) && (names.length ? names.some(fits) : !chosen.length)));
    for (const each of lists) {
      for (const line of each.lines) line.off = isOff(line.refs, line.text);
      paint(each);
    }
    for (const [id, found] of records) found.hidden = active && !hits.has(ref(id));
    for (const bar of bars) {
      const names = bar.querySelector("title").textContent.split(/[\s·:,]+/u).filter((name) => texts?.has(name));
      bar.classList.toggle("off", active && names.length > 0 && !names.some((name) => hits.has(name)));
      bar.classList.toggle("named", names.length > 0);
    }
    for (const section of all("main > section")) {
      const lines = lists.filter(({ list }) => section.contains(list)).flatMap((each) => each.lines);
      const drawn = bars.filter((bar) => section.contains(bar));
      section.hidden =
        active && lines.length + drawn.length > 0 && lines.every((line) => line.off) &&
        !drawn.some((bar) => bar.matches(".named:not(.off)")) && !section.querySelector("details[open]:not([hidden])");
      for (const link of all(`nav a[href="#${section.getAttribute("aria-labelledby")}"]`)) link.parentElement.hidden = section.hidden;
    }
    shown.textContent = active ? shown.dataset.words.replace("SHOWN", hits.size).replace("ALL", texts.size) : "";
  };
  const rows = lists.filter(({ list }) => list.tagName === "TBODY").flatMap(({ lines }) => lines);
  form.hidden = new Set([...ids.map(ref), ...rows.flatMap((row) => row.refs.slice(0, 1))]).size < 2;
  form.addEventListener("submit", (event) => event.preventDefault());

  // ---- the address: an anchor and what is filtered by, #late&q=gas&party=JP
  const controls = [["q", field], ...choices.map((choice) => [choice.id, choice])];
  const decoded = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text; // typed by hand
    }
  };
  const parts = () => location.hash.slice(1).split("&").filter(Boolean);
  const anchor = () => parts().find((part) => !part.includes("=")) ?? "";
  const write = () => {
    const set = controls.filter(([, control]) => control.value);
    const hash = [anchor(), ...set.map(([name, control]) => `${name}=${encodeURIComponent(control.value)}`)];
    const address = hash.filter(Boolean).join("&");
    if (address !== location.hash.slice(1)) history.replaceState(null, "", address ? `#${address}` : location.pathname + location.search);
  };
  const changed = () => {
    filter();
    write();
  };
  for (const [, control] of controls) control.addEventListener(control === field ? "input" : "change", changed);
  const reveal = () => {
    const id = decoded(anchor());
    const found = record(anchor()) ?? record(id) ?? find(id);
    if (!found) return;
    found.hidden = false;
    if (found instanceof HTMLDetailsElement) {
      found.closest("section").hidden = false;
      found.open = true;
    }
    found.scrollIntoView();
  };
  const arrive = () => {
    const given = new Map(parts().filter((part) => part.includes("=")).map((part) => part.split("=")));
    if (given.size) for (const [name, control] of controls) control.value = decoded(given.get(name) ?? "");
    changed();
    reveal();
  };
  addEventListener("hashchange", arrive);

  // ---- sort: by the key of a cell, else by its number, else by its text; what is empty comes last
  const numeric = /^[+-]?\d[\d,]*(\.\d+)?$/u;
  const key = (cell) => {
    const text = cell.dataset.key ?? cell.textContent.trim();
    return numeric.test(text) ? Number(text.replaceAll(",", "")) : text;
  };
  const collator = new Intl.Collator(undefined, { numeric: true });
  const compare = (one, other) => {
    if (typeof one === "number" && typeof other === "number") return one - other;
    return collator.compare(String(one), String(other));
  };
  const sort = (heading, button) => {
    const row = heading.parentElement;
    const place = [...row.children].indexOf(heading);
    const down = heading.getAttribute("aria-sort") === "ascending";
    for (const other of row.children) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = heading.closest("table").tBodies[0];
    const list = lists.find((each) => each.list === body);
    const keyed = list.lines.some(({ line }) => line.cells[place].dataset.key !== undefined);
    const missing = (cell) => (keyed ? cell.dataset.key === undefined : !cell.textContent.trim());
    const rows = list.lines.map((each) => [missing(each.line.cells[place]), key(each.line.cells[place]), each]);
    rows.sort(([none, one], [nothing, other]) => none - nothing || (none ? 0 : compare(one, other) * (down ? -1 : 1)));
    list.lines = rows.map(([, , each]) => each);
    paint(list);
    body.append(...list.lines.map((each) => each.line));
    button.focus();
  };
  for (const heading of all("table[data-sort] th")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    button.addEventListener("click", () => sort(heading, button));
    heading.replaceChildren(button);
  }

  // ---- open and close all records that the filter leaves, a few at a time
  let turn = 0;
  const setAll = (open) => {
    turn += 1;
    const mine = turn;
    const rest = ids.filter((id) => !records.get(id)?.hidden);
    const next = () => {
      if (mine !== turn) return;
      for (const id of rest.splice(0, BATCH)) {
        const found = open ? record(id) : records.get(id);
        if (found) found.open = open;
      }
      if (rest.length) requestAnimationFrame(next);
    };
    next();
  };
  opener.hidden = ids.length === 0;
  opener.addEventListener("click", () => {
    const open = opener.dataset.opened === undefined;
    setAll(open);
    if (open) opener.dataset.opened = "";
    else delete opener.dataset.opened;
    opener.textContent = open ? opener.dataset.close : opener.dataset.open;
  });

  // ---- paper: every line of a list, and every record if the page was written for that
  let closed = [];
  const prints = document.body.dataset.print === "all";
  if (prints) for (const [, found] of records) found.open = false;
  addEventListener("beforeprint", () => {
    for (const { lines } of lists) for (const each of lines) each.line.hidden = each.off;
    closed = prints ? [...records.values()].filter((found) => !found.open) : [];
    for (const found of closed) found.open = true;
  });
  addEventListener("afterprint", () => {
    lists.forEach(paint);
    for (const found of closed) found.open = false;
  });
  arrive();
})();
