import { packetWords } from '@/content/messages/interface';
import type { PacketView } from '@/contract/trace';
import { byteLines, readableText } from './packet-bytes';
import styles from './packet-inspector.module.css';
import { clientEnd, packetWord } from './packet-words';

type Field = { name: string; value: string; tip: string };
const words = packetWords.fields;

function flagText(flags: string): string {
  const names: Record<string, string> = packetWords.flags;
  return [...flags].map((flag) => names[flag] ?? flag).join('; ');
}

function ipFields({ src, dst, ttl }: PacketView): Field[] {
  return [
    { name: 'source', value: src.addr, tip: words.src },
    { name: 'destination', value: dst.addr, tip: words.dst },
    { name: 'TTL', value: String(ttl), tip: words.ttl },
  ];
}

function transportFields(packet: PacketView): Field[] {
  const client = clientEnd(packet);
  const whose = (end: 'src' | 'dst') =>
    client === null
      ? ''
      : client === end
        ? ', the client’s, picked by its kernel'
        : ', the server’s';
  const ports: Field[] = [
    { name: 'source port', value: String(packet.src.port), tip: `${words.sport}${whose('src')}` },
    {
      name: 'destination port',
      value: String(packet.dst.port),
      tip: `${words.dport}${whose('dst')}`,
    },
  ];
  if (packet.proto === 'udp')
    return [...ports, { name: 'length', value: String(packet.data.length), tip: words.length }];
  return [
    ...ports,
    { name: 'flags', value: [...packet.flags].join(' '), tip: flagText(packet.flags) },
    { name: 'seq', value: String(packet.seq), tip: words.seq },
    { name: 'ack', value: String(packet.ack), tip: words.ack },
    { name: 'window', value: String(packet.window), tip: words.window },
    { name: 'data', value: `${packet.data.length} bytes`, tip: words.length },
  ];
}

function Layer({ title, fields }: { title: string; fields: readonly Field[] }) {
  return (
    <section className={styles.layer}>
      <h5>{title}</h5>
      <dl>
        {fields.map((field) => (
          <div key={field.name}>
            <dt>{field.name}</dt>
            <dd className={styles.value}>{field.value}</dd>
            <dd className={styles.tip}>{field.tip}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** One packet, layer by layer, every field with what it is for, and its bytes. */
export function PacketInspector({ packet }: { packet: PacketView | null }) {
  if (packet === null) return <p className={styles.none}>{packetWords.none}</p>;
  const { layers } = packetWords;
  const lines = byteLines(packet.data);
  return (
    <div className={styles.inspector}>
      <p className={styles.title}>
        <b>{packetWord(packet)}</b> {packet.proto.toUpperCase()}, number {packet.id}
        {packet.role === 'retransmit' && ', sent again'}
      </p>
      <Layer title={layers.ip} fields={ipFields(packet)} />
      {packet.proto === 'icmp' ? (
        <Layer
          title={layers.icmp}
          fields={[{ name: 'type', value: packet.role ?? 'message', tip: packetWord(packet) }]}
        />
      ) : (
        <Layer title={layers[packet.proto]} fields={transportFields(packet)} />
      )}
      <section className={styles.layer}>
        <h5>{layers.data}</h5>
        {lines.length === 0 ? (
          <p className={styles.none}>{packetWords.noData}</p>
        ) : (
          <>
            <pre className={styles.text} tabIndex={0} aria-label={packetWords.text}>
              {readableText(packet.data)}
            </pre>
            <details>
              <summary>{packetWords.bytes}</summary>
              <pre className={styles.bytes} tabIndex={0} aria-label={packetWords.bytes}>
                {lines
                  .map((line) => `${line.offset}  ${line.hex.padEnd(48)}  ${line.text}`)
                  .join('\n')}
              </pre>
            </details>
          </>
        )}
      </section>
    </div>
  );
}
