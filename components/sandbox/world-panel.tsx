'use client';

import { Network, Plus } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { builderWords as words } from '@/content/messages/sandbox';
import { addHost, addNetwork, type Kind } from '@/simulation/scenario/edit-world';
import { plugsOfHost } from '@/simulation/scenario/segment';
import { fieldId, useBuilder } from './builder-context';
import { HostForm } from './host-form';
import { KindIcon } from './kind-icon';
import { NetworkForm } from './network-form';
import styles from './sandbox.module.css';

export type Part = { is: 'host' | 'lan'; name: string };

/** Hosts and networks at one side, what the chosen one is made of at the other. */
export function WorldPanel({
  part,
  onSelect,
}: {
  part: Part | null;
  onSelect: (part: Part | null) => void;
}) {
  const { source, edit, findings } = useBuilder();
  const troubled = (...path: string[]) =>
    findings.some(
      ({ finding, weight }) =>
        weight !== 'note' && path.every((key, index) => String(finding.path[index]) === key),
    );
  const item = (one: Part, icon: React.ReactNode, about: string, trouble: boolean) => (
    <li key={one.name}>
      <button
        type="button"
        aria-pressed={part?.is === one.is && part.name === one.name}
        onClick={() => onSelect(one)}
      >
        {icon}
        <span>
          <b>{one.name}</b>
          <small>{about}</small>
        </span>
        {trouble && <em>!{<span className="visually-hidden"> {words.weights.wrong}</span>}</em>}
      </button>
    </li>
  );
  return (
    <div className={styles.world}>
      <div className={styles.parts} role="group" aria-label={words.parts}>
        <h4>{words.hosts}</h4>
        <ul>
          {Object.entries(source.hosts).map(([name, spec]) =>
            item(
              { is: 'host', name },
              <KindIcon kind={spec.kind} />,
              plugsOfHost(name, spec)
                .map(({ text }) => text)
                .join(', '),
              troubled('hosts', name),
            ),
          )}
        </ul>
        <div className={styles.add} role="group" aria-label={words.addHost}>
          {(Object.entries(words.kinds) as [Kind, string][]).map(([kind, label], index) => (
            <Button
              key={kind}
              size="tiny"
              {...(index === 0 ? { id: fieldId(['hosts']) } : {})}
              onClick={() => {
                const { source: next, name } = addHost(source, kind);
                edit(next, words.added(name));
                onSelect({ is: 'host', name });
              }}
            >
              <Plus size={13} aria-hidden /> {label}
            </Button>
          ))}
        </div>
        <h4>{words.networks}</h4>
        <ul>
          {source.lans.map((name, index) =>
            item(
              { is: 'lan', name },
              <Network size={17} aria-hidden />,
              aboutLan(source, name),
              troubled('lans', String(index)) || troubled('links', name),
            ),
          )}
        </ul>
        <Button
          size="tiny"
          onClick={() => {
            const { source: next, name } = addNetwork(source);
            edit(next, words.added(name));
            onSelect({ is: 'lan', name });
          }}
        >
          <Plus size={13} aria-hidden /> {words.addNetwork}
        </Button>
      </div>
      {part === null ? (
        <p className={styles.hint}>{words.pick}</p>
      ) : part.is === 'host' ? (
        <HostForm
          // By its place, which a new name does not change: drafts belong to one host.
          key={Object.keys(source.hosts).indexOf(part.name)}
          name={part.name}
          onSelect={(name) => onSelect(name === null ? null : { is: 'host', name })}
        />
      ) : (
        <NetworkForm
          key={source.lans.indexOf(part.name)}
          lan={part.name}
          onSelect={(name) => onSelect(name === null ? null : { is: 'lan', name })}
        />
      )}
    </div>
  );
}

function aboutLan({ hosts, links }: ReturnType<typeof useBuilder>['source'], lan: string): string {
  const members = Object.values(hosts).filter(({ interfaces }) =>
    Object.values(interfaces).some((one) => one.lan === lan),
  ).length;
  const { loss, delay } = links?.[lan] ?? {};
  return [
    words.memberCount(members),
    ...(loss ? [words.lost(loss)] : []),
    ...(delay ? [words.takes(delay)] : []),
  ].join(', ');
}
