// Numbers as a reader wants them, and tables. A value that is not known is a dash.
"use strict";

const known = v => v != null && isFinite(v);
const minus = text => text.replace("-", "−");
const fixed = (v, d = 2) => known(v)
  ? minus(v.toLocaleString("en-GB", {minimumFractionDigits: d, maximumFractionDigits: d})) : "–";
const digits = (v, count = 5) => known(v)
  ? minus(v.toLocaleString("en-GB", {maximumSignificantDigits: count})) : "–";
const shownZero = (v, d) => Math.abs(v) < 0.5 * 10 ** -d;
const signed = (v, d = 2) => {
  if (!known(v)) return "–";
  return shownZero(v, d) ? fixed(0, d) : (v > 0 ? "+" : "") + fixed(v, d);
};
const percent = (v, d = 1) => known(v) ? fixed(100 * v, d) : "–";
const span = interval => `${signed(interval.low_5_percent)} … ${signed(interval.high_95_percent)}`;

function element(tag, text, kind) {
  const node = document.createElement(tag);
  if (text != null) node.textContent = text;
  if (kind) node.className = kind;
  return node;
}

// columns: {name, unit, text(row), value(row), sign}; `total` is a last row set apart.
function table(host, columns, rows, {total = null, onHead, onRow, isChosen} = {}) {
  const head = element("tr");
  columns.forEach((column, i) => {
    const cell = element("th", column.name);
    cell.scope = "col";
    if (column.unit) cell.append(element("small", column.unit));
    if (onHead) cell.onclick = () => onHead(i);
    head.append(cell);
  });
  const line = (row, kind) => {
    const tr = element("tr", null, kind);
    for (const column of columns) {
      const value = column.value?.(row);
      tr.append(element("td", column.text(row), column.sign && value <= -0.005 ? "bad" : ""));
    }
    if (onRow && kind !== "total") tr.onclick = () => onRow(row);
    return tr;
  };
  const body = element("tbody");
  rows.forEach(row => body.append(line(row, isChosen?.(row) ? "chosen" : "")));
  if (total) body.append(line(total, "total"));
  const top = element("thead");
  top.append(head);
  host.replaceChildren(top, body);
}

function pairs(host, rows) {
  host.replaceChildren(...rows.map(([name, value]) => {
    const tr = element("tr");
    tr.append(element("td", name), element("td", String(value)));
    return tr;
  }));
}
