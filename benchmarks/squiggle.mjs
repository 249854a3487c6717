// Runs a Squiggle program: node squiggle.mjs PACKAGE PROGRAM SAMPLES TURNS. Prints the best milliseconds and the result.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, program, samples, turns] = process.argv.slice(2);
const { run } = await import(pathToFileURL(`${folder}/dist/index.js`).href);
const source = readFileSync(program, "utf8");
let best = Infinity;
let numbers = [];
for (let turn = 0; turn < Number(turns); turn++) {
  const environment = { sampleCount: Number(samples), xyPointLength: 1000, profile: false, seed: String(turn) };
  const started = performance.now();
  const done = await run(source, { environment });
  best = Math.min(best, performance.now() - started);
  if (!done.result.ok) throw new Error(done.result.value.toString());
  numbers = done.result.value.result.value.getValues().map((each) => each.value);
}
console.log(JSON.stringify({ milliseconds: best, result: numbers }));
