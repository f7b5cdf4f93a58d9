'use client';

import { Trash2 } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Disclosure } from '@/components/ui/disclosure';
import { builderWords as words } from '@/content/messages/sandbox';
import type { HostSpec } from '@/contract/scenario';
import {
  changeHost,
  isName,
  type Kind,
  removeHost,
  renameHost,
} from '@/simulation/scenario/edit-world';
import { useBuilder } from './builder-context';
import { ContainerFields, ScreenFields } from './container-fields';
import { SelectField, TextField } from './fields';
import { FileFields, NameFields, ProgramFields } from './host-lists';
import { InterfaceFields } from './interface-fields';
import styles from './part-form.module.css';
import { FirewallFields, RoutingFields } from './rule-fields';

/** All that a host is made of. `onSelect` follows it through a new name, and is told when it goes. */
export function HostForm({
  name,
  onSelect,
}: {
  name: string;
  onSelect: (name: string | null) => void;
}) {
  const { source, edit } = useBuilder();
  const spec = source.hosts[name];
  if (spec === undefined) return null;
  const at = ['hosts', name];
  const change = (fields: Partial<HostSpec>, said?: string) =>
    edit(changeHost(source, name, fields), said);
  const parts = { name, spec, change };
  const count = (list: object | undefined) => {
    const number = Object.keys(list ?? {}).length;
    return number > 0 ? ` (${number})` : '';
  };
  return (
    <section className={styles.form} aria-label={words.host(name)}>
      <div className={styles.head}>
        <h4>{words.host(name)}</h4>
        <Button
          size="small"
          variant="quiet"
          aria-label={words.remove(name)}
          onClick={() => {
            edit(removeHost(source, name), words.removedPart(name));
            onSelect(null);
          }}
        >
          <Trash2 size={14} aria-hidden /> {words.removeShort}
        </Button>
      </div>
      <div className={styles.pair}>
        <TextField
          path={at}
          label={words.name}
          value={name}
          mono
          refuse={(text) =>
            !isName(text)
              ? words.nameRule
              : Object.hasOwn(source.hosts, text)
                ? words.nameTaken(text)
                : null
          }
          onCommit={(text) => {
            edit(renameHost(source, name, text));
            onSelect(text);
          }}
        />
        <SelectField<Kind>
          path={[...at, 'kind']}
          label={words.kind}
          value={spec.kind}
          options={words.kinds}
          onCommit={(kind) => change({ kind })}
        />
        <TextField
          path={[...at, 'user']}
          label={`${words.user} (${words.userTip})`}
          value={spec.user ?? ''}
          mono
          refuse={(text) => (text === '' || isName(text) ? null : words.nameRule)}
          onCommit={(text) => change({ user: text === '' ? undefined : text })}
        />
      </div>
      {spec.container && <ContainerFields {...parts} />}
      <h5>{words.interfaces}</h5>
      <InterfaceFields {...parts} />
      <Disclosure summary={words.programs + count(spec.programs)} open={!!spec.programs?.length}>
        <ProgramFields {...parts} />
      </Disclosure>
      <Disclosure summary={words.files + count(spec.files)}>
        <FileFields {...parts} />
      </Disclosure>
      <Disclosure summary={words.firewall + count(spec.firewall)}>
        <FirewallFields {...parts} />
      </Disclosure>
      <Disclosure summary={words.routing + count(spec.routes)}>
        <RoutingFields {...parts} />
      </Disclosure>
      <Disclosure summary={words.names + count(spec.names)}>
        <NameFields {...parts} />
      </Disclosure>
      <Disclosure summary={words.more}>
        <ScreenFields {...parts} />
      </Disclosure>
    </section>
  );
}
