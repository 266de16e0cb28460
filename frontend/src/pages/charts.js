// Draws the numbers of a table above it: <figure data-chart="first row is x">, one line a further column.
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
  const plot = new uPlot(
    {
      width: holder.clientWidth,
      height: 220,
      scales: { x: { time: figure.dataset.chart === "time" } },
      axes: [{ ...axis, label: names[0] }, { ...axis, size: 60, label: names.length === 2 ? names[1] : "" }],
      series: names.map((label, k) => (k ? { label, stroke: colour(ACCENTS[(k - 1) % ACCENTS.length]), width: 2 } : { label })),
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
