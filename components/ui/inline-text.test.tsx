import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { InlineText } from './inline-text';

test.each([
  ['plain', 'plain'],
  ['given to `listen()`.', 'given to <code>listen()</code>.'],
  ['**SYN** begins, *now*', '<strong>SYN</strong> begins, <em>now</em>'],
  ['`a * b` and `**`', '<code>a * b</code> and <code>**</code>'],
  ['2 * 3 < 7', '2 * 3 &lt; 7'],
  ['<b>no</b>', '&lt;b&gt;no&lt;/b&gt;'],
])('%j is shown as %j', (text, html) => {
  expect(renderToStaticMarkup(<InlineText>{text}</InlineText>)).toBe(html);
});
