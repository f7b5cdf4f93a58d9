'use client';

import { Check, X } from 'lucide-react';
import { useState } from 'react';
import { safeText } from '@/components/stage/wire-view/wire-text';
import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { envelopeWidgetWords, partWords } from '@/content/messages/envelope';
import { packetFieldWords } from '@/content/messages/packet-fields';
import { changesBetween, type PartOnTheWay, partsChanged, type SentPacket } from './packets-of';
import styles from './widget.module.css';

const words = envelopeWidgetWords.router;
const fieldNames: Readonly<Record<string, { name: string }>> = packetFieldWords;
const layerOf = (key: string) => words.layers[key.split('.')[0] as keyof typeof words.layers];

/** What the router will write anew, said first; then both sides of it, field by field. */
export function RouterPanel({ sent: { legs } }: { sent: SentPacket }) {
  const [said, setSaid] = useState<readonly PartOnTheWay[]>([]);
  const [shown, setShown] = useState(false);
  const [before, after] = legs;
  if (after === undefined) return <p className={styles.note}>{words.none}</p>;
  const parts = partsChanged(before, after);
  const isRight = ({ part, changed }: (typeof parts)[number]) => said.includes(part) === changed;
  const verdict = words.verdict(parts.filter(isRight).length, parts.length);

  function compare() {
    if (said.length === 0) return;
    setShown(true);
    announce(verdict);
  }

  return (
    <div className={styles.panel}>
      <fieldset className={styles.row}>
        <legend>{words.legend}</legend>
        {parts.map(({ part }) => (
          <label key={part}>
            <input
              type="checkbox"
              checked={said.includes(part)}
              disabled={shown}
              onChange={({ target }) =>
                setSaid(target.checked ? [...said, part] : said.filter((other) => other !== part))
              }
            />
            {partWords[part].name}
          </label>
        ))}
      </fieldset>
      {!shown ? (
        <p className={styles.note}>
          <Button variant="primary" aria-disabled={said.length === 0} onClick={compare}>
            {words.compare}
          </Button>{' '}
          {said.length === 0 && words.sayFirst}
        </p>
      ) : (
        <>
          <p>
            <b>{verdict}</b>
          </p>
          <ul className={styles.parts}>
            {parts.map((each) => {
              const { part, changed } = each;
              const right = isRight(each);
              return (
                <li key={part} data-right={right}>
                  {right ? <Check size={16} aria-hidden /> : <X size={16} aria-hidden />}
                  <p>
                    <b>
                      {partWords[part].name}: {changed ? words.yes : words.no}
                    </b>{' '}
                    ({said.includes(part) ? words.saidYes : words.saidNo}). {partWords[part].why}{' '}
                    {!right && words.belief(partWords[part].belief)}
                  </p>
                </li>
              );
            })}
          </ul>
          <div className={styles.scroll} role="group" tabIndex={0} aria-label={words.table}>
            <table>
              <caption>{words.table}</caption>
              <thead>
                <tr>
                  {Object.values(words.columns).map((column) => (
                    <th key={column} scope="col">
                      {column}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {changesBetween(before, after).map(({ key, before: was, after: is }) => (
                  <tr key={key}>
                    <th scope="row">
                      {layerOf(key)}: {fieldNames[key]?.name}
                    </th>
                    <td>
                      <code>{safeText(was)}</code>
                    </td>
                    <td>
                      <code>{safeText(is)}</code>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p>
            <Button
              size="small"
              onClick={() => {
                setShown(false);
                setSaid([]);
              }}
            >
              {words.again}
            </Button>
          </p>
        </>
      )}
    </div>
  );
}
