// Bundles src/ into the folder that is named: hashed files, manifest.json (plain name -> hashed name), sw.js, licences.txt.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "dist"));

// The content security policy allows no data: images, so the icons that Pico writes into its CSS become files.
const iconsAsFiles = {
  name: "icons-as-files",
  setup(build) {
    build.onLoad({ filter: /pico\.min\.css$/ }, async ({ path }) => {
      const css = await readFile(path, "utf8");
      const files = [];
      const contents = css.replaceAll(/url\("data:image\/svg\+xml,([^"]+)"\)/g, (_, encoded) => {
        const svg = decodeURIComponent(encoded);
        const name = `icon-${createHash("sha256").update(svg).digest("hex").slice(0, 8)}.svg`;
        files.push(writeFile(join(out, name), svg));
        return `url("/static/${name}")`;
      });
      await Promise.all(files);
      return { contents, loader: "css" };
    });
  },
};

const shared = {
  bundle: true,
  minify: true,
  target: ["es2022", "safari16"],
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
  absWorkingDir: here,
};

async function bundlePages() {
  const names = await readdir(join(here, "src", "pages"));
  const { metafile } = await esbuild.build({
    ...shared,
    entryPoints: names.map((name) => join("src", "pages", name)),
    outdir: out,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    format: "esm",
    splitting: true,
    external: ["/static/*"],
    plugins: [iconsAsFiles],
  });
  const manifest = {};
  for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint) manifest[basename(entryPoint, extname(entryPoint)) + extname(path)] = basename(path);
  }
  return { manifest, metafile };
}

async function copyIcons() {
  const names = (await readdir(join(here, "icons"))).filter((name) => /\.(png|svg)$/.test(name));
  await Promise.all(names.map((name) => copyFile(join(here, "icons", name), join(out, name))));
}

// The service worker keeps what is in the folder now, under a name that changes with it.
async function bundleServiceWorker() {
  const assets = (await readdir(out)).filter((name) => name !== "manifest.json").sort();
  const version = createHash("sha256");
  for (const name of assets) version.update(name).update(await readFile(join(out, name)));
  await esbuild.build({
    ...shared,
    entryPoints: ["src/sw.js"],
    outfile: join(out, "sw.js"),
    format: "iife",
    define: {
      ASSETS: JSON.stringify(assets.map((name) => `/static/${name}`)),
      VERSION: JSON.stringify(version.digest("hex").slice(0, 12)),
    },
  });
}

async function writeLicences(metafile) {
  const roots = new Set();
  for (const path of Object.keys(metafile.inputs)) {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path);
    if (found) roots.add(found[1]);
  }
  const parts = [];
  for (const name of [...roots].sort()) {
    const folder = join(here, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name}: has no licence file`);
    parts.push(`${name} ${version} (${license})\n\n${(await readFile(join(folder, file), "utf8")).trim()}\n`);
  }
  await writeFile(join(out, "licences.txt"), parts.join(`\n${"-".repeat(80)}\n\n`));
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const { manifest, metafile } = await bundlePages();
await copyIcons();
await writeLicences(metafile);
await bundleServiceWorker();
await writeFile(join(out, "manifest.json"), JSON.stringify(manifest, null, 1));
console.log(`${relative(process.cwd(), out)}: ${Object.keys(manifest).length} entry points`);
