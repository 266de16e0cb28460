// Draws the numbers of a table above it: <figure data-chart="number|time">, the first column is x, one line a further
// column; data-look="bars" draws bars. A day is its midnight in UTC, in seconds, and is told in UTC: no clock shifts it.
import uPlot from "uplot";

const ACCENTS = ["--muscle", "--tendon", "--quiet"];

function columns(table) {
  const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => number(cell)));
  return table.tHead.rows[0].cells.length ? rows[0]?.map((_, k) => rows.map((row) => row[k])) : [];
}

function number(cell) {
  const given = cell.dataset.value ?? cell.textContent.trim();
  return given === "" || Number.isNaN(Number(given)) ? null : Number(given);
}

const bars = uPlot.paths.bars({ size: [0.6, 40], align: 1 });
const DAY = uPlot.fmtDate("{YYYY}-{MM}-{DD}");
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEK_S = 7 * 86400;
const inUtc = (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC");

// "3 Mar", the year where it changes: whoever reads it need not know in which order a country writes days.
function days(_, ticks) {
  let year = null;
  return ticks.map((at) => {
    const day = inUtc(at);
    const told = `${day.getDate()} ${MONTHS[day.getMonth()]}`;
    const changed = year !== day.getFullYear();
    year = day.getFullYear();
    return changed ? `${told}\n${year}` : told;
  });
}

function draw(figure) {
  const table = figure.querySelector("table");
  const data = columns(table);
  if (!data || data[0].length < 2) return;
  const names = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line") } };
  const holder = figure.querySelector(".chart");
  holder.replaceChildren();
  const time = figure.dataset.chart === "time";
  const top = figure.dataset.top && Number(figure.dataset.top);
  const paths = figure.dataset.look === "bars" ? bars : undefined;
  const line = (label, k) => {
    const stroke = colour(ACCENTS[(k - 1) % ACCENTS.length]);
    const dash = k > 1 ? [6, 4] : undefined; // colour is never alone
    return { label, stroke, width: 2, dash, paths, fill: paths && stroke, spanGaps: time, points: { show: !paths, size: 6, fill: stroke } };
  };
  const plot = new uPlot(
    {
      width: holder.clientWidth,
      height: 220,
      tzDate: inUtc,
      scales: {
        x: { time, ...(paths && { range: (_, first, last) => [first, last + WEEK_S] }) },
        y: time ? { range: (_, low, high) => [0, top ?? (high > 0 ? high * 1.1 : 1)] } : {},
      },
      axes: [
        { ...axis, ...(time ? { values: days } : { label: names[0] }) },
        { ...axis, size: time ? 44 : 60, label: names.length === 2 && !time ? names[1] : "" },
      ],
      series: names.map((label, k) => (k ? line(label, k) : { label, value: time ? (_, at) => (at === null ? "" : DAY(inUtc(at))) : undefined })),
      cursor: { drag: { x: false, y: false } },
      legend: { show: names.length > 2 },
    },
    data,
    holder,
  );
  new ResizeObserver(() => {
    if (Math.abs(plot.width - holder.clientWidth) > 1) plot.setSize({ width: holder.clientWidth, height: 220 });
  }).observe(figure);
}

const drawAll = () => document.querySelectorAll("figure[data-chart]").forEach(draw);
drawAll();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
