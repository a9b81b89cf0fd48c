// SPDX-License-Identifier: Apache-2.0
// The page: takes a spec and has a worker check it, shows how far it is, what came out, and ends it when asked to.
// All that is ptespec here is one call, `checkInWorker`; the rest is the page.
import { checkInWorker } from "../dist/browser.mjs";

/** Contiguous blocks: what the benchmarks search, with checks of several sizes. */
const block = (name, { entries, walkers }) => `check ${name} {
  with target = 1, cpu = ${walkers}, N = ${entries}, K = 1;
  run change_block();
${Array.from({ length: walkers }, (_, i) => `  run gup(cpu${i});`).join("\n")}
  hardware pt;
  flush broadcast;
  allow deadlock "the search looks at safety only";
  expect complete, no_mix hold;
}
`;
/** Readers of a split entry: they are interchangeable, so reductions have something to do. */
const halves = (name, { values, readers }) => `check ${name} {
  with V = ${values};
  run remap();
  run ${readers} * read();
  flush ipi;
  allow deadlock "the search looks at safety only";
  expect once_present hold;
}
`;

/** `imports`: other files that the spec imports. `checks`: in place of the file's. `first`: the check that is picked at first. */
const EXAMPLES = [
  { title: "Write-protecting a live entry", path: "examples/generic/wrprotect.ptespec" },
  { title: "GUP-fast on a contiguous block (arm64)", path: "examples/arm64/contpte.ptespec", imports: ["examples/arm64/scene.ptespec"], first: "aside" },
  { title: "GUP-fast and the flush", path: "examples/generic/gup-fast.ptespec" },
  { title: "A million states: a block of three", path: "bench/models/contpte.ptespec", first: "million", checks: [block("million", { entries: 3, walkers: 2 }), block("twelve_million", { entries: 2, walkers: 3 })] },
  { title: "Two million states: an entry in halves", path: "bench/models/split.ptespec", first: "two_million", checks: [halves("two_million", { values: 3, readers: 4 }), halves("seven_million", { values: 4, readers: 4 })] },
];

const $ = (id) => document.getElementById(id);
const number = (value) => Math.round(value).toLocaleString("en");
let example = EXAMPLES[0];
let imported = {};
/** Of the search that runs. */
let controller;

async function fetchText(path) {
  const response = await fetch(`../${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${response.statusText}`);
  return response.text();
}

async function load(chosen) {
  const [text, ...others] = await Promise.all([chosen.path, ...chosen.imports ?? []].map(fetchText));
  if (chosen !== EXAMPLES[$("example").selectedIndex]) return;
  example = chosen;
  imported = Object.fromEntries((chosen.imports ?? []).map((path, i) => [path, others[i]]));
  $("spec").value = chosen.checks === undefined ? text : text.slice(0, text.search(/^check /mu)) + chosen.checks.join("\n");
  $("spec").scrollTop = 0;
  listChecks(chosen.first ?? "");
  say("Not checked yet.");
}

/** The names of the checks, as they stand in the text. */
function listChecks(picked = $("check").value) {
  const names = [...$("spec").value.matchAll(/^check\s+(\w+)/gmu)].map(([, name]) => name);
  $("check").replaceChildren(new Option("all of them", ""), ...names.map((name) => new Option(name)));
  $("check").value = names.includes(picked) ? picked : "";
}

function say(text, outcome = "") {
  $("verdict").textContent = text;
  $("verdict").dataset.outcome = outcome;
}

function show(id, text) {
  $(id).textContent = text.trimEnd();
  $(id).hidden = text.trim() === "";
}

/** Some searches count generated states only at the end. */
function showNumbers({ distinct, generated, depth, queue, statesPerSecond }) {
  $("numbers").hidden = false;
  $("distinct").textContent = number(distinct);
  $("generated").textContent = generated > 0 ? number(generated) : "not yet";
  $("depth").textContent = number(depth);
  $("queue").textContent = number(queue);
  $("rate").textContent = number(statesPerSecond);
}

function setRunning(running) {
  const [button, other] = running ? [$("run"), $("cancel")] : [$("cancel"), $("run")];
  const focused = document.activeElement === button;
  other.disabled = false;
  if (focused) other.focus();
  button.disabled = true;
  $("bar").hidden = !running;
  if (!running) return;
  for (const id of ["messages", "output"]) show(id, "");
  $("numbers").hidden = true;
  say("Checking.");
  // On a narrow page both what goes on and the button that ends it are then in sight.
  if ($("numbers").parentElement.getBoundingClientRect().top > innerHeight - 200) $("cancel").closest(".fields").scrollIntoView();
}

async function check() {
  if (controller !== undefined) return;
  controller = new AbortController();
  setRunning(true);
  let last;
  let output = "";
  try {
    const picked = $("check").value;
    const answer = await checkInWorker({
      files: { ...imported, [example.path]: $("spec").value }, path: example.path, checks: picked === "" ? [] : [picked],
      reductions: $("reductions").checked, traces: $("traces").checked ? "all" : "unexpected",
    }, {
      signal: controller.signal,
      onProgress: (progress) => {
        if (progress.check !== last?.check) say(`Checking ${progress.check}.`);
        last = progress;
        showNumbers(progress);
      },
      onChecked: (checked) => {
        output += checked.output;
        show("output", output);
      },
    });
    finish(answer);
  } catch (error) {
    if (controller.signal.aborted) say(last === undefined ? "Cancelled." : `Cancelled at ${number(last.distinct)} states of ${last.check}: nothing is decided about it.`, "open");
    else say(String(error), "refuted");
  } finally {
    controller = undefined;
    setRunning(false);
  }
}

function finish({ output, messages, report }) {
  show("messages", messages);
  show("output", output);
  const outcomes = report.checks.map((one) => one.outcome);
  const failed = report.exitCode !== 0 && (report.checks.length === 0 || outcomes.every((outcome) => outcome === "met"));
  say(headline(report.checks), failed || outcomes.includes("refuted") ? "refuted" : outcomes.includes("open") ? "open" : "met");
  const [only] = report.checks;
  if (report.checks.length === 1 && only.distinct !== null) showNumbers({ ...only, statesPerSecond: only.distinct / Math.max(1, only.millis) * 1000 });
  else $("numbers").hidden = true;
}

function headline(checks) {
  const [only] = checks;
  if (only === undefined) return "The spec has errors.";
  if (checks.length > 1) return `${checks.length} checks, ${checks.filter((one) => one.asExpected).length} of them as expected`;
  const seconds = `${(only.millis / 1000).toFixed(only.millis < 100 ? 2 : 1)} s`;
  return `${only.check}: ${only.verdict}${only.asExpected ? ", as expected" : only.outcome === "open" ? "" : `, expected ${only.expected}`}, in ${seconds}`;
}

$("example").replaceChildren(...EXAMPLES.map(({ title }) => new Option(title)));
$("example").addEventListener("change", () => {
  controller?.abort();
  choose();
});
$("spec").addEventListener("input", () => listChecks());
$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  void check();
});
$("cancel").addEventListener("click", () => controller?.abort());
addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void check();
  if (event.key === "Escape") controller?.abort();
});

function choose() {
  load(EXAMPLES[$("example").selectedIndex]).catch((error) => say(String(error), "refuted"));
}
choose();
