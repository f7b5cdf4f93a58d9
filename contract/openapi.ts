/** The OpenAPI 3.1 document of this site, made from the same schemas that its routes parse with. */
import * as z from 'zod/mini';
import { type ApiRoute, apiRoutes } from './api-routes';
import { problem } from './lab';
import { labProblems } from './lab-problem';

type Json = Record<string, unknown>;

/** A schema as JSON Schema 2020-12, the dialect of OpenAPI 3.1. `io`: as sent, or as answered. */
function jsonSchema(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}

const isSchema = (answer: ApiRoute['answer']): answer is z.core.$ZodType => '_zod' in answer;

const content = (type: string, schema: Json) => ({ content: { [type]: { schema } } });
const problemBody = content('application/problem+json', { $ref: '#/components/schemas/Problem' });

/** Refusals by status; each names the codes that it comes with. */
function refusals({ problems }: ApiRoute): Json {
  const byStatus = new Map<number, string[]>();
  for (const code of problems) {
    const [status] = labProblems[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      { description: codes.map((code) => `\`${code}\``).join(', '), ...problemBody },
    ]),
  );
}

function operation(route: ApiRoute): Json {
  const { summary, path, query = {}, body, answer } = route;
  const inPath = [...path.matchAll(/\[(\w+)\]/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(query).map(([name, { schema, required = false, about }]) => ({
    name,
    in: 'query',
    required,
    description: about,
    schema: jsonSchema(schema, 'input'),
  }));
  return {
    summary,
    parameters: [...inPath, ...inQuery],
    ...(body && {
      requestBody: { required: true, ...content('application/json', jsonSchema(body, 'input')) },
    }),
    responses: {
      200: isSchema(answer)
        ? { description: 'Done.', ...content('application/json', jsonSchema(answer, 'output')) }
        : { description: answer.about, ...content(answer.type, { type: 'string' }) },
      ...refusals(route),
      default: { description: 'Any other refusal.', ...problemBody },
    },
  };
}

/** `/api/quiz/[slug]` as OpenAPI writes it. */
const templated = (path: string) => path.replace(/\[(\w+)\]/g, '{$1}');

export function formatOpenApi(version: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of apiRoutes) {
    const path = templated(route.path);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Portside',
      version,
      description:
        'State-changing calls need an Origin header of this site. A sandbox belongs to the cookie that POST /api/lab/session sets. Refusals are problem details (RFC 9457) with a stable `code`.',
    },
    paths,
    components: { schemas: { Problem: jsonSchema(problem, 'output') } },
  };
}
