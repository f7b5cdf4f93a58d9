/** The commands this server knows, over one store of keys. Words and errors are those of Redis 7. */
import type { Reply } from './resp';

const MOST_KEYS = 200;
const ok: Reply = { status: 'OK' };
const error = (text: string): Reply => ({ error: text });

type Command = { arity: number; run: (store: Map<string, string>, args: string[]) => Reply };

const count = (store: Map<string, string>, key: string, by: number): Reply => {
  const old = store.get(key) ?? '0';
  if (!/^-?\d{1,15}$/.test(old)) return error('ERR value is not an integer or out of range');
  const sum = Number(old) + by;
  store.set(key, String(sum));
  return sum;
};

/** Arity as Redis counts it: with the command's name; negative: at least so many words. */
const commands: Record<string, Command> = {
  PING: { arity: -1, run: (_store, [text]) => text ?? { status: 'PONG' } },
  ECHO: { arity: 2, run: (_store, [text = '']) => text },
  SET: {
    arity: -3,
    run(store, [key = '', value = '', ...options]) {
      if (options.length > 0) return error('ERR syntax error');
      if (!store.has(key) && store.size >= MOST_KEYS) {
        return error("OOM command not allowed when used memory > 'maxmemory'.");
      }
      store.set(key, value);
      return ok;
    },
  },
  GET: { arity: 2, run: (store, [key = '']) => store.get(key) ?? null },
  DEL: { arity: -2, run: (store, keys) => keys.filter((key) => store.delete(key)).length },
  EXISTS: { arity: -2, run: (store, keys) => keys.filter((key) => store.has(key)).length },
  INCR: { arity: 2, run: (store, [key = '']) => count(store, key, 1) },
  DECR: { arity: 2, run: (store, [key = '']) => count(store, key, -1) },
  KEYS: {
    arity: 2,
    run: (store, [pattern]) =>
      pattern === '*' ? [...store.keys()] : [...store.keys()].filter((key) => key === pattern),
  },
  DBSIZE: { arity: 1, run: (store) => store.size },
  FLUSHDB: { arity: -1, run: (store) => (store.clear(), ok) },
  SELECT: {
    arity: 2,
    run: (_store, [index]) => (index === '0' ? ok : error('ERR DB index is out of range')),
  },
  CLIENT: { arity: -2, run: () => ok },
  COMMAND: { arity: -1, run: () => [] },
};

export function runCommand(store: Map<string, string>, words: readonly string[]): Reply {
  const [name = '', ...args] = words;
  const command = Object.hasOwn(commands, name.toUpperCase())
    ? commands[name.toUpperCase()]
    : undefined;
  if (!command) {
    const beginning = args
      .map((arg) => `'${arg}' `)
      .join('')
      .slice(0, 128);
    return error(
      `ERR unknown command '${name.slice(0, 128)}', with args beginning with: ${beginning}`,
    );
  }
  const { arity } = command;
  if (arity > 0 ? words.length !== arity : words.length < -arity) {
    return error(`ERR wrong number of arguments for '${name.toLowerCase()}' command`);
  }
  return command.run(store, args);
}
