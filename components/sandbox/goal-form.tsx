'use client';

import { challengeWords as words } from '@/content/messages/sandbox';
import { goalText } from '@/content/messages/sandbox-findings';
import type { Goal, ScenarioSource, SimpleCheck } from '@/contract/scenario';
import { fieldId, findingsAt, useBuilder } from './builder-context';
import { CheckField, NumberField, SelectField, TextField } from './fields';
import { type CheckKind, changeCheck, checkFields, type FieldKind } from './goal-fields';
import styles from './sandbox.module.css';

/** The condition where the form can show it: a simple one of a known kind. */
function shownCheck({ check }: Goal): { kind: CheckKind; check: SimpleCheck } | null {
  const kind = Object.keys(check)[0] ?? '';
  return Object.hasOwn(checkFields, kind)
    ? { kind: kind as CheckKind, check: check as SimpleCheck }
    : null;
}

/** One goal: its words, its tense, its condition field by field. */
export function GoalForm({ goal, index }: { goal: Goal; index: number }) {
  const { source, edit, findings } = useBuilder();
  const at = ['goals', index];
  const put = (fields: Partial<Goal>) => {
    const goals = source.goals.map((one, place) => (place === index ? { ...one, ...fields } : one));
    edit({ ...source, goals });
  };
  const shown = shownCheck(goal);
  const said = findingsAt(findings, [...at, 'check']);
  return (
    <>
      <TextField
        path={[...at, 'text']}
        label={words.goalText(index + 1)}
        value={goal.text}
        onCommit={(text) => put({ text })}
      />
      <SelectField
        path={[...at, 'when']}
        label={words.goalWhen(index + 1)}
        value={goal.when}
        options={words.when}
        onCommit={(when) => put({ when })}
      />
      <fieldset
        id={fieldId([...at, 'check'])}
        tabIndex={-1}
        className={styles.check}
        aria-invalid={said.length > 0 || undefined}
      >
        <legend>{shown === null ? words.complex : words.kinds[shown.kind]}</legend>
        {shown !== null &&
          checkFields[shown.kind].map(([name, kind]) => {
            const field = name.replace('?', '');
            return (
              <CheckPart
                key={field}
                path={[...at, 'check', field]}
                label={words.fields[field] ?? field}
                kind={kind}
                optional={name.endsWith('?')}
                hosts={source.hosts}
                value={(Object.values(shown.check)[0] as Record<string, unknown>)[field]}
                onCommit={(value) => {
                  const check = changeCheck(shown.check, field, value);
                  // Words that were made of the condition follow it; an author's own stay.
                  const own = goal.text !== goalText(shown.check);
                  put({ check, ...(own ? {} : { text: goalText(check) }) });
                }}
              />
            );
          })}
        {said.map(({ say }) => (
          <p key={say} className={styles.wrong}>
            {say}
          </p>
        ))}
      </fieldset>
    </>
  );
}

function CheckPart({
  kind,
  optional,
  hosts,
  value,
  onCommit,
  ...field
}: {
  path: (string | number)[];
  label: string;
  kind: FieldKind;
  optional: boolean;
  hosts: ScenarioSource['hosts'];
  value: unknown;
  onCommit: (value: unknown) => void;
}) {
  const names = Object.fromEntries(Object.keys(hosts).map((name) => [name, name]));
  switch (kind) {
    case 'host':
      return <SelectField {...field} value={String(value)} options={names} onCommit={onCommit} />;
    case 'any-host':
      return (
        <SelectField
          {...field}
          value={value === undefined ? '' : String(value)}
          options={{ '': words.anyHost, ...names }}
          onCommit={(name) => onCommit(name === '' ? undefined : name)}
        />
      );
    case 'port':
    case 'count':
      return (
        <NumberField
          {...field}
          value={Number(value)}
          min={kind === 'port' ? 0 : 1}
          max={65535}
          onCommit={onCommit}
        />
      );
    case 'outcome':
      return (
        <SelectField
          {...field}
          value={String(value)}
          options={words.outcomes}
          onCommit={onCommit}
        />
      );
    case 'proto':
      return (
        <SelectField
          {...field}
          value={String(value ?? 'tcp')}
          options={{ tcp: 'tcp', udp: 'udp' }}
          onCommit={onCommit}
        />
      );
    case 'yes-no':
      return <CheckField {...field} checked={value === true} onCommit={onCommit} />;
    case 'text':
      return (
        <TextField
          {...field}
          mono
          value={value === undefined ? '' : String(value)}
          list={Object.keys(hosts)}
          refuse={(text) => (text === '' && !optional ? words.needed : null)}
          onCommit={(text) => onCommit(text === '' ? undefined : text)}
        />
      );
  }
}
