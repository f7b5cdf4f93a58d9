// After the build: hash every inline script of every prerendered page, so that each page can be
// sent with a policy that allows exactly its own scripts. proxy.ts reads the result.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = '.next/server/app';

function listHtml(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return listHtml(path);
    return entry.name.endsWith('.html') ? [path] : [];
  });
}

/** CSP sources, e.g. `'sha256-...'`, of the inline scripts in a page. */
function hashInlineScripts(html) {
  const inline = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g;
  const hashes = [...html.matchAll(inline)].map(
    ([, body]) => `'sha256-${createHash('sha256').update(body, 'utf8').digest('base64')}'`,
  );
  return [...new Set(hashes)];
}

const pages = {};
for (const file of listHtml(root)) {
  const path = `/${relative(root, file)
    .replaceAll('\\', '/')
    .replace(/\.html$/, '')}`;
  pages[path === '/index' ? '/' : path] = hashInlineScripts(readFileSync(file, 'utf8'));
}
if (!pages['/'] || !pages['/_not-found']) {
  console.error(`No prerendered pages under ${root}; run the site's build first.`);
  process.exit(1);
}
writeFileSync('.next/csp.json', JSON.stringify(pages));
console.log(`Content security policy: ${Object.keys(pages).length} pages.`);
