/** What labd and a database process say to each other, and what both take for too much. */

/** Bytes of one question or answer. As base64 in a line of JSON they stay below 64 kB. */
export const MOST_DATABASE_BYTES = 45_000;

/** Who may log in to what, as PostgreSQL's side of the matter. The front checks the password. */
export const DATABASE = { user: 'shop', name: 'shop' } as const;

export type DatabaseHello = {
  /** What a server tells a client about itself after log-in (ParameterStatus). */
  parameters: Record<string, string>;
};

export type DatabaseCalls = {
  hello: { args: null; value: DatabaseHello };
  /** Messages of the protocol after log-in, and the server's answers to them, in base64. */
  run: { args: { bytes: string }; value: { bytes: string } };
};
export type DatabaseRequest =
  | { id: number; op: 'hello' }
  | { id: number; op: 'run'; args: DatabaseCalls['run']['args'] };
