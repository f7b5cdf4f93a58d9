'use client';

import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { behaviourWords, liveWords } from '@/content/messages/live';
import type { Behaviour, LabHost, ProbeRequest } from '@/contract/lab';
import type { LabHostName } from '@/contract/lab-host';
import styles from './hand-controls.module.css';
import { useLabBusy, useLiveLab } from './use-live-lab';

/** Before a sandbox is open: what the private network offers. */
const usual: LabHost[] = [
  {
    name: 'laptop',
    bind: [
      { addr: '127.0.0.1', family: 4, meaning: 'only the laptop itself' },
      { addr: '0.0.0.0', family: 4, meaning: 'every IPv4 address of the laptop' },
    ],
    dial: [{ addr: '127.0.0.1', family: 4, meaning: 'the laptop itself' }],
  },
];

const numberIn = (form: FormData, name: string) => Number(form.get(name));

/** A control under its label; `children` gives it the id that the label speaks of. */
function Field({
  label,
  wide,
  children,
}: {
  label: string;
  wide?: boolean;
  children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className={wide ? `${styles.field} ${styles.wide}` : styles.field}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}

/** One of a few. `choices` are values with the words shown for them. */
function SelectField<T extends string>({
  label,
  choices,
  value,
  onChange,
  about,
}: {
  label: string;
  choices: readonly (readonly [T, string])[];
  value: T;
  onChange: (value: T) => void;
  about?: string;
}) {
  return (
    <Field label={label} wide={about !== undefined}>
      {(id) => (
        <>
          <select id={id} value={value} onChange={({ target }) => onChange(target.value as T)}>
            {choices.map(([each, words]) => (
              <option key={each} value={each}>
                {words}
              </option>
            ))}
          </select>
          {about !== undefined && <p className={styles.about}>{about}</p>}
        </>
      )}
    </Field>
  );
}

const hostChoices = (hosts: readonly LabHost[]) => hosts.map(({ name }) => [name, name] as const);
const behaviourChoices = Object.entries(behaviourWords).map(
  ([value, { label }]) => [value as Behaviour, label] as const,
);
const sayingChoices = Object.entries(liveWords.sayings) as [ProbeRequest['say'], string][];

/** An address to choose, or to type; which ones are allowed the lab decides. */
function AddressField({
  label,
  choices,
  initial,
}: {
  label: string;
  choices: LabHost['bind'];
  initial: string;
}) {
  return (
    <Field label={label}>
      {(id) => (
        <>
          <input
            id={id}
            name="addr"
            list={`${id}list`}
            key={initial}
            defaultValue={initial}
            required
            maxLength={45}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
          <datalist id={`${id}list`}>
            {choices.map(({ addr, meaning }) => (
              <option key={addr} value={addr}>
                {meaning}
              </option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}

function NumberField({
  label,
  name,
  initial,
  min,
  max,
}: {
  label: string;
  name: string;
  initial: number;
  min: number;
  max: number;
}) {
  return (
    <Field label={label}>
      {(id) => (
        <input
          id={id}
          name={name}
          type="number"
          inputMode="numeric"
          required
          min={min}
          max={max}
          step={1}
          defaultValue={initial}
        />
      )}
    </Field>
  );
}

function ListenForm({ hosts, lowestPort }: { hosts: readonly LabHost[]; lowestPort: number }) {
  const listen = useLiveLab((lab) => lab.listen);
  const busy = useLabBusy();
  const [behaviour, setBehaviour] = useState<Behaviour>('http');
  const [host, setHost] = useState<LabHostName>('laptop');
  const chosen = hosts.find(({ name }) => name === host) ?? hosts[0];
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    const addr = String(form.get('addr')).trim();
    void listen({
      host,
      addr,
      port: numberIn(form, 'port'),
      backlog: numberIn(form, 'backlog'),
      behaviour,
    });
  };
  return (
    <form onSubmit={submit} className={styles.form}>
      {hosts.length > 1 && (
        <SelectField
          label={liveWords.on}
          choices={hostChoices(hosts)}
          value={host}
          onChange={setHost}
        />
      )}
      <AddressField
        label={liveWords.listenOn}
        choices={chosen?.bind ?? []}
        initial={chosen?.bind[0]?.addr ?? ''}
      />
      <NumberField label={liveWords.port} name="port" initial={8000} min={lowestPort} max={65535} />
      <NumberField label={liveWords.backlog} name="backlog" initial={128} min={0} max={4096} />
      <SelectField
        label={liveWords.behave}
        choices={behaviourChoices}
        value={behaviour}
        onChange={setBehaviour}
        about={behaviourWords[behaviour].about}
      />
      <Button type="submit" variant="primary" size="small" aria-disabled={busy}>
        {liveWords.start}
      </Button>
    </form>
  );
}

function ProbeForm({ hosts }: { hosts: readonly LabHost[] }) {
  const probe = useLiveLab((lab) => lab.probe);
  const busy = useLabBusy();
  const [from, setFrom] = useState<LabHostName>('laptop');
  const [say, setSay] = useState<ProbeRequest['say']>('http');
  const [keep, setKeep] = useState(false);
  const chosen = hosts.find(({ name }) => name === from) ?? hosts[0];
  const target = from === 'phone' ? chosen?.dial[2]?.addr : chosen?.dial[0]?.addr;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    const addr = String(form.get('addr')).trim();
    void probe({ from, addr, port: numberIn(form, 'port'), say, keep });
  };
  return (
    <form onSubmit={submit} className={styles.form}>
      {hosts.length > 1 && (
        <SelectField
          label={liveWords.callFrom}
          choices={hostChoices(hosts)}
          value={from}
          onChange={setFrom}
        />
      )}
      <AddressField
        label={hosts.length > 1 ? liveWords.callAt : liveWords.call}
        choices={chosen?.dial ?? []}
        initial={target ?? ''}
      />
      <NumberField label={liveWords.port} name="port" initial={8000} min={1} max={65535} />
      <SelectField label={liveWords.say} choices={sayingChoices} value={say} onChange={setSay} />
      <label className={`${styles.check} ${styles.wide}`}>
        <input type="checkbox" checked={keep} onChange={({ target }) => setKeep(target.checked)} />{' '}
        {liveWords.keep}
      </label>
      <Button type="submit" variant="brand" size="small" aria-disabled={busy}>
        {liveWords.probe}
      </Button>
    </form>
  );
}

/** Listening and calling with every choice one's own. */
export function HandControls() {
  const phase = useLiveLab((lab) => lab.phase);
  const session = phase.is === 'open' ? phase.session : null;
  const hosts = session?.hosts ?? usual;
  return (
    <div className={styles.both}>
      <ListenForm hosts={hosts} lowestPort={session?.lowestPort ?? 1} />
      <ProbeForm hosts={hosts} />
    </div>
  );
}
