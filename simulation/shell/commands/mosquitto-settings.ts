/** Options of mosquitto_pub and mosquitto_sub 2.0.11. */
import { encodeText } from '../../host/bytes';
import type { Will } from '../../program/mqtt/packet';
import { isTopicFilter, isTopicName } from '../../program/mqtt/topic';
import { parseAddress, readTlsWish, type TlsWish } from './mosquitto-tls';
import { pubUsage, subUsage } from './mosquitto-usage';

export type MosquittoOrder = {
  host: string;
  port: number;
  tls: TlsWish | null;
  topics: string[];
  /** Bytes; null where lines or all of standard input are sent. */
  message: string | null;
  input: 'lines' | 'all' | null;
  qos: number;
  retain: boolean;
  user: string | null;
  password: string | null;
  id: string;
  keepalive: number;
  will: Will | null;
  debug: boolean;
  verbose: boolean;
  newline: boolean;
  count: number | null;
  /** Seconds. */
  timeout: number | null;
};
type Name = 'mosquitto_pub' | 'mosquitto_sub';

const valued: Readonly<Record<string, string>> = {
  ...{ '-h': 'host', '-p': 'port', '-t': 'topic', '-m': 'message', '-q': 'QoS', '-u': 'username' },
  ...{ '-P': 'password', '-i': 'id', '-k': 'keepalive', '-C': 'count', '-W': 'timeout' },
  ...{ '--host': 'host', '--topic': 'topic', '--message': 'message', '--will-topic': 'will topic' },
  ...{ '--will-payload': 'will payload', '--will-qos': 'will QoS', '-f': 'file', '-L': 'URL' },
  ...{ '--cafile': 'file', '--cert': 'file', '--key': 'file', '--tls-version': 'version' },
};
const notHere =
  /^(-[ACDfFIMRTUVVcxEN]|--(capath|ciphers|tls-(?!use-os-certs|version).*|psk.*|proxy|property|unix|repeat.*|nodelay|quiet|pretty|retained-only|remove-retained|random-filter))$/;

export function readMosquitto(name: Name, args: readonly string[]): MosquittoOrder | string {
  const hint = `\nUse '${name} --help' to see usage.\n`;
  const pub = name === 'mosquitto_pub';
  const values: Record<string, string> = {};
  const topics: string[] = [];
  const on = new Set<string>();
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--help') return pub ? pubUsage : subUsage;
    if (word === '--version') return `${name} version 2.0.11 running on libmosquitto 2.0.11.\n`;
    const own = pub ? !/^-[CW]$/.test(word) : !/^(-m|-f|--message)$/.test(word);
    if (own && Object.hasOwn(valued, word)) {
      const value = rest.shift();
      if (value === undefined) {
        return `Error: ${word} argument given but no ${valued[word]} specified.\n\n${hint}`;
      }
      const key = word.replace(
        /^--(host|topic|message)$/,
        (_, long: string) => `-${long.charAt(0)}`,
      );
      values[key] = value;
      if (key === '-t') topics.push(value);
    } else if (/^-[dnrls]$/.test(word) && pub) on.add(word);
    else if (/^-[dv]$/.test(word) && !pub) on.add(word);
    else if (word === '-N' && !pub) on.add(word);
    else if (/^--(will-retain|insecure|tls-use-os-certs)$/.test(word)) on.add(word);
    else if (notHere.test(word)) return `${name}: the option ${word} is not in this simulation\n`;
    else return `Error: Unknown option '${word}'.\n${hint}`;
  }
  const url = values['-L'] === undefined ? null : parseAddress(values['-L']);
  if (typeof url === 'string') return `${url}${hint}`;
  if (url) {
    topics.push(url.topic);
    Object.assign(values, url.values);
  }
  const tls = readTlsWish(values, on, url?.secure ?? false);
  if (typeof tls === 'string') return tls.replace('HINT', hint);
  const qos = Number(values['-q'] ?? 0);
  if (![0, 1, 2].includes(qos)) return `Error: Invalid QoS given: ${values['-q']}\n${hint}`;
  if (qos === 2) return `${name}: QoS 2 is not in this simulation\n`;
  const port = Number.parseInt(values['-p'] ?? (tls ? '8883' : '1883'), 10) || 0;
  // Number 0 is let through, and fails without an errno of its own.
  if (port === 0) return 'Error: No such file or directory\n';
  if (port < 0 || port > 65535) return `Error: Invalid port given: ${port}\n${hint}`;
  for (const topic of topics) {
    if (pub && !isTopicName(topic)) {
      return `Error: Invalid publish topic '${topic}', does it contain '+' or '#'?\n${hint}`;
    }
    if (!pub && !isTopicFilter(topic)) {
      return `Error: Invalid subscription topic '${topic}', are all '+' and '#' wildcards correct?\n${hint}`;
    }
  }
  const input = on.has('-l') ? 'lines' : on.has('-s') ? 'all' : null;
  const text = on.has('-n') ? '' : values['-m'];
  if (pub && (topics.length === 0 || (text === undefined && input === null))) {
    return `Error: Both topic and message must be supplied.\n${pubUsage}`;
  }
  if (topics.length === 0) return `Error: You must specify a topic to subscribe to.\n${hint}`;
  const { '-u': user = null, '-P': password = null } = values;
  if (password !== null && user === null) {
    return 'Error: Problem setting username and/or password.\n';
  }
  const about = values['--will-topic'];
  const payload = encodeText(values['--will-payload'] ?? '');
  const last = {
    qos: Math.min(1, Number(values['--will-qos'] ?? 0) || 0),
    retain: on.has('--will-retain'),
  };
  const number = (key: string) =>
    values[key] === undefined ? null : Number.parseInt(values[key], 10) || null;
  return {
    ...{ host: values['-h'] ?? 'localhost', port, tls, topics, input, qos, user, password },
    message: text === undefined ? null : encodeText(text),
    retain: on.has('-r'),
    id: values['-i'] ?? '',
    keepalive: number('-k') ?? 60,
    will: about === undefined ? null : { topic: about, payload, ...last },
    ...{ debug: on.has('-d'), verbose: on.has('-v'), newline: !on.has('-N') },
    ...{ count: number('-C'), timeout: number('-W') },
  };
}
