import { Check, Shuffle } from 'lucide-react';
import { useId } from 'react';
import { Disclosure } from '@/components/ui/disclosure';
import { questions } from '@/content/messages/proxy-xray/questions';
import { choices, type Setting } from '@/content/messages/proxy-xray/setting';
import { switchWords, xrayWords as words } from '@/content/messages/proxy-xray/words';
import { keyOf } from './plan-visit';
import styles from './setting-form.module.css';

/** What was said of a setting, and what came of it. */
export type Tried = Readonly<Record<string, { said: string; came: string }>>;

const parts = Object.keys(choices) as (keyof Setting)[];

/** What is different from a world in which all is well: one of the questions, or any mixture. */
export function SettingForm({
  setting,
  tried,
  onSet,
}: {
  setting: Setting;
  tried: Tried;
  onSet: (setting: Setting) => void;
}) {
  const name = useId();
  const key = keyOf(setting);
  const own = questions.every((question) => keyOf(question.setting) !== key);
  return (
    <div className={styles.form}>
      <fieldset className={styles.questions}>
        <legend>{words.choose}</legend>
        {questions.map((question) => {
          const its = keyOf(question.setting);
          const seen = tried[its];
          return (
            <label key={question.id}>
              <input
                type="radio"
                name={name}
                checked={its === key}
                onChange={() => onSet(question.setting)}
              />
              <span>
                {question.title}
                {seen && <Mark right={seen.said === seen.came} />}
              </span>
            </label>
          );
        })}
        {own && (
          <label>
            <input type="radio" name={name} checked readOnly />
            <span>
              {words.own}
              {tried[key] && <Mark right={tried[key].said === tried[key].came} />}
            </span>
          </label>
        )}
      </fieldset>
      <Disclosure summary={words.breakIt}>
        <p className={styles.note}>{words.breakNote}</p>
        <div className={styles.switches} role="group" aria-label={words.breakIt}>
          {parts.map((part) => (
            <Switch key={part} part={part} setting={setting} onSet={onSet} />
          ))}
        </div>
      </Disclosure>
    </div>
  );
}

function Mark({ right }: { right: boolean }) {
  const Icon = right ? Check : Shuffle;
  return (
    <small className={styles.mark}>
      <Icon size={13} aria-hidden /> {words.tried(right)}
    </small>
  );
}

function Switch<Part extends keyof Setting>({
  part,
  setting,
  onSet,
}: {
  part: Part;
  setting: Setting;
  onSet: (setting: Setting) => void;
}) {
  const { label, values } = switchWords[part];
  return (
    <label>
      {label}
      <select
        value={setting[part]}
        onChange={({ target }) => onSet({ ...setting, [part]: target.value })}
      >
        {choices[part].map((value) => (
          <option key={value} value={value}>
            {values[value]}
          </option>
        ))}
      </select>
    </label>
  );
}
