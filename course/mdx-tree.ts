/**
 * The parts of the MDX syntax tree that this room reads (mdast with mdast-util-mdx, hast),
 * written down here so that no plugin's types need to be installed for them.
 */
type Point = { line: number; column: number };

export type TreeNode = {
  type: string;
  position?: { start: Point; end: Point };
  children?: TreeNode[];
  /** Headings. */
  depth?: number;
  /** Text, code, expressions. */
  value?: string;
  /** Links. */
  url?: string;
  /** MDX elements. */
  name?: string | null;
  attributes?: (WordAttribute | { type: 'mdxJsxExpressionAttribute'; value: string })[];
  /** hast elements. */
  tagName?: string;
  properties?: Record<string, unknown>;
};

export type WordAttribute = {
  type: 'mdxJsxAttribute';
  name: string;
  value?: null | string | AttributeExpression;
};

type AttributeExpression = {
  type: 'mdxJsxAttributeValueExpression';
  value: string;
  data?: { estree?: { body: { type: string; expression?: JsNode }[] } | null };
};

type JsNode = { type: string; value?: unknown; elements?: (JsNode | null)[] };

export type AttributeValue = string | number | boolean | string[];

/** The value of an attribute, or null when it is code and not data. */
export function readAttribute({ value }: WordAttribute): AttributeValue | null {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return value;
  const expression = value.data?.estree?.body[0]?.expression;
  return expression === undefined ? null : readLiteral(expression);
}

function readLiteral(node: JsNode): AttributeValue | null {
  if (node.type === 'Literal') {
    const { value } = node;
    const plain =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return plain ? value : null;
  }
  if (node.type !== 'ArrayExpression') return null;
  const texts = (node.elements ?? []).map((element) => element && readLiteral(element));
  return texts.every((text) => typeof text === 'string') ? texts : null;
}

/** Every node below and with `node`, parents first. */
export function* walkTree(node: TreeNode): Generator<TreeNode> {
  yield node;
  for (const child of node.children ?? []) yield* walkTree(child);
}

/** The text of a node without its marks. */
export function textOf(node: TreeNode): string {
  return node.value ?? (node.children ?? []).map(textOf).join('');
}
