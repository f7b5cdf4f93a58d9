/** A service's way to the database that labd leased for it: questions by the channel, answers back. */
import { MOST_DATABASE_BYTES } from '../database/database-protocol';

export type LeasedDatabase = {
  /** What a server tells a client about itself after log-in. */
  parameters: Readonly<Record<string, string>>;
  /** Messages of the protocol in, answers out. Rejects when the database has ended. */
  run(question: Buffer): Promise<Buffer>;
};

/** A question as it goes by the channel, in base64. */
export type Ask = { ask: number; bytes: string };
/** labd's answer to it; null: the database has ended. */
export type Told = { told: number; bytes: string | null };

export const isTold = (value: unknown): value is Told =>
  typeof value === 'object' && value !== null && 'told' in value;

/** @param write puts a line on the channel. */
export function createDatabaseRelay(write: (line: Ask) => void) {
  const waiting = new Map<number, (bytes: string | null) => void>();
  let next = 1;
  return {
    tell({ told, bytes }: Told) {
      waiting.get(told)?.(bytes);
      waiting.delete(told);
    },
    lease: (parameters: Readonly<Record<string, string>>): LeasedDatabase => ({
      parameters,
      run(question) {
        if (question.length > MOST_DATABASE_BYTES) {
          return Promise.reject(new Error(`a question of more than ${MOST_DATABASE_BYTES} bytes`));
        }
        const ask = next++;
        return new Promise((resolve, reject) => {
          waiting.set(ask, (bytes) =>
            bytes === null
              ? reject(new Error('the database has ended'))
              : resolve(Buffer.from(bytes, 'base64')),
          );
          write({ ask, bytes: question.toString('base64') });
        });
      },
    }),
  };
}
