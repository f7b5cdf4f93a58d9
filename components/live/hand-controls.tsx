'use client';

import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { behaviourWords, liveWords } from '@/content/messages/live';
import type { Behaviour, LabHost, LabHostName, ProbeRequest } from '@/contract/lab';
import styles from './hand-controls.module.css';
import { useLiveLab } from './use-live-lab';

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

function HostSelect({
  label,
  hosts,
  value,
  onChange,
}: {
  label: string;
  hosts: readonly LabHost[];
  value: LabHostName;
  onChange: (host: LabHostName) => void;
}) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={({ target }) => onChange(target.value as LabHostName)}
      >
        {hosts.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </div>
  );
}

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
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
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
    </div>
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
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
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
    </div>
  );
}

function ListenForm({ hosts, lowestPort }: { hosts: readonly LabHost[]; lowestPort: number }) {
  const listen = useLiveLab((lab) => lab.listen);
  const busy = useLiveLab((lab) => lab.busy !== null);
  const [behaviour, setBehaviour] = useState<Behaviour>('http');
  const [host, setHost] = useState<LabHostName>('laptop');
  const chosen = hosts.find(({ name }) => name === host) ?? hosts[0];
  const id = useId();
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
      {hosts.length > 1 && <HostSelect label="On" hosts={hosts} value={host} onChange={setHost} />}
      <AddressField
        label={liveWords.listenOn}
        choices={chosen?.bind ?? []}
        initial={chosen?.bind[0]?.addr ?? ''}
      />
      <NumberField label={liveWords.port} name="port" initial={8000} min={lowestPort} max={65535} />
      <NumberField label={liveWords.backlog} name="backlog" initial={128} min={0} max={4096} />
      <div className={`${styles.field} ${styles.wide}`}>
        <label htmlFor={id}>{liveWords.behave}</label>
        <select
          id={id}
          value={behaviour}
          onChange={({ target }) => setBehaviour(target.value as Behaviour)}
        >
          {Object.entries(behaviourWords).map(([value, { label }]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        <p className={styles.about}>{behaviourWords[behaviour].about}</p>
      </div>
      <Button type="submit" variant="primary" size="small" aria-disabled={busy}>
        {liveWords.start}
      </Button>
    </form>
  );
}

function ProbeForm({ hosts }: { hosts: readonly LabHost[] }) {
  const probe = useLiveLab((lab) => lab.probe);
  const busy = useLiveLab((lab) => lab.busy !== null);
  const [from, setFrom] = useState<LabHostName>('laptop');
  const [say, setSay] = useState<ProbeRequest['say']>('http');
  const [keep, setKeep] = useState(false);
  const chosen = hosts.find(({ name }) => name === from) ?? hosts[0];
  const id = useId();
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
        <HostSelect label={liveWords.callFrom} hosts={hosts} value={from} onChange={setFrom} />
      )}
      <AddressField
        label={hosts.length > 1 ? liveWords.callAt : 'Call'}
        choices={chosen?.dial ?? []}
        initial={target ?? ''}
      />
      <NumberField label={liveWords.port} name="port" initial={8000} min={1} max={65535} />
      <div className={styles.field}>
        <label htmlFor={id}>{liveWords.say}</label>
        <select
          id={id}
          value={say}
          onChange={({ target }) => setSay(target.value as ProbeRequest['say'])}
        >
          {Object.entries(liveWords.sayings).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </div>
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
