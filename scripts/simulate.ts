// npm run -s simulate -- [--table] FILE...: what the simulated kernel makes of scenarios of
// system calls, one line of JSON each. docs/command-line.md describes both.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runOracleCase } from '../simulation/scenario/oracle';
import { formatLadder } from './simulate/format-ladder';
import { parseCase } from './simulate/parse-case';

const usage = `Usage: npm run -s simulate -- [--table] FILE...

Runs scenarios of system calls (JSON, docs/command-line.md) in the simulator and prints
what came of each: one line of JSON, or with --table a ladder of its packets and the
socket tables. FILE may be - for standard input.`;

const words = process.argv.slice(2);
const options = words.filter((word) => word.startsWith('--'));
const files = words.filter((word) => !word.startsWith('--'));
const strange = options.find((word) => word !== '--table' && word !== '--help');
if (options.includes('--help')) {
  console.log(usage);
  process.exit(0);
}
if (strange !== undefined) fail([`simulate: there is no option ${strange}.`, usage]);
if (files.length === 0) fail(['simulate: no file was named.', usage]);

for (const file of files) {
  const parsed = parseCase(readJson(file));
  if (!parsed.ok && 'mistakes' in parsed) {
    fail(parsed.mistakes.map(({ pointer, message }) => `${file}: ${pointer || '/'}: ${message}`));
  }
  const outcome = parsed.ok
    ? runOracleCase(parsed.oracle)
    : { id: parsed.id, unsupported: parsed.unsupported };
  if (parsed.ok && options.includes('--table') && !('unsupported' in outcome))
    console.log(formatLadder(parsed.oracle, outcome));
  else console.log(JSON.stringify(outcome));
}

function readJson(file: string): unknown {
  try {
    // npm changes the folder; a path is meant from where it was typed.
    const path = file === '-' ? 0 : resolve(process.env.INIT_CWD ?? '.', file);
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return fail([`${file}: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function fail(lines: readonly string[]): never {
  for (const line of lines) console.error(line);
  process.exit(2);
}
