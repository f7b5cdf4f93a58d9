import { wireWords } from '@/content/messages/wire';
import { segmentsOf, type WireTurnView, walkOrder } from './wire-segments';
import { hexOf, safeText } from './wire-text';
import styles from './wire-view.module.css';

const SHOWN = 64;
const clip = (text: string) => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

type Row = { at: number; length: number; name: string | null; meaning: string; value?: string };

/** Every part in reading order, and the bytes that belong to none. */
function rowsOf({ bytes, fields }: WireTurnView): Row[] {
  const loose = segmentsOf(bytes.length, fields)
    .filter(({ part }) => part === null)
    .map(({ at, length }) => ({ at, length, name: null, meaning: wireWords.unexplained }));
  const told = walkOrder(fields).flatMap((index): Row[] => {
    const field = fields[index];
    return field ? [field] : [];
  });
  return [...told, ...loose].sort((a, b) => a.at - b.at);
}

/** The text twin of the bubbles: a table of all parts with their bytes, names and meanings. */
export function FieldTable({ turns, label }: { turns: readonly WireTurnView[]; label: string }) {
  const { columns } = wireWords;
  return (
    <div className={styles.tableScroll} role="group" tabIndex={0} aria-label={label}>
      <table className={styles.table}>
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr>
            <th scope="col">{columns.from}</th>
            <th scope="col">{columns.at}</th>
            <th scope="col">{columns.means}</th>
            <th scope="col">{columns.text}</th>
            <th scope="col">{columns.hex}</th>
          </tr>
        </thead>
        <tbody>
          {turns.flatMap((turn, number) =>
            rowsOf(turn).map((row, index) => {
              const part = turn.bytes.slice(row.at, row.at + row.length);
              return (
                <tr key={`${number}/${index}`} data-first={index === 0 || undefined}>
                  <td>{turn.packet ?? wireWords.who[turn.from]}</td>
                  <td className={styles.range}>
                    {row.length === 1 ? row.at : `${row.at}–${row.at + row.length - 1}`}
                  </td>
                  <td className={styles.means}>
                    {row.name !== null && <b>{row.name}</b>} {row.meaning}
                  </td>
                  <td>
                    <code>{row.value ?? clip(safeText(part))}</code>
                  </td>
                  <td>
                    <code>{clip(hexOf(part))}</code>
                  </td>
                </tr>
              );
            }),
          )}
        </tbody>
      </table>
    </div>
  );
}
