/** A packet of the simulation as a turn of the wire view: its bytes, and every field of them. Pure. */
import {
  envelopeWords,
  flagTells,
  layerWords,
  packetFieldWords,
} from '@/content/messages/packet-fields';
import type { PacketView } from '@/contract/trace';
import {
  type ByteField,
  dissectFrame,
  dissectPacket,
  type FieldKey,
} from '@/simulation/packet/dissect';
import { frameBytes, type Link, packetBytes } from '@/simulation/packet/packet-bytes';
import { readPacketView } from '@/simulation/packet/view-packet';
import type { WirePart, WireTurnView } from './wire-segments';

// Each field has its words, or this does not compile.
const words: Readonly<Record<FieldKey, { name: string; tells: string }>> = packetFieldWords;

function tell({ key, value, sum, quoted }: ByteField): string {
  const told: string[] = [words[key].tells];
  if (key === 'tcp.flags') told.push(...value.split(' ').flatMap((flag) => flagTells[flag] ?? []));
  // Of a packet inside a note the addresses may have been translated since: its sum says nothing.
  if (quoted) told.push(envelopeWords.quotedField);
  else if (sum) {
    const due = `0x${sum.due.toString(16).padStart(4, '0')}`;
    told.push(sum.right ? envelopeWords.sumRight : envelopeWords.sumWrong(due));
  }
  return told.join(' ');
}

function partOf(field: ByteField): WirePart {
  const { at, length, key, value, layer, quoted, sum } = field;
  const title = quoted ? envelopeWords.quoted(layerWords[layer]) : layerWords[layer];
  return {
    ...{ at, length, name: words[key].name, meaning: tell(field) },
    ...(value === '' ? {} : { value }),
    layer: { id: quoted ? `${layer}-quoted` : layer, title },
    ...(sum && !quoted ? { fits: sum.right } : {}),
  };
}

/** `link` is null where no frame goes round it: on a loopback. */
export function packetTurn(packet: PacketView, link: Link | null, name: string): WireTurnView {
  const whole = readPacketView(packet);
  const bytes = link === null ? packetBytes(whole) : frameBytes(whole, link);
  const fields = link === null ? dissectPacket(bytes) : dissectFrame(bytes);
  const about = { packet: name, from: 'client', at: 0, bytes, total: bytes.length } as const;
  return { ...about, fields: fields.map(partOf) };
}
