import type { GlossaryEntry } from '@/contract/lesson';
import {
  type LessonWord,
  lessonWords,
  type NamedKind,
  proseElements,
} from '@/contract/lesson-words';
import { formatKnown, type Mistake } from './content-mistake';
import { findTerm } from './load-glossary';
import { type AttributeValue, readAttribute, type TreeNode, textOf, walkTree } from './mdx-tree';

/** What the words of a lesson may name. */
export type Names = {
  file: string;
  scenarios: readonly string[];
  misconceptions: readonly string[];
  /** Of the live panel. */
  experiments: readonly string[];
  /** Of the lab's catalogue. */
  services: readonly string[];
  /** Of twin mode. */
  twins: readonly string[];
  /** Folders of content/widgets. */
  widgets: readonly string[];
  glossary: ReadonlyMap<string, GlossaryEntry>;
  /** All lessons of the course, and those that have a page. */
  lessons: readonly string[];
  readyLessons: readonly string[];
};

/** What a lesson turned out to use. */
export type Uses = {
  predictions: { id: string; choices: string[] }[];
  scenarios: string[];
  terms: string[];
  links: { url: string; line: number; column: number }[];
};

type Attributes = Map<string, AttributeValue>;

/**
 * Goes through a lesson's tree and checks every word, attribute, heading and link. Fills in
 * the `id` of each Term. All mistakes are returned, in reading order.
 */
export function checkWords(tree: TreeNode, names: Names): { mistakes: Mistake[]; uses: Uses } {
  const mistakes: Mistake[] = [];
  const uses: Uses = { predictions: [], scenarios: [], terms: [], links: [] };
  const counts = new Map<string, number>();
  const tell = (node: TreeNode, message: string) => {
    const { line, column } = node.position?.start ?? { line: 1, column: 1 };
    mistakes.push({ file: names.file, line, column, message });
  };
  let depth = 1;

  for (const node of walkTree(tree)) {
    switch (node.type) {
      case 'heading': {
        const level = node.depth ?? 2;
        if (level === 1)
          tell(node, 'the title is drawn from the front matter: start headings with ##.');
        else if (level > depth + 1) {
          tell(node, `this heading skips a level: use ${'#'.repeat(depth + 1)} here.`);
        }
        depth = level;
        break;
      }
      case 'link':
        checkLink(node, names, uses, tell);
        break;
      case 'image':
        tell(
          node,
          'pictures by ![](…) are not part of a lesson: use a bench, a table or a code block in <Figure>.',
        );
        break;
      case 'mdxjsEsm':
        // The bundler adds an export of the front matter, which stands nowhere in the file.
        if (node.position)
          tell(
            node,
            'a lesson imports and exports nothing: name a word of the table in docs/authoring.md.',
          );
        break;
      case 'mdxFlowExpression':
      case 'mdxTextExpression':
        if (!/^\s*\/\*[\s\S]*\*\/\s*$/.test(node.value ?? '')) {
          tell(
            node,
            `{${node.value}} is code: write it in backticks if the braces are meant to be read.`,
          );
        }
        break;
      case 'mdxJsxFlowElement':
      case 'mdxJsxTextElement': {
        const name = node.name ?? '';
        counts.set(name, (counts.get(name) ?? 0) + 1);
        if (isWord(name)) checkWord(name, node, names, uses, tell);
        else if (!proseElements.some((element) => element === name)) {
          const known = [...Object.keys(lessonWords), ...proseElements];
          tell(node, `<${name}> is no word of lessons. ${formatKnown(name, known)}`);
        }
        break;
      }
    }
  }
  for (const word of ['Quiz', 'Recap']) {
    const count = counts.get(word) ?? 0;
    if (count === 1) continue;
    const place = { file: names.file, line: 1, column: 1 };
    const message =
      count === 0
        ? `<${word}> is missing: a lesson has one.`
        : `<${word}> stands ${count} times: keep one.`;
    mistakes.push({ ...place, message });
  }
  return { mistakes, uses };
}

type Tell = (node: TreeNode, message: string) => void;

function isWord(name: string): name is LessonWord {
  return Object.hasOwn(lessonWords, name);
}

function checkWord(word: LessonWord, node: TreeNode, names: Names, uses: Uses, tell: Tell): void {
  const { example, children } = lessonWords[word];
  const spec: Record<string, { type: string; required?: true; names?: NamedKind }> =
    lessonWords[word].attributes;
  const attributes = readAttributes(word, node, spec, tell);
  if (attributes === null) return;
  for (const [name, { required }] of Object.entries(spec)) {
    if (!required || attributes.has(name)) continue;
    tell(node, `<${word}> needs ${name}: write it like ${example}`);
    return;
  }
  const text = textOf(node).trim();
  const filled = text !== '' || (node.children ?? []).some((child) => child.type !== 'text');
  if (children === 'none' && filled) tell(node, `<${word}> holds nothing: write ${example}`);
  if (children === 'required' && !filled)
    tell(node, `<${word}> is empty: write it like ${example}`);

  const known: Record<NamedKind, readonly string[]> = {
    scenario: names.scenarios,
    prediction: uses.predictions.map(({ id }) => id),
    misconception: names.misconceptions,
    term: [...names.glossary.keys()],
    experiment: names.experiments,
    service: names.services,
    twin: names.twins,
    widget: names.widgets,
  };
  for (const [name, value] of attributes) {
    const kind = spec[name]?.names;
    const ids = kind === undefined ? undefined : known[kind];
    if (ids === undefined || ids.includes(String(value))) continue;
    const earlier = kind === 'prediction' ? ' that stands before it in this lesson' : '';
    tell(node, `${name}="${value}" names no ${kind}${earlier}. ${formatKnown(String(value), ids)}`);
    return;
  }
  noteUse(word, node, attributes, text, names, uses, tell);
}

