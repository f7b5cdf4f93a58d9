import 'server-only';
import { createHash } from 'node:crypto';
import { bundleMDX } from 'mdx-bundler';
import { getMDXComponent } from 'mdx-bundler/client';
import rehypeAutolinkHeadings, { type Options as AutolinkOptions } from 'rehype-autolink-headings';
import rehypePrettyCode from 'rehype-pretty-code';
import rehypeSlug from 'rehype-slug';
import remarkGfm from 'remark-gfm';
import { type FrontMatter, frontMatter } from '@/contract/lesson';
import { checkWords, type Names, type Uses } from './check-words';
import type { Mistake } from './content-mistake';
import { highlightOptions } from './highlight';
import { type TreeNode, textOf, walkTree } from './mdx-tree';
import { readYaml } from './read-yaml';

type Heading = { id: string; text: string; depth: number };
/** Takes the words of the registry as `components`. */
type Prose = ReturnType<typeof getMDXComponent>;
export type CompiledLesson = {
  meta: FrontMatter;
  headings: Heading[];
  uses: Uses;
  /** Draws the lesson; on the server only, since it is made from source text. */
  Prose: Prose;
};
export type Compiled = { ok: true; lesson: CompiledLesson } | { ok: false; mistakes: Mistake[] };

/** Compiled lessons by a hash of all that went in, so that `next dev` compiles only what changed. */
const done = new Map<string, Promise<Compiled>>();

/**
 * Compiles and evaluates a lesson's MDX. Nothing of it, nor of MDX, goes to the browser but
 * the HTML that the result renders.
 */
export function compileLesson(source: string, names: Names): Promise<Compiled> {
  const material = JSON.stringify([source, names, [...names.glossary]]);
  const hash = createHash('sha256').update(material).digest('hex');
  const known = done.get(hash);
  if (known) return known;
  const compiled = compile(source, names);
  if (done.size > 200) done.clear();
  done.set(hash, compiled);
  return compiled;
}

async function compile(source: string, names: Names): Promise<Compiled> {
  const head = /^---\r?\n([\s\S]*?)\r?\n---(\r?\n|$)/.exec(source);
  if (head === null) {
    const message =
      'the front matter is missing: begin the file with --- title, summary, minutes, objectives ---.';
    return { ok: false, mistakes: [{ file: names.file, line: 1, column: 1, message }] };
  }
  const meta = readYaml(names.file, head[1] ?? '', frontMatter, 2);
  if (!meta.ok) return meta;
  const mistakes = meta.value.after.flatMap((slug, index) =>
    names.lessons.includes(slug)
      ? []
      : [meta.mistakeAt(['after', index], `"${slug}" is no lesson of content/course.yaml.`)],
  );

  const headings: Heading[] = [];
  let uses: Uses = { predictions: [], scenarios: [], terms: [], links: [] };
  const words = () => (tree: TreeNode) => {
    const checked = checkWords(tree, names);
    uses = checked.uses;
    mistakes.push(...checked.mistakes);
  };
  const listHeadings = () => (tree: TreeNode) => {
    for (const node of walkTree(tree)) {
      const depth = /^h([2-6])$/.exec(node.tagName ?? '')?.[1];
      const id = node.properties?.id;
      if (depth && typeof id === 'string')
        headings.push({ id, text: textOf(node), depth: Number(depth) });
    }
  };

  try {
    const { code } = await bundleMDX({
      source,
      mdxOptions: (options) => ({
        ...options,
        remarkPlugins: [...(options.remarkPlugins ?? []), remarkGfm, words],
        rehypePlugins: [
          ...(options.rehypePlugins ?? []),
          rehypeSlug,
          listHeadings,
          [rehypeAutolinkHeadings, autolink],
          [rehypePrettyCode, highlightOptions],
        ],
      }),
      // The build's own complaint is put in our words below; esbuild need not print it as well.
      esbuildOptions: (options) => ({ ...options, logLevel: 'silent' }),
    });
    mistakes.push(...findDeadAnchors(uses, headings, names.file));
    if (mistakes.length > 0) return { ok: false, mistakes };
    return { ok: true, lesson: { meta: meta.value, headings, uses, Prose: getMDXComponent(code) } };
  } catch (error) {
    // What the words say is nearer to the author than what the bundler says of the consequence.
    return {
      ok: false,
      mistakes: mistakes.length > 0 ? mistakes : explainBuild(error, names.file),
    };
  }
}

const autolink: AutolinkOptions = {
  behavior: 'append',
  test: ['h2', 'h3', 'h4'],
  properties: (heading) => ({
    className: ['heading-link'],
    ariaLabel: `Link to “${textOf(heading as TreeNode)}”`,
  }),
  content: { type: 'text', value: '#' },
};

function findDeadAnchors({ links }: Uses, headings: readonly Heading[], file: string): Mistake[] {
  const ids = ['quiz', ...headings.map(({ id }) => id)];
  return links
    .filter(({ url }) => url.startsWith('#') && !ids.includes(url.slice(1)))
    .map(({ url, line, column }) => ({
      file,
      line,
      column,
      message: `no heading of this lesson has the id "${url.slice(1)}". Ids here: ${ids.join(', ')}.`,
    }));
}

type BuildError = { text: string; location: { line: number; column: number } | null };

/** The bundler's messages in one line each: what, where, and what is mostly meant. */
function explainBuild(error: unknown, file: string): Mistake[] {
  const { errors } = error as { errors?: BuildError[] };
  if (!Array.isArray(errors)) throw error;
  return errors.map(({ text, location }) => {
    const reason = text
      .replace(/^Cannot process MDX file with esbuild:\s*/, '')
      .replace(/\s+/g, ' ');
    const plain = reason.trim().replace(/^(\w*Error:|\[[^\]]*\]|[\d:-]+:|\s)+/, '');
    // What is never closed has its place in the words only: `(81:1-81:54)`.
    const told = location && location.line > 1 ? null : /\((\d+):(\d+)-[\d:]+\)/.exec(plain);
    return {
      file,
      line: told ? Number(told[1]) : Math.max(location?.line ?? 1, 1),
      column: told ? Number(told[2]) : (location?.column ?? 0) + 1,
      message: `${plain}${cureFor(reason)}`,
    };
  });
}

function cureFor(reason: string): string {
  if (/brace|parse expression|acorn/i.test(reason)) {
    return ' (put braces that are meant to be read in backticks)';
  }
  if (/closing tag|end of file|Expected the closing/i.test(reason)) {
    return ' (close the word, with empty lines between it and Markdown)';
  }
  if (/Unexpected character/i.test(reason)) return ' (write a lone < in backticks, or as &lt;)';
  return '';
}
