// SPDX-License-Identifier: Apache-2.0
// CPU time of the search over distinct states, both axes logarithmic, one panel for each model, as SVG.
import { searchCost, type Results } from "./results.ts";

const PANEL = { width: 300, height: 300, left: 58, top: 42, gap: 26 };
const COLORS: Readonly<Record<string, string>> = {
  "ours-reduced": "#7fbc41", "ours-tables": "#1b7837", "ours-wasm": "#2166ac", "ours-team": "#4393c3", "ours-js": "#67a9cf", spin: "#b2182b", rumur: "#ef8a62", tlc: "#762a83", "tla-checker": "#777777",
};

interface Point { readonly states: number; readonly cpu: number }
interface Range { readonly from: number; readonly to: number }

/** The picture; empty axes when nothing was measured. */
export function plotSvg(results: Results): string {
  const models = [...new Set(results.cases.map(({ model }) => model))];
  const lines = models.map((model) => ({ model, tools: results.tools.map(({ id, title }) => ({ id, title, points: pointsOf(results, model, id) })) }));
  const all = lines.flatMap(({ tools }) => tools.flatMap(({ points }) => points));
  const x = decades(all.map(({ states }) => states), 1e4, 1e7);
  const y = decades(all.map(({ cpu }) => cpu), 1e-2, 1e2);
  const width = PANEL.left + models.length * (PANEL.width + PANEL.gap) + 130;
  const height = PANEL.top + PANEL.height + 50;
  const panels = lines.map(({ model, tools }, i) => panel(PANEL.left + i * (PANEL.width + PANEL.gap), model, tools, x, y, i === 0));
  const legend = results.tools.map(({ id, title }, i) =>
    `<g transform="translate(${width - 142},${PANEL.top + 14 + i * 20})"><path d="M0 0H22" stroke="${colorOf(id)}" stroke-width="2"/><circle cx="11" r="3.5" fill="${colorOf(id)}"/><text x="30" y="4">${escape(title)}</text></g>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12" fill="#222">`,
    `<title>CPU seconds of an exhaustive search over distinct states</title>`, `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="${PANEL.left}" y="18" font-size="14">CPU seconds of the search, over distinct states (${escape(results.machine.cpu)}, ${results.date.slice(0, 10)})</text>`,
    ...panels, ...legend, "</svg>", "",
  ].join("\n");
}

function pointsOf(results: Results, model: string, tool: string): Point[] {
  return results.cases.filter((test) => test.model === model)
    .flatMap((test) => test.measured.filter((m) => m.tool === tool).map((m) => ({ states: test.distinct, cpu: searchCost(m, results.tiny).cpu })))
    .sort((a, b) => a.states - b.states);
}

/** The powers of ten around all values, and at least around the given ones. */
function decades(values: readonly number[], low: number, high: number): Range {
  return { from: Math.floor(Math.log10(Math.min(low, ...values))), to: Math.ceil(Math.log10(Math.max(high, ...values))) };
}

function panel(left: number, model: string, tools: readonly { readonly id: string; readonly points: readonly Point[] }[], x: Range, y: Range, labelled: boolean): string {
  const px = (states: number): number => round((Math.log10(states) - x.from) / (x.to - x.from) * PANEL.width);
  const py = (cpu: number): number => round(PANEL.height - (Math.log10(cpu) - y.from) / (y.to - y.from) * PANEL.height);
  const vertical = ticks(x).map((e) => `<path d="M${px(10 ** e)} 0V${PANEL.height}" stroke="#ddd"/><text x="${px(10 ** e)}" y="${PANEL.height + 17}" text-anchor="middle">${power(e)}</text>`);
  const horizontal = ticks(y).map((e) => `<path d="M0 ${py(10 ** e)}H${PANEL.width}" stroke="#ddd"/>${labelled ? `<text x="-8" y="${py(10 ** e) + 4}" text-anchor="end">${10 ** e >= 1 ? 10 ** e : (10 ** e).toFixed(-e)} s</text>` : ""}`);
  const curves = tools.filter(({ points }) => points.length > 0).map(({ id, points }) => {
    const path = points.map(({ states, cpu }, i) => `${i === 0 ? "M" : "L"}${px(states)} ${py(cpu)}`).join("");
    return `<path d="${path}" fill="none" stroke="${colorOf(id)}" stroke-width="2"/>${points.map(({ states, cpu }) => `<circle cx="${px(states)}" cy="${py(cpu)}" r="3.5" fill="${colorOf(id)}"/>`).join("")}`;
  });
  return `<g transform="translate(${left},${PANEL.top})">${[...vertical, ...horizontal].join("")}<rect width="${PANEL.width}" height="${PANEL.height}" fill="none" stroke="#888"/>` +
    `<text x="8" y="18" font-weight="bold">${escape(model)}</text><text x="${PANEL.width / 2}" y="${PANEL.height + 36}" text-anchor="middle">distinct states</text>${curves.join("")}</g>`;
}

const ticks = ({ from, to }: Range): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const power = (e: number): string => `10<tspan dy="-5" font-size="9">${e}</tspan>`;
const colorOf = (id: string): string => COLORS[id] ?? "#000";
const round = (value: number): number => Math.round(value * 10) / 10;
const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