function readAttributes(
  word: LessonWord,
  node: TreeNode,
  spec: Readonly<Record<string, { type: string }>>,
  tell: Tell,
): Attributes | null {
  const attributes: Attributes = new Map();
  for (const attribute of node.attributes ?? []) {
    if (attribute.type !== 'mdxJsxAttribute') {
      tell(node, `<${word}> cannot take {...spread}: write each attribute out.`);
      return null;
    }
    const expected = spec[attribute.name];
    if (expected === undefined) {
      tell(
        node,
        `<${word}> has no ${attribute.name}. ${formatKnown(attribute.name, Object.keys(spec))}`,
      );
      return null;
    }
    const value = readAttribute(attribute);
    const fits =
      expected.type === 'texts' ? Array.isArray(value) : typeof value === 'string' && value !== '';
    if (value === null || !fits) {
      const form =
        expected.type === 'texts'
          ? `${attribute.name}={["one", "two"]}`
          : `${attribute.name}="text"`;
      tell(node, `${attribute.name} of <${word}> must be written as ${form}.`);
      return null;
    }
    attributes.set(attribute.name, value);
  }
  return attributes;
}

function noteUse(
  word: LessonWord,
  node: TreeNode,
  attributes: Attributes,
  text: string,
  names: Names,
  uses: Uses,
  tell: Tell,
): void {
  const get = (name: string) => String(attributes.get(name) ?? '');
  switch (word) {
    case 'Bench':
      uses.scenarios.push(get('scenario'));
      break;
    case 'Prediction': {
      const choices = attributes.get('choices');
      const list = Array.isArray(choices) ? choices : [];
      if (uses.predictions.some(({ id }) => id === get('id'))) {
        tell(node, `the prediction id "${get('id')}" stands twice: give each its own.`);
      } else if (!/^[a-z][a-z0-9-]*$/.test(get('id'))) {
        tell(node, `the id "${get('id')}" must be lower-case words joined by dashes.`);
      } else if (list.length < 2 || list.length > 6 || new Set(list).size < list.length) {
        tell(node, 'choices must be 2 to 6 different answers.');
      }
      uses.predictions.push({ id: get('id'), choices: list });
      break;
    }
    case 'Outcome': {
      const choices = uses.predictions.find(({ id }) => id === get('of'))?.choices ?? [];
      if (!choices.includes(get('truth'))) {
        tell(
          node,
          `truth="${get('truth')}" is none of the choices of "${get('of')}". ${formatKnown(get('truth'), choices)}`,
        );
      }
      break;
    }
    case 'Term': {
      const entry = names.glossary.get(get('id')) ?? findTerm(names.glossary, text);
      if (entry === null) {
        const known = [...names.glossary.keys()];
        tell(
          node,
          `"${text}" is not in content/glossary.yaml: add it there, or name an entry with id="…". ${formatKnown(text, known)}`,
        );
        return;
      }
      uses.terms.push(entry.id);
      if (!attributes.has('id')) {
        node.attributes?.push({ type: 'mdxJsxAttribute', name: 'id', value: entry.id });
      }
      break;
    }
  }
}

/** Pages of the site that a lesson may point to, beside other lessons. */
const pages =
  /^\/(lessons|lab|explore(\/[a-z-]+)?|sandbox|ports|glossary|errors|commands|review|capstone|privacy)?$/;

function checkLink(node: TreeNode, names: Names, uses: Uses, tell: Tell): void {
  const url = node.url ?? '';
  if (/^https:\/\/[^/]+/.test(url)) return;
  const [path = ''] = url.split('#');
  const slug = /^\/lessons\/([^/?]+)$/.exec(path)?.[1];
  if (slug !== undefined) {
    if (!names.lessons.includes(slug)) {
      tell(node, `there is no lesson "${slug}". ${formatKnown(slug, names.lessons)}`);
    } else if (!names.readyLessons.includes(slug)) {
      tell(
        node,
        `the lesson "${slug}" is not ready, so it has no page yet: name it without a link.`,
      );
    }
  } else if (path !== '' && !pages.test(path)) {
    tell(
      node,
      `"${url}" leads nowhere: link to https://…, #heading, /lessons/<slug> or a page of the site.`,
    );
    return;
  }
  const { line, column } = node.position?.start ?? { line: 1, column: 1 };
  uses.links.push({ url, line, column });
}
