import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { readBody } from './answer-http';

const read = (type: string) =>
  readBody(
    new Request('http://127.0.0.1/', {
      method: 'POST',
      headers: { 'content-type': type },
      body: '{}',
    }),
    z.strictObject({}),
  );

describe('the content type of a body', () => {
  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON'])(
    '%s is read',
    async (type) => {
      expect(await read(type)).toEqual({ ok: true, value: {} });
    },
  );
  it.each(['text/plain', 'application/jsonx', 'application/json-patch+json'])(
    '%s is refused',
    async (type) => {
      const answer = await read(type);
      expect(answer.ok ? 200 : answer.response.status).toBe(415);
    },
  );
});
