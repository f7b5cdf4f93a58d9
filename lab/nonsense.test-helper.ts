/** Bodies for the routes: from a schema, against it, and from no schema at all. */
import fc from 'fast-check';
import * as z from 'zod/mini';

type JsonSchema = {
  type?: string | string[];
  oneOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  pattern?: string;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: JsonSchema;
  prefixItems?: JsonSchema[];
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  propertyNames?: JsonSchema;
  additionalProperties?: JsonSchema | false;
};

/** Strings that fit a pattern; of characters, the printable ones. */
function text({ pattern, maxLength = 60 }: JsonSchema): fc.Arbitrary<string> {
  const most = { maxLength: Math.min(maxLength, 60) };
  if (!pattern) return fc.string(most);
  // fast-check knows no classes of Unicode: `any line of text` is asked for in its own words.
  const known = pattern === '^[^\\p{Cc}\\p{Cs}]*$' ? '^[ -~]*$' : pattern;
  return fc.stringMatching(new RegExp(known), most);
}

/** Values by the name of a field that mean something in the sandbox at hand. */
export type Hints = Readonly<Record<string, readonly unknown[]>>;

/** Values that fit. Throws at a kind of schema that no route uses yet. */
function fitting(schema: JsonSchema, hints: Hints): fc.Arbitrary<unknown> {
  const { type } = schema;
  const either =
    schema.oneOf ??
    schema.anyOf ??
    (Array.isArray(type) ? type.map((each) => ({ type: each })) : null);
  if (either) return fc.oneof(...either.map((each) => fitting(each, hints)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'integer')
    return fc.integer({ min: schema.minimum ?? -9, max: schema.maximum ?? 9 });
  if (schema.type === 'number')
    return fc.double({ min: schema.minimum ?? -9, max: schema.maximum ?? 9, noNaN: true });
  if (schema.type === 'string') return text(schema);
  if (schema.prefixItems)
    return fc.tuple(...schema.prefixItems.map((each) => fitting(each, hints)));
  if (schema.type === 'array' && schema.items)
    return fc.array(fitting(schema.items, hints), { maxLength: 4 });
  if (schema.type === 'object' && schema.properties) {
    const fields = Object.entries(schema.properties).map(
      ([name, of]): [string, fc.Arbitrary<unknown>] => {
        const any = fitting(of, hints);
        const hint = hints[name];
        if (!hint) return [name, any];
        const known = { weight: 6, arbitrary: fc.constantFrom(...hint) };
        return [name, fc.oneof(known, { weight: 1, arbitrary: any })];
      },
    );
    return fc.record(Object.fromEntries(fields), {
      requiredKeys: schema.required ?? [],
    } as fc.RecordConstraints<string>);
  }
  if (schema.type === 'object' && schema.propertyNames && schema.additionalProperties) {
    const value = fitting(schema.additionalProperties, hints);
    return fc.dictionary(text(schema.propertyNames), value, { maxKeys: 4 });
  }
  throw new Error(`no bodies can be made for ${JSON.stringify(schema)}`);
}

const deep = (depth: number, open: string, close: string) =>
  `${open.repeat(depth)}1${close.repeat(depth)}`;

/** What people try in the place of a value, as JSON. */
const wrongValue = fc.oneof(
  fc.constantFrom(
    ...['null', 'true', '0', '-1', '65536', '80.5', '"80"', '1e999', '[]', '{}', '""'],
    '9007199254740993',
    '{"path":"/run/docker.sock"}',
    '{"__proto__":{"port":1}}',
    '["127.0.0.1"]',
    '"localhost"',
    '"127.1"',
    '"0x7f000001"',
    '"①②⑦.0.0.1"',
    '"169.254.169.254"',
    '"127.0.0.1\\u0000"',
    '"\\r\\nEvil: 1"',
    '"\\u001b]0;x\\u0007"',
    '"\\ud800"',
    `"${'a'.repeat(5_000)}"`,
    deep(2_000, '[', ']'),
    deep(800, '{"a":', '}'),
  ),
  fc.json({ maxDepth: 3 }),
);

const strangeName = fc.constantFrom(
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'toJSON'],
  ...['path', 'fd', 'host', 'session', 'signal', 'lookup', '', '\u0000', 'input.__proto__'],
);

/** An object written out, with some of its fields exchanged, left out or added. */
const bent = (whole: fc.Arbitrary<unknown>): fc.Arbitrary<string> =>
  fc
    .record({
      body: whole,
      exchange: fc.array(fc.tuple(fc.nat(6), wrongValue), { maxLength: 2 }),
      drop: fc.option(fc.nat(6)),
      add: fc.array(fc.tuple(strangeName, wrongValue), { maxLength: 2 }),
    })
    .map(({ body, exchange, drop, add }) => {
      const fields = Object.entries(body as object).map(([name, value]) => [
        name,
        JSON.stringify(value),
      ]);
      for (const [at, value] of exchange) {
        const field = fields[at % Math.max(1, fields.length)];
        if (field) field[1] = value;
      }
      if (drop !== null && drop < fields.length) fields.splice(drop, 1);
      const all = [...fields, ...add].map(([name, value]) => `${JSON.stringify(name)}:${value}`);
      return `{${all.join(',')}}`;
    });

/** Bytes that were never meant for any schema. */
const noise: fc.Arbitrary<string | Uint8Array<ArrayBuffer>> = fc.oneof(
  fc.constantFrom(
    ...['', '{', '{"addr":', 'null', '80', '"80"', '[{}]', '\ufeff{}', "{'a':1}", '{} {}', 'a=b'],
    '\u0000\u0001\u001b[2J',
    'NaN',
    deep(10_000, '[', ']'),
    deep(3_000, '{"a":', '}'),
    `"${'x'.repeat(1_000_000)}"`,
    `${' '.repeat(20_000)}{}`,
  ),
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)),
);

export const contentTypes = fc.oneof(
  { weight: 8, arbitrary: fc.constant('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...['text/plain', '', 'application/json; charset=utf-16', 'application/jsonp'],
      ...[
        'multipart/form-data; boundary=x',
        'application/x-www-form-urlencoded',
        'Application/JSON;;',
      ],
    ),
  },
);

/** Bodies for a route that parses with `schema`. */
export function bodies(schema: z.core.$ZodType, hints: Hints) {
  const whole = fitting(z.toJSONSchema(schema, { io: 'input' }) as JsonSchema, hints);
  const written = whole.map((value) => JSON.stringify(value));
  return fc.oneof(
    { weight: 3, arbitrary: written },
    { weight: 5, arbitrary: bent(whole) },
    { weight: 2, arbitrary: noise },
  );
}
