'use client';

import { Monitor, Moon, Sun, SunMoon } from 'lucide-react';
import { useRef, useSyncExternalStore } from 'react';
import { useEarlyInput } from '@/components/ui/use-early-input';
import { type ThemeChoice, themeEvent, themeKey } from './theme-script';
import styles from './theme-switch.module.css';

const choices = [
  { value: 'system', word: 'As the system', Icon: Monitor },
  { value: 'light', word: 'Light', Icon: Sun },
  { value: 'dark', word: 'Dark', Icon: Moon },
] as const;

function readChoice(): ThemeChoice {
  let stored: string | null | undefined = document.documentElement.dataset.themeChoice;
  try {
    stored = localStorage.getItem(themeKey) ?? stored;
  } catch {
    // Storage is forbidden: the choice lasts as long as the page.
  }
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

function writeChoice(choice: ThemeChoice) {
  document.documentElement.dataset.themeChoice = choice;
  try {
    if (choice === 'system') localStorage.removeItem(themeKey);
    else localStorage.setItem(themeKey, choice);
  } catch {
    // As above.
  }
  dispatchEvent(new Event(themeEvent));
}

function subscribe(onChange: () => void) {
  addEventListener(themeEvent, onChange);
  addEventListener('storage', onChange);
  return () => {
    removeEventListener(themeEvent, onChange);
    removeEventListener('storage', onChange);
  };
}

/** System, light or dark: a button that opens three native radio buttons. Hidden without JavaScript. */
export function ThemeSwitch() {
  const choice = useSyncExternalStore<ThemeChoice>(subscribe, readChoice, () => 'system');
  const fields = useRef<HTMLFieldSetElement>(null);
  useEarlyInput(fields);
  return (
    <div className={styles.theme}>
      <button type="button" popoverTarget="theme-choices" className={styles.button}>
        <SunMoon size={18} aria-hidden />
        <span className="visually-hidden">Colour theme</span>
      </button>
      <fieldset ref={fields} id="theme-choices" popover="auto" className={styles.choices}>
        <legend>Colour theme</legend>
        {choices.map(({ value, word, Icon }) => (
          <label key={value}>
            <input
              type="radio"
              name="theme"
              value={value}
              autoComplete="off"
              checked={choice === value}
              onChange={() => writeChoice(value)}
            />
            <Icon size={16} aria-hidden />
            {word}
          </label>
        ))}
      </fieldset>
    </div>
  );
}
