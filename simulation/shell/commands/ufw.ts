/** `ufw` 0.36.2, which writes the packet filter's rules: the same ones that iptables shows. */
import type { Program, ProgramContext, Routine } from '../../host/program';
import {
  createLineReader,
  print,
  printError,
  readFile,
  readLine,
  sys,
  writeFile,
} from '../../host/system';
import {
  compileUfw,
  formatAdded,
  formatRows,
  formatState,
  freshUfw,
  isSameMatch,
  listRows,
  parseState,
  parseUfwRule,
  type UfwAction,
  type UfwRule,
  type UfwState,
} from './ufw-rules';
import { ufwUsage } from './ufw-usage';

const RULES = '/etc/ufw/user.rules';
const CONF = '/etc/ufw/ufw.conf';
const DEFAULTS = '/etc/default/ufw';
const policies = { allow: 'ACCEPT', deny: 'DROP', reject: 'REJECT' } as const;

function* fault(text: string): Routine<number> {
  const whole = text === '' || text === 'not enough args';
  yield* printError(`ERROR: ${text || 'Invalid syntax'}\n${whole ? `\n${ufwUsage}` : ''}`);
  return 1;
}

function* load(): Routine<UfwState> {
  const [conf, defaults, rules] = [
    yield* readFile(CONF),
    yield* readFile(DEFAULTS),
    yield* readFile(RULES),
  ];
  const text = defaults.ok ? defaults.value : '';
  const policy = (chain: string, usual: UfwState['incoming']) => {
    const word = new RegExp(`^DEFAULT_${chain}_POLICY="?(\\w+)`, 'm').exec(text)?.[1];
    const found = Object.entries(policies).find(([, name]) => name === word);
    return (found?.[0] ?? usual) as UfwState['incoming'];
  };
  return {
    enabled: conf.ok && /^ENABLED=yes/m.test(conf.value),
    incoming: policy('INPUT', freshUfw.incoming),
    outgoing: policy('OUTPUT', freshUfw.outgoing),
    rules: rules.ok ? parseState(rules.value) : [],
  };
}

/** Keeps the state, and lets the packet filter follow it where ufw is, or was, at work. */
function* save(state: UfwState, before: UfwState): Routine {
  for (const folder of ['/etc/ufw', '/etc/default']) yield* sys.mkdir(folder);
  yield* writeFile(CONF, `ENABLED=${state.enabled ? 'yes' : 'no'}\nLOGLEVEL=low\n`);
  const { incoming, outgoing } = state;
  yield* writeFile(
    DEFAULTS,
    `IPV6=yes\nDEFAULT_INPUT_POLICY="${policies[incoming]}"\n` +
      `DEFAULT_OUTPUT_POLICY="${policies[outgoing]}"\n`,
  );
  yield* writeFile(RULES, formatState(state));
  if (!state.enabled && !before.enabled) return;
  const now = yield* sys.firewall();
  const others = now.ok ? now.value.rules.filter(({ table }) => table !== undefined) : [];
  yield* sys.firewall([...compileUfw(state), ...others]);
}

function* main(context: ProgramContext): Routine<number> {
  const args = context.argv.slice(1);
  const words = args.filter((word) => word !== '--force' && word !== '-f');
  const [verb, ...rest] = words;
  if (verb === undefined) return yield* fault('not enough args');
  if (verb === 'version' || verb === '--version') {
    yield* print('ufw 0.36.2\nCopyright 2008-2023 Canonical Ltd.\n');
    return 0;
  }
  if (verb === '--help' || verb === '-h' || verb === 'help') {
    yield* print(`\n${ufwUsage}`);
    return 0;
  }
  if (context.user !== 'root') return yield* fault('You need to be root to run this script');
  const state = yield* load();
  switch (verb) {
    case 'status':
      return yield* status(state, rest[0]);
    case 'enable':
      yield* save({ ...state, enabled: true }, state);
      yield* print('Firewall is active and enabled on system startup\n');
      return 0;
    case 'disable':
      yield* save({ ...state, enabled: false }, state);
      yield* print('Firewall stopped and disabled on system startup\n');
      return 0;
    case 'reload':
      yield* save(state, state);
      yield* print(
        state.enabled ? 'Firewall reloaded\n' : 'Firewall not enabled (skipping reload)\n',
      );
      return 0;
    case 'default':
      return yield* setDefault(state, rest);
    case 'allow':
    case 'deny':
    case 'reject':
    case 'limit':
      return yield* add(state, verb, rest, null);
    case 'insert':
      return yield* insert(state, rest);
    case 'delete':
      return yield* remove(state, rest, args.length !== words.length);
    case 'show': {
      if (rest[0] !== 'added') return yield* fault('');
      const lines = state.rules.map((rule) => `ufw ${formatAdded(rule)}\n`).join('');
      yield* print(
        `Added user rules (see 'ufw status' for running firewall):\n${lines || '(None)\n'}`,
      );
      return 0;
    }
    case 'logging':
    case 'app':
    case 'route':
    case 'prepend':
    case 'reset':
      yield* printError(`ufw: "ufw ${verb}" is not in this simulation\n`);
      return 1;
    default:
      return yield* fault('');
  }
}

