import { Badge } from '@/components/ui/badge';
import { twinWords } from '@/content/messages/twin';
import type { AlignedStep, Difference, TwinRow } from './align-twins';
import styles from './twin-panel.module.css';

/** One sentence for a difference: both values, and why they may differ or should not. */
export function explainDifference(difference: Difference): string {
  const { paper, real } = difference;
  return difference.kind === 'expected'
    ? twinWords.explain[difference.why](paper, real)
    : twinWords.differs[difference.what](paper, real);
}

export type Mark = keyof typeof twinWords.marks;

export function markOf({ differences }: AlignedStep): Mark {
  if (differences.some(({ kind }) => kind === 'unexpected')) return 'unexpected';
  return differences.length > 0 ? 'expected' : 'same';
}

const tones = { same: 'good', expected: 'wait', unexpected: 'bad' } as const;

export function MarkBadge({ mark }: { mark: Mark }) {
  return (
    <Badge tone={tones[mark]} data-mark={mark}>
      {twinWords.marks[mark]}
    </Badge>
  );
}

function Rows({ rows, caption }: { rows: readonly TwinRow[]; caption: string }) {
  const { columns, columnTips } = twinWords;
  return (
    <section className={styles.scroll} aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{columns.state}</th>
            <th scope="col" title={columnTips.recv}>
              {columns.recv}
            </th>
            <th scope="col" title={columnTips.send}>
              {columns.send}
            </th>
            <th scope="col">{columns.local}</th>
            <th scope="col">{columns.peer}</th>
          </tr>
        </thead>
        <tbody>
          {rows.length === 0 && (
            <tr>
              <td colSpan={5}>{twinWords.noSockets}</td>
            </tr>
          )}
          {rows.map(({ state, recv_q, send_q, local, peer, alone }) => (
            <tr key={`${state} ${local} ${peer}`} data-alone={alone || undefined}>
              <td>
                {state}
                {alone && <b> {twinWords.alone}</b>}
              </td>
              <td>{recv_q}</td>
              <td>{send_q}</td>
              <td>{local}</td>
              <td>{peer}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The socket tables of one side after a step, host by host. */
export function SideTables({ step, side }: { step: AlignedStep; side: 'paper' | 'real' }) {
  const label = side === 'paper' ? twinWords.paperSide : twinWords.realSide;
  return step.tables.map(({ host, [side]: rows }) =>
    rows ? <Rows key={host} rows={rows} caption={`${twinWords.sockets(host)}, ${label}`} /> : null,
  );
}
