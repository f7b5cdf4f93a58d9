import { useEffect, useRef, useState } from 'react';
import styles from './wire-view.module.css';

const two = (byte: number) => byte.toString(16).padStart(2, '0');
const sign = (byte: number) => (byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : '·');

/** Sixteen bytes a row where there is room for them, eight where there is not. */
function useRowLength(): [ref: React.RefObject<HTMLDivElement | null>, length: number] {
  const box = useRef<HTMLDivElement>(null);
  const [length, setLength] = useState(16);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) =>
      setLength((entry?.contentRect.width ?? 0) >= 528 ? 16 : 8),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [box, length];
}

/**
 * Bytes as numbers and signs, in rows as hexdump -C has them. For eyes and pointers only: the list
 * of parts says the same in words.
 * @param lit bytes to stand out, `null` for none; @param cursor the one byte among them that is
 * walked from; @param onPoint is told the byte pointed at, @param onPick the one that is clicked;
 * @param layerOf names the envelope a byte belongs to.
 */
export function HexDump({
  bytes,
  lit,
  cursor = null,
  onPoint,
  onPick,
  layerOf,
}: {
  bytes: string;
  lit: { at: number; length: number } | null;
  cursor?: number | null;
  onPoint: (at: number | null) => void;
  onPick?: (at: number) => void;
  layerOf?: (at: number) => string | undefined;
}) {
  const [box, perRow] = useRowLength();
  const isLit = (at: number) => lit !== null && at >= lit.at && at < lit.at + lit.length;
  const rows = Array.from({ length: Math.ceil(bytes.length / perRow) }, (_, row) => row * perRow);
  const cells = (start: number, show: (byte: number) => string) =>
    Array.from(bytes.slice(start, start + perRow), (char, index) => (
      <span
        key={index}
        data-at={start + index}
        data-lit={isLit(start + index) || undefined}
        data-half={index === 8 || undefined}
        data-cursor={start + index === cursor || undefined}
        data-layer={layerOf?.(start + index)}
      >
        {show(char.charCodeAt(0) & 0xff)}
      </span>
    ));
  return (
    <div
      ref={box}
      className={styles.hex}
      data-row={perRow}
      aria-hidden
      onPointerOver={({ target }) => {
        const at = (target as HTMLElement).dataset.at;
        onPoint(at === undefined ? null : Number(at));
      }}
      onPointerLeave={() => onPoint(null)}
      onClick={({ target }) => {
        const at = (target as HTMLElement).dataset.at;
        if (at !== undefined) onPick?.(Number(at));
      }}
    >
      {rows.map((start) => (
        <div key={start} className={styles.hexRow}>
          <span className={styles.offset}>{start.toString(16).padStart(4, '0')}</span>
          <span className={styles.numbers}>{cells(start, two)}</span>
          <span className={styles.signs}>{cells(start, sign)}</span>
        </div>
      ))}
    </div>
  );
}
