/** One request of this browser to one of the site's routes, with the phases that it measured. */
import * as z from 'zod/mini';

/** Durations in milliseconds; null where the phase did not happen or is not told. */
export type BrowserProbe = {
  path: string;
  status: number | null;
  /** Port the server saw, from its answer's header. */
  clientPort: number | null;
  reused: boolean | null;
  phases: { name: string; ms: number | null }[];
  totalMs: number;
  bytes: number | null;
  protocol: string | null;
};

const WAIT_MS = 400;
const portHeader = z.coerce.number().check(z.int(), z.gte(1), z.lte(65535));

/** The timing entry of `url`; it arrives a moment after the answer. */
function timingOf(url: string): Promise<PerformanceResourceTiming | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(null), WAIT_MS);
    const observer = new PerformanceObserver((list) => {
      const entry = list.getEntriesByName(url).at(-1);
      if (entry) done(entry as PerformanceResourceTiming);
    });
    const done = (entry: PerformanceResourceTiming | null) => {
      clearTimeout(timer);
      observer.disconnect();
      resolve(entry);
    };
    observer.observe({ type: 'resource', buffered: true });
  });
}

/** A browser rounds its clock, so a phase of 0 means "less than it tells". */
function phasesOf(timing: PerformanceResourceTiming): BrowserProbe['phases'] {
  const span = (from: number, to: number) => (to > 0 && from > 0 ? to - from : null);
  const fresh = timing.connectEnd > timing.connectStart;
  const tls = timing.secureConnectionStart;
  return [
    { name: 'name', ms: fresh ? span(timing.domainLookupStart, timing.domainLookupEnd) : null },
    { name: 'connect', ms: fresh ? span(timing.connectStart, tls || timing.connectEnd) : null },
    { name: 'TLS', ms: fresh && tls ? span(tls, timing.connectEnd) : null },
    { name: 'wait for the answer', ms: span(timing.requestStart, timing.responseStart) },
    { name: 'read it', ms: span(timing.responseStart, timing.responseEnd) },
  ];
}

let count = 0;

/** Never rejects: a server that does not answer has a null status. */
export async function probeFromBrowser(path: string): Promise<BrowserProbe> {
  count += 1;
  const url = new URL(`${path}?probe=${count}`, location.href).href;
  const started = performance.now();
  const base = { path, clientPort: null, reused: null, phases: [], bytes: null, protocol: null };
  try {
    const response = await fetch(url, { cache: 'no-store' });
    await response.arrayBuffer();
    const totalMs = performance.now() - started;
    const port = portHeader.safeParse(response.headers.get('portside-client-port'));
    const timing = await timingOf(url);
    return {
      ...base,
      status: response.status,
      totalMs,
      clientPort: port.success ? port.data : null,
      reused: timing ? timing.connectEnd <= timing.connectStart : null,
      phases: timing ? phasesOf(timing) : [],
      bytes: timing?.transferSize || null,
      protocol: timing?.nextHopProtocol || null,
    };
  } catch {
    return { ...base, status: null, totalMs: performance.now() - started };
  }
}
