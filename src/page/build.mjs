// Bundles the script of the pages, and gathers the licenses of what is in the bundle.
//
//     npm ci --ignore-scripts && npm run check && npm run build
//
// The bundle is checked in, so that nobody needs Node to use or to build the workbook.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const result = await build({
  entryPoints: ["main.ts"],
  bundle: true,
  format: "esm",
  target: ["es2023"],
  minify: true,
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  outfile: "bundle/page.js",
  banner: { js: "// Built by src/page/build.mjs. Licenses of what is in it: LICENSES.txt." },
});

const packages = new Set();
for (const input of Object.keys(result.metafile.inputs)) {
  const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
  if (name) packages.add(name);
}
let licenses = "What bundle/page.js contains besides the workbook's own code.\n";
for (const name of [...packages].sort()) {
  const folder = `node_modules/${name}`;
  const { version } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
  const file = (await readdir(folder)).find((it) => /^licen[sc]e/i.test(it));
  if (!file) throw new Error(`${name} has no license file`);
  licenses += `\n\n=== ${name} ${version}\n\n${(await readFile(`${folder}/${file}`, "utf8")).trim()}\n`;
}
await writeFile("bundle/LICENSES.txt", licenses);
