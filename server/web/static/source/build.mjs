// Builds the third-party browser files into ../dist, which is committed: a build of the server needs no Node.
// Run by hand after a dependency changes: npm ci && npm run build
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const out = "../dist";
rmSync(out, { recursive: true, force: true });
execFileSync("npx", ["designsystemet", "tokens", "create"], { stdio: "inherit" });
execFileSync("npx", ["designsystemet", "tokens", "build", "--out-dir", "build"], { stdio: "inherit" });

await build({
  entryPoints: ["designsystemet.css", "designsystemet.js"],
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome115", "firefox115", "safari16.4"],
  loader: { ".woff2": "file" },
  assetNames: "[name]",
  define: { "window.dsWarnings": "false" },
  legalComments: "none",
});
copyFileSync("node_modules/htmx.org/dist/htmx.min.js", `${out}/htmx.js`);

const shipped = [
  "@digdir/designsystemet-css",
  "@digdir/designsystemet",
  "@digdir/designsystemet-web",
  "@floating-ui/dom",
  "@floating-ui/core",
  "@floating-ui/utils",
  "@u-elements/u-details",
  "@fontsource-variable/inter",
  "htmx.org",
];
const notices = shipped.map((name) => {
  const about = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
  return [`${name} ${about.version} (${about.license})`, licence(name) ?? `Licence named in its package: ${about.license}.`].join("\n\n");
});
writeFileSync(`${out}/LICENCES.txt`, notices.join(`\n\n${"-".repeat(80)}\n\n`) + "\n");

function licence(name) {
  for (const file of ["LICENSE", "LICENSE.md", "LICENSE.txt", "license"]) {
    try {
      return readFileSync(`node_modules/${name}/${file}`, "utf8").trim();
    } catch {
      continue;
    }
  }
  return undefined;
}
