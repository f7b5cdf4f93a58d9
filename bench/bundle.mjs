// npm run bench:bundle: what a browser fetches of the last production build, in gzipped bytes:
// each prerendered page at once, then each part by itself (`import()`). docs/bundle.md keeps the
// figures. A part's name is the first that its module exports; of the chunks that a part shares
// with others every one pays, so the column "new" is what it adds after the parts above it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const root = '.next';
const pages = join(root, 'server/app');
const chunks = join(root, 'static/chunks');
if (!existsSync(pages)) {
  console.error('There is no production build to measure: npm run build makes one.');
  process.exit(1);
}

const sizes = new Map();

/** Gzipped bytes of one file of the build, as `static/chunks/x.js`. */
function bytesOf(file) {
  if (!sizes.has(file)) {
    sizes.set(file, gzipSync(readFileSync(join(root, file)), { level: 9 }).length);
  }
  return sizes.get(file);
}

const sum = (files) => [...files].map(bytesOf).reduce((all, bytes) => all + bytes, 0);
const kilobytes = (bytes) => (bytes / 1000).toFixed(1);
const isScript = (file) => file.endsWith('.js');

/** Scripts that a prerendered page asks for by itself; browsers that know modules skip polyfills. */
function scriptsOf(page) {
  const html = readFileSync(join(pages, page), 'utf8');
  return [...html.matchAll(/<script[^>]*\ssrc="\/_next\/([^"?]+)[^>]*>/g)]
    .filter(([tag]) => !/nomodule/i.test(tag))
    .map(([, path]) => decodeURIComponent(path));
}

const texts = new Map(
  readdirSync(chunks)
    .filter(isScript)
    .map((file) => [`static/chunks/${file}`, readFileSync(join(chunks, file), 'utf8')]),
);

/**
 * The first name that module `id` exports, as the bundler writes it: `id,e=>{… e.s(["name", …`,
 * or `id,e=>{e.n(e.i(other` for one that passes on another.
 */
function exportOf(id) {
  for (const text of texts.values()) {
    const start = new RegExp(`\\b${id},(?:function\\(\\w+\\)|\\w+=>)\\{`).exec(text);
    if (start === null) continue;
    const body = text.slice(start.index + start[0].length);
    const [, other] = /^\w+\.n\(\w+\.i\((\d+)\)/.exec(body) ?? [];
    if (other !== undefined) return exportOf(other);
    const end = body.indexOf(`],${id})`);
    const list = end < 0 ? body.indexOf('.s(["') : body.lastIndexOf('.s(["', end);
    const [name] = /^[\w$]+/.exec(list < 0 ? '' : body.slice(list + 5)) ?? [];
    if (name !== undefined) return name;
  }
  return `module ${id}`;
}

const loader =
  /Promise\.all\(\[("static\/chunks\/[^\]]*)\]\.map\([^)]*\)+\.then\(\(\)=>\w+\((\d+)\)/g;

/** Every `import()` in these scripts, and in what those bring: its name, and the scripts it needs. */
function findParts(scripts) {
  const parts = [];
  const seen = new Set(scripts);
  for (const script of seen) {
    for (const [, list, id] of texts.get(script)?.matchAll(loader) ?? []) {
      const files = JSON.parse(`[${list}]`).filter(isScript);
      for (const file of files) seen.add(file);
      parts.push({ name: exportOf(id), files });
    }
  }
  return parts.sort((a, b) => sum(b.files) - sum(a.files) || (a.name < b.name ? -1 : 1));
}

const pathOf = (page) => `/${page.replaceAll('\\', '/').replace(/(^|\/)index\.html$|\.html$/, '')}`;

function formatTable(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

const routes = readdirSync(pages, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.html') && !file.split(/[\\/]/).at(-1).startsWith('_'))
  .sort();
console.log('At once, by page:\n');
console.log(
  formatTable(
    ['page', 'scripts', 'kB'],
    routes.map((page) => {
      const scripts = new Set(scriptsOf(page));
      return [pathOf(page), scripts.size, kilobytes(sum(scripts))];
    }),
  ),
);

for (const page of ['index.html', routes.find((one) => /^lessons[\\/]/.test(one))]) {
  if (page === undefined || !routes.includes(page)) continue;
  const scripts = scriptsOf(page);
  const had = new Set(scripts);
  const rows = findParts(scripts).map(({ name, files }) => {
    const fresh = new Set(files.filter((file) => !had.has(file)));
    for (const file of fresh) had.add(file);
    return [`\`${name}\``, files.length, kilobytes(sum(files)), kilobytes(sum(fresh))];
  });
  console.log(`\nOn demand, from ${pathOf(page)}:\n`);
  console.log(formatTable(['part', 'scripts', 'kB', 'new kB'], rows));
}
