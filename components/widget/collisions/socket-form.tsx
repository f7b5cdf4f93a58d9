import { type Option, options, type SocketPlan } from '@/content/messages/collisions/cases';
import { collisionWords as words } from '@/content/messages/collisions/words';
import styles from './lab.module.css';

const machines = { laptop: '192.168.1.20', desktop: '192.168.1.30' } as const;
const ports = [8000, 8001, 80];

const addressesOf = (host: SocketPlan['host']) =>
  ['127.0.0.1', machines[host], '0.0.0.0', '::1', '::'] as const;

/** Whether an option can be set on a socket of that family. */
const fits = (option: Option, addr: string) => option !== 'IPV6_V6ONLY' || addr.includes(':');

/** A socket on another machine: its address on the network becomes that machine's. */
function moved(plan: SocketPlan, host: SocketPlan['host']): SocketPlan {
  return { ...plan, host, addr: plan.addr === machines[plan.host] ? machines[host] : plan.addr };
}

const onAddress = (plan: SocketPlan, addr: string): SocketPlan => ({
  ...plan,
  addr,
  options: plan.options.filter((option) => fits(option, addr)),
});

/** What one program asks for, to be chosen. */
export function SocketForm({
  title,
  value,
  onChange,
}: {
  title: string;
  value: SocketPlan;
  onChange: (next: SocketPlan) => void;
}) {
  const { host, proto, addr, port } = value;
  const { field } = words;
  const toggle = (option: Option, on: boolean) =>
    onChange({
      ...value,
      options: options.filter((one) => (one === option ? on : value.options.includes(one))),
    });
  return (
    <fieldset className={styles.socket}>
      <legend>{title}</legend>
      <label>
        <span>{field.host}</span>
        <select
          value={host}
          onChange={({ target }) => onChange(moved(value, target.value as SocketPlan['host']))}
        >
          {Object.keys(machines).map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <label>
        <span>{field.proto}</span>
        <select
          value={proto}
          onChange={({ target }) =>
            onChange({ ...value, proto: target.value as SocketPlan['proto'] })
          }
        >
          <option value="tcp">TCP</option>
          <option value="udp">UDP</option>
        </select>
      </label>
      <label>
        <span>{field.addr}</span>
        <select value={addr} onChange={({ target }) => onChange(onAddress(value, target.value))}>
          {addressesOf(host).map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <label>
        <span>{field.port}</span>
        <select
          value={port}
          onChange={({ target }) => onChange({ ...value, port: Number(target.value) })}
        >
          {ports.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <div className={styles.options} role="group" aria-label={field.options}>
        {options
          .filter((option) => fits(option, addr))
          .map((option) => (
            <label key={option}>
              <input
                type="checkbox"
                checked={value.options.includes(option)}
                onChange={({ target }) => toggle(option, target.checked)}
              />
              <code>{option}</code>
            </label>
          ))}
      </div>
    </fieldset>
  );
}
