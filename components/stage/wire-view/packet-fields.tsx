'use client';

import { Check, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId, useMemo, useState } from 'react';
import { announce } from '@/components/ui/announce';
import { envelopeWords } from '@/content/messages/packet-fields';
import { wireWords } from '@/content/messages/wire';
import { HexDump } from './hex-dump';
import { walkStep } from './walk-step';
import { partAt, segmentsOf, type WirePart, type WireTurnView, walkOrder } from './wire-segments';
import { hexOf, safeText } from './wire-text';
import styles from './wire-view.module.css';

const CLIP = 48;
const clip = (text: string) => (text.length > CLIP ? `${text.slice(0, CLIP)}…` : text);

/** Parts next to each other that lie in one layer. */
function layersOf(fields: readonly WirePart[]) {
  const layers: { title: string; id: string; places: number[] }[] = [];
  for (const [place, { layer }] of fields.entries()) {
    const last = layers.at(-1);
    if (last && last.id === layer?.id) last.places.push(place);
    else layers.push({ title: layer?.title ?? '', id: layer?.id ?? '', places: [place] });
  }
  return layers;
}

/**
 * A packet: its bytes as numbers, and its fields, envelope by envelope. One tab stop: up and down
 * walk through the fields, left and right through the bytes; each shows the other.
 */
export function PacketFields({
  turn: { bytes, fields: given, packet = '' },
  onPart,
  children,
}: {
  turn: WireTurnView;
  onPart: (part: WirePart | null) => void;
  /** What the part means; it stands by the numbers, where it covers no field that is pointed at. */
  children: ReactNode;
}) {
  const [picked, setPicked] = useState<number | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const id = useId();
  const fields = useMemo(() => walkOrder(given).flatMap((index) => given[index] ?? []), [given]);
  const segments = useMemo(() => segmentsOf(bytes.length, fields), [bytes.length, fields]);
  const layers = useMemo(() => layersOf(fields), [fields]);
  const lit = fields[pointed ?? picked ?? -1] ?? null;

  function show(place: number, byte: number | null) {
    const field = fields[place];
    if (!field) return;
    setPicked(place);
    setPointed(null);
    setCursor(byte);
    onPart(field);
    const said = wireWords.said(
      field.value === undefined ? field.name : `${field.name}, ${field.value}`,
      field.meaning,
    );
    announce(
      byte === null ? said : envelopeWords.byte(byte, `0x${hexOf(bytes.charAt(byte))}`, said),
    );
  }

  const comeIntoView = (place: number) =>
    document.getElementById(`${id}${place}`)?.scrollIntoView({ block: 'nearest' });

  const pickByte = (byte: number) => {
    const place = partAt(segments, byte);
    if (place === null) return;
    show(place, byte);
    comeIntoView(place);
  };

  function point(place: number | null) {
    setPointed(place);
    onPart(fields[place ?? picked ?? -1] ?? null);
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = walkStep(event);
    if (!step) return;
    event.preventDefault();
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') {
      const place = step(picked ?? -1, fields.length);
      show(place, null);
      comeIntoView(place);
      return;
    }
    const here = cursor ?? (fields[picked ?? 0]?.at ?? 0) - (event.key === 'ArrowRight' ? 1 : 0);
    pickByte(step(here, bytes.length));
  }

  return (
    <li className={styles.packet}>
      <p className={styles.head}>
        <b>{packet}</b>
        <span>{wireWords.bytes(bytes.length)}</span>
      </p>
      <div className={styles.columns}>
        <div className={styles.side}>
          <HexDump
            bytes={bytes}
            lit={lit}
            cursor={cursor}
            onPoint={(at) => point(at === null ? null : partAt(segments, at))}
            onPick={pickByte}
            layerOf={(at) => fields[partAt(segments, at) ?? -1]?.layer?.id}
          />
          {children}
        </div>
        <div
          role="listbox"
          tabIndex={0}
          className={styles.fields}
          aria-label={envelopeWords.list(packet, bytes.length)}
          aria-activedescendant={picked === null ? undefined : `${id}${picked}`}
          onKeyDown={onKeyDown}
          onFocus={({ currentTarget }) => {
            // A press of the pointer picks what is under it.
            if (picked === null && currentTarget.matches(':focus-visible')) show(0, null);
          }}
        >
          {layers.map((layer) => (
            <div
              key={`${layer.id}${layer.places[0]}`}
              role="group"
              aria-label={layer.title}
              className={styles.layer}
              data-layer={layer.id}
            >
              <p aria-hidden>{layer.title}</p>
              {layer.places.map((place) => {
                const field = fields[place] as WirePart;
                const part = bytes.slice(field.at, field.at + field.length);
                return (
                  <div
                    key={place}
                    id={`${id}${place}`}
                    role="option"
                    aria-selected={place === picked}
                    className={styles.field}
                    data-lit={field === lit || undefined}
                    onPointerEnter={({ pointerType }) => pointerType === 'mouse' && point(place)}
                    onPointerLeave={() => point(null)}
                    onClick={() => show(place, null)}
                  >
                    <span>{field.name}</span>
                    <code>{field.value ?? clip(safeText(part))}</code>
                    {field.fits !== undefined && (
                      <span className={styles.sum} data-fits={field.fits}>
                        {field.fits ? <Check size={13} aria-hidden /> : <X size={13} aria-hidden />}
                        {field.fits ? envelopeWords.right : envelopeWords.wrong}
                      </span>
                    )}
                  </div>
                );
              })}
            </div>
          ))}
        </div>
      </div>
    </li>
  );
}
