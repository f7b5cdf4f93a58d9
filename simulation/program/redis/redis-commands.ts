/** The commands of Redis 7.0 that are modelled: how many words each takes, and what it does. */
import { type Entry, matchesGlob, type RedisStore } from './redis-store';
import { array, bulk, failed, integer, NIL, OK, type RedisReply } from './resp';

type Place = { store: RedisStore; database: number; now: number };
type Run = (place: Place, args: string[]) => RedisReply;

const WRONG_TYPE = failed('WRONGTYPE Operation against a key holding the wrong kind of value');
const NOT_INTEGER = failed('ERR value is not an integer or out of range');
const SYNTAX = failed('ERR syntax error');

function readInteger(text: string | undefined): number | null {
  if (text === undefined || !/^-?(0|[1-9]\d{0,18})$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

function find({ store, database, now }: Place, key: string): Entry | null {
  return store.find(database, key, now);
}

function write(place: Place, key: string, value: string, expires: number | null = null): void {
  place.store.put(place.database, key, { kind: 'string', value, expires });
}

function get(place: Place, key: string): RedisReply {
  const entry = find(place, key);
  if (!entry) return NIL;
  return entry.kind === 'string' ? bulk(entry.value) : WRONG_TYPE;
}

function add(place: Place, key: string, by: number | null): RedisReply {
  const entry = find(place, key);
  if (entry && entry.kind !== 'string') return WRONG_TYPE;
  const old = entry ? readInteger(entry.value) : 0;
  if (old === null || by === null) return NOT_INTEGER;
  if (!Number.isSafeInteger(old + by)) return failed('ERR increment or decrement would overflow');
  write(place, key, String(old + by), entry?.expires ?? null);
  return integer(old + by);
}

/** SET key value [NX|XX] [GET] [EX s|PX ms|KEEPTTL]. */
function set(place: Place, [key = '', value = '', ...options]: string[]): RedisReply {
  let [when, expires]: ['' | 'NX' | 'XX', number | null] = ['', null];
  let [get, keep] = [false, false];
  for (
    let word = options.shift()?.toUpperCase();
    word !== undefined;
    word = options.shift()?.toUpperCase()
  ) {
    if ((word === 'NX' || word === 'XX') && (when === '' || when === word)) when = word;
    else if (word === 'GET') get = true;
    else if (word === 'KEEPTTL' && expires === null) keep = true;
    else if ((word === 'EX' || word === 'PX') && expires === null && !keep && options.length > 0) {
      const time = readInteger(options.shift());
      if (time === null) return NOT_INTEGER;
      if (time <= 0) return failed("ERR invalid expire time in 'set' command");
      expires = place.now + time * (word === 'EX' ? 1000 : 1);
    } else return SYNTAX;
  }
  const old = find(place, key);
  if (get && old && old.kind !== 'string') return WRONG_TYPE;
  const before = old?.kind === 'string' ? bulk(old.value) : NIL;
  if ((when === 'NX' && old) || (when === 'XX' && !old)) return get ? before : NIL;
  write(place, key, value, keep ? (old?.expires ?? null) : expires);
  return get ? before : OK;
}

function setWithTime(
  place: Place,
  name: string,
  key: string,
  time: number | null,
  value: string,
  unit: number,
) {
  if (time === null) return NOT_INTEGER;
  if (time <= 0) return failed(`ERR invalid expire time in '${name}' command`);
  write(place, key, value, place.now + time * unit);
  return OK;
}

function expire(place: Place, key: string, time: number | null, unit: number): RedisReply {
  if (time === null) return NOT_INTEGER;
  const entry = find(place, key);
  if (!entry) return integer(0);
  if (time <= 0) place.store.remove(place.database, key);
  else place.store.put(place.database, key, { ...entry, expires: place.now + time * unit });
  return integer(1);
}

function timeLeft(place: Place, key: string, unit: number): RedisReply {
  const entry = find(place, key);
  if (!entry) return integer(-2);
  if (entry.expires === null) return integer(-1);
  return integer(Math.floor((entry.expires - place.now + unit / 2) / unit));
}

/** Does `work` with the entry of `kind` at `key`, made by `create` where there is none. */
function withEntry<E extends Entry>(
  place: Place,
  key: string,
  create: E,
  work: (entry: E) => RedisReply,
): RedisReply {
  const old = find(place, key);
  if (old && old.kind !== create.kind) return WRONG_TYPE;
  const entry = (old ?? create) as E;
  const reply = work(entry);
  if (isEmpty(entry)) place.store.remove(place.database, key);
  else place.store.put(place.database, key, entry);
  return reply;
}

function isEmpty(entry: Entry): boolean {
  if (entry.kind === 'list') return entry.items.length === 0;
  if (entry.kind === 'hash') return entry.fields.size === 0;
  return entry.kind === 'set' && entry.members.size === 0;
}

type Of<Kind extends Entry['kind']> = Extract<Entry, { kind: Kind }>;

const list = (place: Place, key: string, work: (items: string[]) => RedisReply) =>
  withEntry<Of<'list'>>(place, key, { kind: 'list', items: [], expires: null }, (entry) =>
    work(entry.items),
  );
const hash = (place: Place, key: string, work: (fields: Map<string, string>) => RedisReply) =>
  withEntry<Of<'hash'>>(place, key, { kind: 'hash', fields: new Map(), expires: null }, (entry) =>
    work(entry.fields),
  );
const members = (place: Place, key: string, work: (set: Set<string>) => RedisReply) =>
  withEntry<Of<'set'>>(place, key, { kind: 'set', members: new Set(), expires: null }, (entry) =>
    work(entry.members),
  );

function push(place: Place, [key = '', ...items]: string[], left: boolean): RedisReply {
  return list(place, key, (own) => {
    for (const item of items) left ? own.unshift(item) : own.push(item);
    return integer(own.length);
  });
}

function pop(place: Place, key: string, left: boolean): RedisReply {
  return list(place, key, (own) => {
    const item = left ? own.shift() : own.pop();
    return item === undefined ? NIL : bulk(item);
  });
}

function range(place: Place, [key = '', from, to]: string[]): RedisReply {
  const [start, stop] = [readInteger(from), readInteger(to)];
  if (start === null || stop === null) return NOT_INTEGER;
  return list(place, key, (own) => {
    const first = start < 0 ? Math.max(0, own.length + start) : start;
    const last = stop < 0 ? own.length + stop : stop;
    return array(own.slice(first, last + 1).map(bulk));
  });
}

function setHash(place: Place, [key = '', ...pairs]: string[]): RedisReply {
  if (pairs.length % 2 === 1) return failed("ERR wrong number of arguments for 'hset' command");
  return hash(place, key, (fields) => {
    const before = fields.size;
    for (let at = 0; at < pairs.length; at += 2) fields.set(pairs[at] ?? '', pairs[at + 1] ?? '');
    return integer(fields.size - before);
  });
}

function setMany(place: Place, args: string[]): RedisReply {
  if (args.length % 2 === 1) return failed("ERR wrong number of arguments for 'mset' command");
  for (let at = 0; at < args.length; at += 2) write(place, args[at] ?? '', args[at + 1] ?? '');
  return OK;
}

function rename(place: Place, from: string, to: string): RedisReply {
  const entry = find(place, from);
  if (!entry) return failed('ERR no such key');
  place.store.remove(place.database, from);
  place.store.put(place.database, to, entry);
  return OK;
}

function count(values: boolean[]): RedisReply {
  return integer(values.filter(Boolean).length);
}

/** `arity` as COMMAND INFO gives it: the words of the whole command, at least so many if negative. */
export const dataCommands: Readonly<Record<string, { arity: number; run: Run }>> = {
  get: { arity: 2, run: (place, [key = '']) => get(place, key) },
  set: { arity: -3, run: set },
  setnx: {
    arity: 3,
    run: (place, [key = '', value = '']) => {
      if (find(place, key)) return integer(0);
      write(place, key, value);
      return integer(1);
    },
  },
  setex: {
    arity: 4,
    run: (place, [key = '', time, value = '']) =>
      setWithTime(place, 'setex', key, readInteger(time), value, 1000),
  },
  psetex: {
    arity: 4,
    run: (place, [key = '', time, value = '']) =>
      setWithTime(place, 'psetex', key, readInteger(time), value, 1),
  },
  getset: {
    arity: 3,
    run: (place, [key = '', value = '']) => {
      const old = get(place, key);
      if (old.kind !== 'error') write(place, key, value);
      return old;
    },
  },
  getdel: {
    arity: 2,
    run: (place, [key = '']) => {
      const old = get(place, key);
      if (old.kind === 'bulk') place.store.remove(place.database, key);
      return old;
    },
  },
  mset: { arity: -3, run: setMany },
  mget: {
    arity: -2,
    run: (place, keys) =>
      array(
        keys.map((key) => {
          const reply = get(place, key);
          return reply.kind === 'error' ? NIL : reply;
        }),
      ),
  },
  append: {
    arity: 3,
    run: (place, [key = '', value = '']) => {
      const entry = find(place, key);
      if (entry && entry.kind !== 'string') return WRONG_TYPE;
      const whole = (entry?.value ?? '') + value;
      write(place, key, whole, entry?.expires ?? null);
      return integer(whole.length);
    },
  },
  strlen: {
    arity: 2,
    run: (place, [key = '']) => {
      const entry = find(place, key);
      if (entry && entry.kind !== 'string') return WRONG_TYPE;
      return integer(entry?.value.length ?? 0);
    },
  },
  incr: { arity: 2, run: (place, [key = '']) => add(place, key, 1) },
  decr: { arity: 2, run: (place, [key = '']) => add(place, key, -1) },
  incrby: { arity: 3, run: (place, [key = '', by]) => add(place, key, readInteger(by)) },
  decrby: {
    arity: 3,
    run: (place, [key = '', by]) => {
      const value = readInteger(by);
      return add(place, key, value === null ? null : -value);
    },
  },
  del: {
    arity: -2,
    run: (place, keys) =>
      count(
        keys.map((key) => find(place, key) !== null && place.store.remove(place.database, key)),
      ),
  },
  unlink: {
    arity: -2,
    run: (place, keys) =>
      count(
        keys.map((key) => find(place, key) !== null && place.store.remove(place.database, key)),
      ),
  },
  exists: { arity: -2, run: (place, keys) => count(keys.map((key) => find(place, key) !== null)) },
  type: {
    arity: 2,
    run: (place, [key = '']) => ({ kind: 'simple', text: find(place, key)?.kind ?? 'none' }),
  },
  keys: {
    arity: 2,
    run: ({ store, database, now }, [pattern = '']) =>
      array(
        store
          .keys(database, now)
          .filter((key) => matchesGlob(pattern, key))
          .map(bulk),
      ),
  },
  dbsize: {
    arity: 1,
    run: ({ store, database, now }) => integer(store.keys(database, now).length),
  },
  rename: { arity: 3, run: (place, [from = '', to = '']) => rename(place, from, to) },
  expire: {
    arity: -3,
    run: (place, [key = '', time]) => expire(place, key, readInteger(time), 1000),
  },
  pexpire: {
    arity: -3,
    run: (place, [key = '', time]) => expire(place, key, readInteger(time), 1),
  },
  ttl: { arity: 2, run: (place, [key = '']) => timeLeft(place, key, 1000) },
  pttl: { arity: 2, run: (place, [key = '']) => timeLeft(place, key, 1) },
  persist: {
    arity: 2,
    run: (place, [key = '']) => {
      const entry = find(place, key);
      if (!entry || entry.expires === null) return integer(0);
      place.store.put(place.database, key, { ...entry, expires: null });
      return integer(1);
    },
  },
  flushdb: {
    arity: -1,
    run: ({ store, database }) => {
      store.clear(database);
      return OK;
    },
  },
  flushall: {
    arity: -1,
    run: ({ store }) => {
      store.clear(null);
      return OK;
    },
  },
  lpush: { arity: -3, run: (place, args) => push(place, args, true) },
  rpush: { arity: -3, run: (place, args) => push(place, args, false) },
  lpop: { arity: 2, run: (place, [key = '']) => pop(place, key, true) },
  rpop: { arity: 2, run: (place, [key = '']) => pop(place, key, false) },
  llen: { arity: 2, run: (place, [key = '']) => list(place, key, (own) => integer(own.length)) },
  lrange: { arity: 4, run: range },
  hset: { arity: -4, run: setHash },
  hget: {
    arity: 3,
    run: (place, [key = '', field = '']) =>
      hash(place, key, (fields) => {
        const value = fields.get(field);
        return value === undefined ? NIL : bulk(value);
      }),
  },
  hgetall: {
    arity: 2,
    run: (place, [key = '']) => hash(place, key, (fields) => array([...fields].flat().map(bulk))),
  },
  hdel: {
    arity: -3,
    run: (place, [key = '', ...names]) =>
      hash(place, key, (fields) => count(names.map((name) => fields.delete(name)))),
  },
  sadd: {
    arity: -3,
    run: (place, [key = '', ...items]) =>
      members(place, key, (own) => {
        const before = own.size;
        for (const item of items) own.add(item);
        return integer(own.size - before);
      }),
  },
  srem: {
    arity: -3,
    run: (place, [key = '', ...items]) =>
      members(place, key, (own) => count(items.map((item) => own.delete(item)))),
  },
  smembers: {
    arity: 2,
    run: (place, [key = '']) => members(place, key, (own) => array([...own].map(bulk))),
  },
  sismember: {
    arity: 3,
    run: (place, [key = '', item = '']) => members(place, key, (own) => count([own.has(item)])),
  },
  scard: { arity: 2, run: (place, [key = '']) => members(place, key, (own) => integer(own.size)) },
};
