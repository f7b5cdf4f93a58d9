import { expect, it } from 'vitest';
import { benchTwinWords } from './bench-twin';

it.each(Object.entries(benchTwinWords.refusals))(
  '%s: names what it is about, and says what can be done instead',
  (what, { why, instead }) => {
    if (what !== 'nothing') expect(why('OF-THE-BENCH')).toContain('OF-THE-BENCH');
    expect(why('x')).toMatch(/[.]$/);
    expect(instead).toMatch(/^[A-Z].*[.]$/);
  },
);
