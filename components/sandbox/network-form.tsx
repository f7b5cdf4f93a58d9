'use client';

import { Trash2 } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { builderWords as words } from '@/content/messages/sandbox';
import {
  addInterface,
  isName,
  removeNetwork,
  renameNetwork,
  setQuality,
} from '@/simulation/scenario/edit-world';
import { plugsOf } from '@/simulation/scenario/segment';
import { useBuilder } from './builder-context';
import { NumberField, TextField } from './fields';
import styles from './part-form.module.css';

/** Name, members and quality of a network. */
export function NetworkForm({
  lan,
  onSelect,
}: {
  lan: string;
  onSelect: (lan: string | null) => void;
}) {
  const { source, edit } = useBuilder();
  const at = ['lans', source.lans.indexOf(lan)];
  const quality = source.links?.[lan] ?? {};
  const members = plugsOf(source).filter((plug) => plug.lan === lan);
  const others = Object.keys(source.hosts).filter(
    (host) => !members.some((plug) => plug.host === host),
  );
  const put = (fields: object) => edit(setQuality(source, lan, { ...quality, ...fields }));
  return (
    <section className={styles.form} aria-label={words.network(lan)}>
      <div className={styles.head}>
        <h4>{words.network(lan)}</h4>
        <Button
          size="small"
          variant="quiet"
          aria-label={words.remove(lan)}
          onClick={() => {
            edit(removeNetwork(source, lan), words.removedPart(lan));
            onSelect(null);
          }}
        >
          <Trash2 size={14} aria-hidden /> {words.removeShort}
        </Button>
      </div>
      <TextField
        path={at}
        label={words.name}
        value={lan}
        mono
        refuse={(text) =>
          !isName(text) ? words.nameRule : source.lans.includes(text) ? words.nameTaken(text) : null
        }
        onCommit={(text) => {
          edit(renameNetwork(source, lan, text));
          onSelect(text);
        }}
      />
      <h5>{words.members}</h5>
      <ul className={styles.members}>
        {members.map(({ host, iface, text }) => (
          <li key={`${host} ${iface} ${text}`}>
            {host} <code>{text}</code>
          </li>
        ))}
        {others.map((host) => (
          <li key={host}>
            <Button size="tiny" onClick={() => edit(addInterface(source, host, lan))}>
              {words.memberAdd(host)}
            </Button>
          </li>
        ))}
      </ul>
      <h5>{words.quality}</h5>
      <div className={styles.pair}>
        <NumberField
          path={['links', lan]}
          label={words.loss}
          value={quality.loss ?? 0}
          min={0}
          max={100}
          onCommit={(loss) => put({ loss: loss ?? 0 })}
        />
        <NumberField
          path={['links', lan, 'delay']}
          label={words.delay}
          value={quality.delay ?? 1}
          min={1}
          max={60_000}
          onCommit={(delay) => put({ delay: delay ?? 1 })}
        />
        <NumberField
          path={['links', lan, 'jitter']}
          label={words.jitter}
          value={quality.jitter ?? 0}
          min={0}
          max={60_000}
          onCommit={(jitter) => put({ jitter: jitter ?? 0 })}
        />
      </div>
    </section>
  );
}
