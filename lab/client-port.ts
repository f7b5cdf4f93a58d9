/** Tells the caller which port it came from, so that a browser can show it beside its timings. */
import 'server-only';
import { requestFacts } from './connection-facts';

export function clientPortHeader(): Record<string, string> {
  const port = requestFacts()?.connection.remote.port;
  return port === undefined ? {} : { 'portside-client-port': String(port) };
}
