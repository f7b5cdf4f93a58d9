/** Mistakes in named.conf, zone files and dnsmasq.conf, in the words of the real programs. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Capture, loadCaptures } from '../../scenario/captures.test-helper';
import { dnsSession } from './dns-session.test-helper';
import { defaultDnsmasq, readDnsmasqConf } from './dnsmasq-conf';
import { readNamedConf } from './named-conf';
import { readZone } from './zone-file';

type FileCapture = Capture & { file: string | null; text: string | null };

describe('what the real programs say', () => {
  const rows = loadCaptures('dns-files') as FileCapture[];
  // BIND's lexer says three things of one wrong directive, and names the line it has not reached;
  // a name outside the zone is looked up there, and forwarders are for those who resolve.
  const left = /bad(7|11|21)\.zone|checkconf c17/;
  const files = Object.fromEntries(
    rows.flatMap(({ file, text }) =>
      file === null || text === null ? [] : [[`/home/you/${file}`, text]],
    ),
  );
  const session = dnsSession({ laptop: { files: { ...files, '/tmp/keep': '' } } });
  test.each(rows.filter(({ command }) => !left.test(command)))(
    '$command',
    ({ command, terminal, status }) => {
      expect(session.type('laptop', command)).toBe(terminal);
      expect(Number(session.type('laptop', 'echo $?'))).toBe(status);
    },
  );
});

const word = fc.constantFrom(
  ...['@', 'IN', 'SOA', 'NS', 'A', 'MX', 'TXT', '(', ')', '"', ';', '\n', '\n ', '$TTL', '$ORIGIN'],
  ...[
    '1h',
    '192.0.2.1',
    'ns1',
    '10',
    '\\',
    '{',
    '}',
    'zone',
    'options',
    '/*',
    '//',
    'type',
    'file',
  ],
  ...['server=', 'address=/', '#', 'cache-size=', 'host-record=', '=', '::1', ',', '..'],
);
const text = fc.oneof(
  fc.string(),
  fc.array(word, { maxLength: 40 }).map((all) => all.join(' ')),
);

test('any text is read, or what is wrong with it is said', () => {
  fc.assert(
    fc.property(text, (one) => {
      const { zone, messages } = readZone(one, 'x', ['example']);
      expect(zone !== null || messages.length > 0).toBe(true);
      const conf = readNamedConf(one, 'x');
      expect(conf.ok || conf.error.message !== '').toBe(true);
      const dnsmasq = readDnsmasqConf(one, 'x', defaultDnsmasq());
      expect(dnsmasq.ok || dnsmasq.message !== '').toBe(true);
    }),
    { numRuns: 500 },
  );
});
