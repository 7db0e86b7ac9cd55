/** Sorts, filters and pages the rows of a report, and unfolds all for printing; without it the page shows the first rows. */
export const REPORT_SCRIPT = `
const table = document.querySelector("table.rows");
const body = table.tBodies[0];
const further = document.querySelector("template.further");
const all = [...body.rows, ...(further ? further.content.children : [])];
const [tools, foot] = document.querySelectorAll(".tools");
const [search, problems] = tools.querySelectorAll("input");
const [more, said] = foot.children;
const first = body.rows.length;
let order = all;
let most = first;
let texts;
const show = () => {
  texts ??= new Map(all.map((row) => [row, row.textContent.toLowerCase()]));
  const wanted = search.value.toLowerCase();
  const found = order.filter((row) =>
    (!problems.checked || ["failed", "fail", "none"].includes(row.dataset.standing)) && texts.get(row).includes(wanted));
  body.replaceChildren(...found.slice(0, most));
  more.hidden = found.length <= most;
  said.value = Math.min(most, found.length) + " / " + found.length;
};
const showFirst = () => { most = first; show(); };
tools.hidden = false;
foot.hidden = all.length === first;
said.value = first + " / " + all.length;
search.addEventListener("input", showFirst);
problems.addEventListener("change", showFirst);
more.addEventListener("click", () => { most += 200; show(); });
const keyOf = (cell) => cell.dataset.sort ?? cell.textContent.trim();
[...table.tHead.rows[0].cells].forEach((head, at) => {
  const sort = () => {
    const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
    const compare = new Intl.Collator(undefined, { numeric: true }).compare;
    const keyed = all.map((row) => [keyOf(row.cells[at]), row]);
    const isNumeric = keyed.every(([key]) => key === "" || !Number.isNaN(Number(key)));
    keyed.sort(([a], [b]) => direction * (isNumeric ? Number(a) - Number(b) : compare(a, b)));
    order = keyed.map(([, row]) => row);
    showFirst();
  };
  head.tabIndex = 0;
  head.addEventListener("click", sort);
  head.addEventListener("keydown", (event) => { if (event.key === "Enter") sort(); });
});
const opened = [];
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details:not([open])")) { part.open = true; opened.push(part); }
});
addEventListener("afterprint", () => { for (const part of opened.splice(0)) part.open = false; });
`;
