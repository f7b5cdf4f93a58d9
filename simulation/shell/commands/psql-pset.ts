/** Settings of psql's printing: `\pset`, its short forms, and `-P` (do_pset of command.c). */
import type { TableStyle } from './psql-table';

/** `say` is printed by `\pset`, not by `-P`. */
export type Setting =
  | { ok: true; style: TableStyle; pager: string; say: string }
  | { ok: false; text: string };

const formats = ['aligned', 'unaligned', 'wrapped', 'csv'] as const;
const otherFormats = ['asciidoc', 'html', 'latex', 'latex-longtable', 'troff-ms'];
/** What the real psql sets and this one does not. */
const elsewhere =
  'border columns csv_fieldsep fieldsep fieldsep_zero footer linestyle numericlocale pager_min_lines recordsep recordsep_zero tableattr title unicode_border_linestyle unicode_column_linestyle unicode_header_linestyle'.split(
    ' ',
  );

/** True for `on` and its shorter and other spellings, null for what is no answer to yes or no. */
function parseSwitch(word: string): boolean | null {
  const text = word.toLowerCase();
  if (text === '') return null;
  if ('true'.startsWith(text) || 'yes'.startsWith(text) || text === 'on' || text === '1')
    return true;
  if ('false'.startsWith(text) || 'no'.startsWith(text) || /^(off?|0)$/.test(text)) return false;
  return null;
}

const pagers: Readonly<Record<string, string>> = {
  on: 'Pager is used for long output.',
  off: 'Pager usage is off.',
  always: 'Pager is always used.',
};

/**
 * `name` set to `value` (undefined: the other way round, or only told). `pager` is kept for what
 * is said: nothing is paged here.
 */
export function setPrinting(
  style: TableStyle,
  pager: string,
  name: string,
  value: string | undefined,
): Setting {
  const done = (change: Partial<TableStyle>, say: string): Setting => ({
    ...{ ok: true, pager, say },
    style: { ...style, ...change },
  });
  switch (name) {
    case 'format': {
      const chosen = value === undefined ? style.format : formats.find((one) => one === value);
      if (chosen) return done({ format: chosen }, `Output format is ${chosen}.`);
      const text = otherFormats.includes(value ?? '')
        ? `\\pset: the format ${value} is not in this simulation`
        : '\\pset: allowed formats are aligned, asciidoc, csv, html, latex, latex-longtable, troff-ms, unaligned, wrapped';
      return { ok: false, text };
    }
    case 'x':
    case 'expanded':
    case 'vertical': {
      const given = value === undefined ? style.expanded === 'off' : parseSwitch(value);
      const expanded = value === 'auto' ? 'auto' : given ? 'on' : 'off';
      if (value !== undefined && value !== 'auto' && given === null) {
        return {
          ok: false,
          text: `unrecognized value "${value}" for "${name}"\nAvailable values are: on, off, auto.`,
        };
      }
      const how = expanded === 'auto' ? 'used automatically' : expanded;
      return done({ expanded }, `Expanded display is ${how}.`);
    }
    case 't':
    case 'tuples_only': {
      const tuplesOnly = value === undefined ? !style.tuplesOnly : parseSwitch(value);
      if (tuplesOnly === null) {
        return {
          ok: false,
          text: `unrecognized value "${value}" for "${name}": Boolean expected`,
        };
      }
      return done({ tuplesOnly }, `Tuples only is ${tuplesOnly ? 'on' : 'off'}.`);
    }
    case 'null': {
      const nothing = value ?? style.nothing;
      return done({ nothing }, `Null display is "${nothing}".`);
    }
    case 'pager': {
      const turned = pager === 'off' ? 'on' : 'off';
      const given = value === undefined ? turned === 'on' : parseSwitch(value);
      if (given === null && value !== 'always') {
        return {
          ok: false,
          text: `unrecognized value "${value}" for "pager"\nAvailable values are: on, off, always.`,
        };
      }
      const next = value === 'always' ? 'always' : given ? 'on' : 'off';
      return { ok: true, style, pager: next, say: pagers[next] ?? '' };
    }
    default:
      return {
        ok: false,
        text: elsewhere.includes(name)
          ? `\\pset: ${name} is not in this simulation`
          : `\\pset: unknown option: ${name}`,
      };
  }
}
