import type { Belief } from './belief';
import { m01 } from './m01';
import { m04 } from './m04';
import { m05 } from './m05';
import { m06 } from './m06';
import { m09 } from './m09';
import { m11 } from './m11';
import { m24 } from './m24';
import { m26 } from './m26';

/** The beliefs that can be played, in the order of their codes. */
export const beliefs: readonly Belief[] = [m01, m04, m05, m06, m09, m11, m24, m26];
