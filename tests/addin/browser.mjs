// Loads a wheel into the Python of browsers, runs a program there and prints what its `answer` is.
// Arguments: the folder of the package pyodide, the wheel, the program.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, wheel, program] = process.argv.slice(2);
try {
  const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")));
  const python = await loadPyodide({ indexURL: folder });
  python.unpackArchive(new Uint8Array(readFileSync(wheel)), "wheel");
  python.runPython(readFileSync(program, "utf8"));
  console.log(python.runPython("answer"));
} catch (error) {
  console.error(error.message); // an error's stack would show all of Pyodide's own text
  process.exit(1);
}
