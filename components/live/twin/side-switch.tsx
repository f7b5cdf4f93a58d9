import { useId } from 'react';
import { twinWords } from '@/content/messages/twin';
import styles from './side-switch.module.css';

/** The switch: what answers, the simulation alone or the real kernel beside it. */
export function SideSwitch({
  real,
  disabled,
  describedBy,
  onChange,
}: {
  real: boolean;
  disabled: boolean;
  /** Id of the words that say why Real cannot be chosen. */
  describedBy?: string | undefined;
  onChange: (real: boolean) => void;
}) {
  const name = useId();
  const sides = [
    [false, twinWords.simulated, twinWords.paperBadge],
    [true, twinWords.real, twinWords.realBadge],
  ] as const;
  return (
    <fieldset className={styles.switch}>
      <legend className="visually-hidden">{twinWords.side}</legend>
      {sides.map(([value, label, badge]) => (
        <label key={label}>
          <input
            type="radio"
            name={name}
            checked={real === value}
            disabled={value && disabled}
            aria-describedby={value ? describedBy : undefined}
            onChange={() => onChange(value)}
          />
          {label} <small>{badge}</small>
        </label>
      ))}
    </fieldset>
  );
}
