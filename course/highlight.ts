import type { Options } from 'rehype-pretty-code';
import { createCssVariablesTheme, type ShikiTransformer } from 'shiki';

/** Colours are named here and given by the page's style sheet, so one HTML serves both themes. */
const variables = createCssVariablesTheme({
  name: 'portside',
  variablePrefix: '--code-',
  fontStyle: false,
});
const theme = { ...variables, name: 'portside', settings: variables.tokenColors ?? [] };

/** `style="color:var(--code-token-string)"` becomes `class="token-string"`: shorter, and no inline style. */
const styleToClass: ShikiTransformer = {
  name: 'style-to-class',
  span(node) {
    const { style } = node.properties;
    const name = /^color:var\(--code-(token-[a-z-]+|foreground)\)$/.exec(String(style ?? ''))?.[1];
    if (name === undefined) return;
    node.properties.style = undefined;
    if (name !== 'foreground') this.addClassToHast(node, name);
  },
  pre(node) {
    node.properties.style = undefined;
  },
};

/** Code blocks: highlighted on the server, lines and words marked by the fence's meta. */
export const highlightOptions: Options = {
  theme,
  keepBackground: false,
  grid: false,
  defaultLang: { block: 'text' },
  bypassInlineCode: true,
  transformers: [styleToClass],
};
