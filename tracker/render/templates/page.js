"use strict";
(() => {
  const form = document.querySelector("form");
  const field = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const opener = document.getElementById("open");
  const records = [...document.querySelectorAll("details.record")];
  const plain = (text) => text.normalize("NFKC").toLowerCase();

  // ---- filter: rows, sentences and records that have every word of the field
  const items = [...document.querySelectorAll("table[data-sort] tbody tr, main > section > ul > li"), ...records];
  const texts = new Map(items.map((item) => [item, plain(item.textContent)]));
  const filter = () => {
    const words = plain(field.value).split(/\s+/u).filter(Boolean);
    let count = 0;
    for (const item of items) {
      item.hidden = !words.every((word) => texts.get(item).includes(word));
      count += item.hidden ? 0 : 1;
    }
    shown.textContent = words.length ? shown.dataset.words.replace("SHOWN", count).replace("ALL", items.length) : "";
  };
  field.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = items.length === 0;

  // ---- sort: by the key of a cell, else by its number, else by its text; what is empty comes last
  const numeric = /^[+-]?\d[\d,]*(\.\d+)?$/u;
  const key = (cell) => {
    const text = cell.dataset.key ?? cell.textContent.trim();
    return numeric.test(text) ? Number(text.replaceAll(",", "")) : text;
  };
  const compare = (one, other) => {
    if (typeof one === "number" && typeof other === "number") return one - other;
    return String(one).localeCompare(String(other), undefined, { numeric: true });
  };
  const sort = (heading, button) => {
    const row = heading.parentElement;
    const place = [...row.children].indexOf(heading);
    const down = heading.getAttribute("aria-sort") === "ascending";
    for (const other of row.children) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = heading.closest("table").tBodies[0];
    const keyed = [...body.rows].some((each) => each.cells[place].dataset.key !== undefined);
    const missing = (each) => (keyed ? each.cells[place].dataset.key === undefined : !each.cells[place].textContent.trim());
    const rows = [...body.rows].map((each) => [missing(each), key(each.cells[place]), each]);
    rows.sort(([none, one], [nothing, other]) => none - nothing || (none ? 0 : compare(one, other) * (down ? -1 : 1)));
    body.append(...rows.map(([, , each]) => each));
    button.focus();
  };
  for (const heading of document.querySelectorAll("table[data-sort] th")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    button.addEventListener("click", () => sort(heading, button));
    heading.replaceChildren(button);
  }

  // ---- records: a link to one opens it; the button opens or closes them all
  const reveal = () => {
    const record = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (record instanceof HTMLDetailsElement) {
      record.hidden = false;
      record.open = true;
      record.scrollIntoView();
    }
  };
  addEventListener("hashchange", reveal);
  reveal();
  opener.hidden = records.length === 0;
  opener.addEventListener("click", () => {
    const open = records.some((record) => !record.open);
    for (const record of records) record.open = open;
    opener.textContent = open ? opener.dataset.close : opener.dataset.open;
  });
})();