function* status(state: UfwState, how: string | undefined): Routine<number> {
  if (how !== undefined && how !== 'verbose' && how !== 'numbered') return yield* fault('');
  if (!state.enabled) {
    yield* print('Status: inactive\n');
    return 0;
  }
  const rows = formatRows(state.rules, how ?? 'plain');
  const more =
    how === 'verbose'
      ? `Logging: on (low)\nDefault: ${state.incoming} (incoming), ${state.outgoing} (outgoing), ` +
        'disabled (routed)\nNew profiles: skip\n'
      : '';
  yield* print(`Status: active\n${more}${rows === '' ? '' : `\n${rows}`}`);
  return 0;
}

function* setDefault(state: UfwState, words: readonly string[]): Routine<number> {
  const [policy, direction = 'incoming'] = words;
  const known = policy === 'allow' || policy === 'deny' || policy === 'reject';
  if (!known || (direction !== 'incoming' && direction !== 'outgoing')) return yield* fault('');
  yield* save({ ...state, [direction]: policy }, state);
  yield* print(
    `Default ${direction} policy changed to '${policy}'\n(be sure to update your rules accordingly)\n`,
  );
  return 0;
}

/** One line for IPv4 and one for IPv6, as far as a rule is for them. */
function* tell({ four, six }: UfwRule, text: string): Routine {
  yield* print(`${four ? `${text}\n` : ''}${six ? `${text} (v6)\n` : ''}`);
}

function* add(
  state: UfwState,
  action: UfwAction,
  words: readonly string[],
  at: number | null,
): Routine<number> {
  const rule = parseUfwRule(action, words);
  if (typeof rule === 'string') return yield* fault(rule);
  const old = state.rules.findIndex((one) => isSameMatch(one, rule));
  const same = state.rules[old];
  if (same && same.action === action && (same.four || !rule.four) && (same.six || !rule.six)) {
    yield* tell(rule, 'Skipping adding existing rule');
    return 0;
  }
  const rules = same
    ? state.rules.with(old, rule)
    : state.rules.toSpliced(at ?? state.rules.length, 0, rule);
  yield* save({ ...state, rules }, state);
  const done = same ? 'Rule updated' : at === null ? 'Rule added' : 'Rule inserted';
  yield* tell(rule, state.enabled ? done : 'Rules updated');
  return 0;
}

function* insert(state: UfwState, words: readonly string[]): Routine<number> {
  const [number = '', action, ...rest] = words;
  const known =
    action === 'allow' || action === 'deny' || action === 'reject' || action === 'limit';
  if (!known) return yield* fault('');
  const row = listRows(state.rules)[Number(number) - 1];
  if (!row && !(number === '1' && state.rules.length === 0)) {
    return yield* fault(`Invalid position '${number}'`);
  }
  return yield* add(state, action, rest, row?.rule ?? 0);
}

function* remove(state: UfwState, words: readonly string[], forced: boolean): Routine<number> {
  const [first = '', ...rest] = words;
  if (/^\d+$/.test(first)) return yield* removeRow(state, Number(first), forced);
  const known = first === 'allow' || first === 'deny' || first === 'reject' || first === 'limit';
  if (!known) return yield* fault('');
  const rule = parseUfwRule(first, rest);
  if (typeof rule === 'string') return yield* fault(rule);
  const at = state.rules.findIndex((one) => one.action === first && isSameMatch(one, rule));
  if (at < 0) {
    yield* tell(rule, 'Could not delete non-existent rule');
    return 0;
  }
  yield* save({ ...state, rules: state.rules.toSpliced(at, 1) }, state);
  yield* tell(rule, state.enabled ? 'Rule deleted' : 'Rules updated');
  return 0;
}

function* removeRow(state: UfwState, number: number, forced: boolean): Routine<number> {
  const row = listRows(state.rules)[number - 1];
  const rule = row ? state.rules[row.rule] : undefined;
  if (!row || !rule) return yield* fault(`Could not find rule '${number}'`);
  if (!forced) {
    const proto = rule.proto === 'any' ? '' : `/${rule.proto}`;
    const from = rule.from === 'any' ? '' : `from ${rule.from}`;
    const words = [rule.action, from, rule.port === 'any' ? '' : `${rule.port}${proto}`];
    const shown = words.filter(Boolean).join(' ');
    yield* print(`Deleting:\n ${shown}\nProceed with operation (y|n)? `);
    const answer = yield* readLine(createLineReader(0));
    if (!answer.ok || !/^y/i.test(answer.value ?? '')) {
      yield* print('Aborted\n');
      return 0;
    }
  }
  const left = { ...rule, ...(row.six ? { six: false } : { four: false }) };
  const rules =
    left.four || left.six ? state.rules.with(row.rule, left) : state.rules.toSpliced(row.rule, 1);
  yield* save({ ...state, rules }, state);
  yield* print(`Rule deleted${row.six ? ' (v6)' : ''}\n`);
  return 0;
}

export const ufw: Program = {
  name: 'ufw',
  usage:
    'ufw status [verbose|numbered]\nufw enable|disable|reload\nufw allow|deny|reject PORT[/tcp|/udp]\n' +
    'ufw allow from ADDRESS [to any port PORT]\nufw delete RULE|NUMBER',
  summary: 'the simple front of the firewall: which ports others may reach',
  main,
};
