// The table of routes against the routes themselves: no file without a row, no row without a file.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GET } from '@/app/api/openapi.json/route';
import { apiRoutes } from '@/contract/api-routes';
import * as goalAnswer from '@/contract/goal-answer';
import * as lab from '@/contract/lab';
import * as operator from '@/contract/lab-operator';
import * as service from '@/contract/lab-service';
import * as quiz from '@/contract/quiz-instance';
import * as twin from '@/contract/twin';

const files = readdirSync('app/api', { recursive: true, encoding: 'utf8' })
  .filter((name) => /(^|\/)route\.ts$/.test(name))
  .map((name) => ({
    path: `/api/${name.replace(/\/?route\.ts$/, '')}`,
    source: readFileSync(`app/api/${name}`, 'utf8'),
  }));
const methodsOf = (source: string) =>
  [
    ...source.matchAll(/^export (?:const|async function|function) (GET|POST|PUT|PATCH|DELETE)\b/gm),
  ].map(([, method]) => method);

type Operation = { requestBody?: unknown; responses: Record<string, unknown> };
const document = (await GET().json()) as {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
};

describe('GET /api/openapi.json', () => {
  it('has every route file with every method, and nothing besides', () => {
    const there = files.flatMap(({ path, source }) =>
      methodsOf(source).map((method) => `${method} ${path}`),
    );
    expect(there.length).toBeGreaterThan(15);
    expect(apiRoutes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(there.sort());
  });

  it('uses every schema that a route parses with', () => {
    const schemas: Record<string, unknown> = {
      ...goalAnswer,
      ...lab,
      ...operator,
      ...service,
      ...quiz,
      ...twin,
    };
    const used = new Set<unknown>(
      apiRoutes.flatMap(({ body, query = {} }) => [
        body,
        ...Object.values(query).map(({ schema }) => schema),
      ]),
    );
    for (const { path, source } of files) {
      const imported = [...source.matchAll(/import (?!type)\{([^}]*)\} from '@\/contract/g)]
        .flatMap(([, names = '']) => names.split(','))
        .map((name) => name.trim())
        .filter((name) => /^[a-z]\w*Request$/.test(name));
      for (const name of imported) {
        expect(schemas[name], `${name} of ${path}`).toBeDefined();
        expect(used.has(schemas[name]), `${name} of ${path}`).toBe(true);
      }
    }
  });

  it('is OpenAPI 3.1: a body where one is read, an answer and a refusal everywhere', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    for (const { method, path, body, problems } of apiRoutes) {
      const operation = document.paths[path.replace(/\[(\w+)\]/g, '{$1}')]?.[method.toLowerCase()];
      expect(operation?.requestBody !== undefined, path).toBe(body !== undefined);
      expect(Object.keys(operation?.responses ?? {})).toEqual(
        expect.arrayContaining(['200', 'default']),
      );
      expect(new Set(problems).size, path).toBe(problems.length);
    }
    // Every pattern must mean something to JavaScript's regular expressions, as JSON Schema asks.
    const patterns = [...JSON.stringify(document).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)];
    expect(patterns.length).toBeGreaterThan(3);
    for (const [, text = '""'] of patterns)
      expect(() => new RegExp(JSON.parse(text), 'u')).not.toThrow();
  });
});
