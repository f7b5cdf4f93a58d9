import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from './parse';
import type { WordPart } from './syntax';

/** A list in one line: words in brackets, operators between. */
function outline(text: string): string {
  const result = parse(text);
  if (!result.ok) return `${result.reason}: ${result.message}`;
  return result.list
    .map((entry) => {
      const chain = entry.pipelines.map(({ after, pipeline }) => {
        const commands = pipeline.commands.map((command) => {
          if (command.kind !== 'simple') return `${command.kind}`;
          const names = command.assignments.map(({ name, value }) => `${name}=${value.raw}`);
          const words = command.words.map((word) => word.parts.map(show).join(''));
          const files = command.redirections.map((r) => `${r.kind}${r.fd}:${r.target.raw}`);
          return [...names, ...words.map((word) => `[${word}]`), ...files].join(' ');
        });
        return `${after ?? ''}${pipeline.negated ? '!' : ''}${commands.join('|')}`;
      });
      return chain.join('') + (entry.background ? '&' : '');
    })
    .join(' ; ');
}

function show(part: WordPart): string {
  if (part.kind === 'text') return part.quoted ? `'${part.text}'` : part.text;
  return part.kind === 'variable' ? `$${part.name}` : `$(${part.source})`;
}

test.each([
  ['ls -l  /etc', '[ls] [-l] [/etc]'],
  [`echo "a $USER" 'b $USER' c\\ d`, "[echo] ['a '$USER] ['b $USER'] [c' 'd]"],
  ['a|b && c || d; e &', '[a]|[b]&&[c]||[d] ; [e]&'],
  ['nc -l 9000 & ss -tln', '[nc] [-l] [9000]& ; [ss] [-tln]'],
  ['X=1 Y="a b" env # comment', 'X=1 Y="a b" [env]'],
  ['echo a#b # c', '[echo] [a#b]'],
  ['a > b 2>&1 < c >> d 2> e', '[a] file1:b copy2:1 file0:c file1:d file2:e'],
  ['echo 2>x 22', '[echo] [22] file2:x'],
  ['a &> b', '[a] both1:b'],
  ['kill $(lsof -t -i :8000)', '[kill] [$(lsof -t -i :8000)]'],
  ['echo $(echo ")" | cat) `date`', '[echo] [$(echo ")" | cat)] [$(date)]'],
  ['echo ${HOME}x $? $', '[echo] [$HOMEx] [$?] [$]'],
  ['! true', '![true]'],
  ['(cd /tmp; ls) | wc', 'subshell|[wc]'],
  ['{ a; b; } > f', 'group'],
  ['for i in 1 2 3; do echo $i; done', 'for'],
  ['while true\ndo\nsleep 1\ndone &', 'while&'],
  ['if true; then a; elif b; then c; else d; fi', 'if'],
  ['echo if then done', '[echo] [if] [then] [done]'],
  ['cat <<END\nline $X\nEND\n', '[cat] text0:'],
  ["echo $'a\\tb\\x41'", "[echo] ['a\tbA']"],
  ['', ''],
  ['  # only a comment', ''],
])('%s is read as bash reads it', (text, expected) => {
  expect(outline(text)).toBe(expected);
});

test.each([
  ['| head', "syntax: syntax error near unexpected token `|'"],
  ['echo a || || b', "syntax: syntax error near unexpected token `||'"],
  ['&& ls', "syntax: syntax error near unexpected token `&&'"],
  ['echo )', "syntax: syntax error near unexpected token `)'"],
  ['ls >', "syntax: syntax error near unexpected token `newline'"],
  ['ls > | cat', "syntax: syntax error near unexpected token `|'"],
  ['a;;b', "syntax: syntax error near unexpected token `;;'"],
  ['a & & b', "syntax: syntax error near unexpected token `&'"],
  ['done', "syntax: syntax error near unexpected token `done'"],
  ['echo (a)', "syntax: syntax error near unexpected token `a'"],
  ['echo x (a)', "syntax: syntax error near unexpected token `('"],
  ['()', "syntax: syntax error near unexpected token `)'"],
  ['echo ${a b}', 'syntax: ${a b}: bad substitution'],
  ['echo "abc', 'incomplete: unexpected EOF while looking for matching `"\''],
  ["echo 'abc", "incomplete: unexpected EOF while looking for matching `''"],
  ['echo $(ls', "incomplete: unexpected EOF while looking for matching `)'"],
  ['ls |', 'incomplete: syntax error: unexpected end of file'],
  ['ls \\', 'incomplete: syntax error: unexpected end of file'],
  ['if true', 'incomplete: syntax error: unexpected end of file'],
  ['cat <<E', 'incomplete: syntax error: unexpected end of file'],
  ['f() {', 'incomplete: syntax error: unexpected end of file'],
  ['case x in', 'incomplete: syntax error: unexpected end of file'],
  ['a=(1 2', "incomplete: unexpected EOF while looking for matching `)'"],
  ['[[ a == b', "incomplete: unexpected EOF while looking for `]]'"],
  ['[[ a b ]]', 'syntax: conditional binary operator expected'],
  [
    'select x in a; do b; done',
    'syntax: menus with `select` are not in this shell: use `read` in a `while` loop',
  ],
  ['cat <(ls)', 'syntax: process substitution, <(...), is not in this shell: use a pipe or a file'],
  ['echo ${x@Q}', 'syntax: ${x@Q}: this form is not in this shell'],
])('%s gets bash’s answer', (text, expected) => {
  expect(outline(text)).toBe(expected);
});

test('any text at all gets an answer', () => {
  const piece = fc.constantFrom(
    ...['|', '&', ';', '(', ')', '<', '>', '"', "'", '`', '$', '{', '}', '\\', '\n', ' ', '#', '!'],
    ...['a', '1', '=', '$(', '${', '<<', 'if ', 'do ', 'done', 'for ', 'in ', '-', ':', '*', '$(('],
    ...['case ', 'esac', ';;', '[[ ', ' ]]', '((', '))', 'f() ', 'function ', '=~ ', '[', ']'],
    ...['+=', '=(', '${#', '${!', '##', '//', '^^', '-f ', 'time ', '{ ', '; }', '<<<'],
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((all) => all.join('')),
      ),
      (text) => {
        expect(typeof parse(text).ok).toBe('boolean');
      },
    ),
    { numRuns: 2000 },
  );
});

test('a thousand open brackets end in a message, not in a crash', () => {
  const openers = ['(', '$(', '"$(', '{ ', 'if ', '${a:-', '[[ ( ', '[[ ! ', 'case $('];
  for (const opener of [...openers, 'f() { ', '${a[$(', '$((', 'a=($(', '${a/']) {
    expect(parse(opener.repeat(1000)).ok).toBe(false);
  }
});

test('words keep their text when they are quoted and parsed again', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const quoted = `'${text.replaceAll("'", "'\\''")}'`;
      const result = parse(`echo ${quoted}`);
      const command = result.ok && result.list[0]?.pipelines[0]?.pipeline.commands[0];
      const parts = command && command.kind === 'simple' ? (command.words[1]?.parts ?? []) : [];
      expect(parts.map((part) => (part.kind === 'text' ? part.text : '?')).join('')).toBe(text);
    }),
  );
});
