'use client';

import { builderWords as words } from '@/content/messages/sandbox';
import { useBuilder } from './builder-context';
import { CheckField, NumberField, SelectField, TextField } from './fields';
import styles from './part-form.module.css';
import type { PartProps } from './part-props';

/** What image a container is made of, and on which host it starts. */
export function ContainerFields({ name, spec, change }: PartProps) {
  const { source } = useBuilder();
  const { container } = spec;
  if (container === undefined) return null;
  const at = ['hosts', name, 'container'];
  const hosts = Object.keys(source.hosts).filter((host) => host !== name);
  return (
    <div className={styles.pair}>
      <TextField
        path={[...at, 'image']}
        label={words.image}
        value={container.image}
        mono
        onCommit={(image) => change({ container: { ...container, image } })}
      />
      <SelectField
        path={[...at, 'on']}
        label={words.on}
        value={container.on}
        options={Object.fromEntries(hosts.map((host) => [host, host]))}
        onCommit={(on) => change({ container: { ...container, on } })}
      />
    </div>
  );
}

/** Terminals, browser, and whether it is a container. */
export function ScreenFields({ name, spec, change }: PartProps) {
  const { source } = useBuilder();
  const at = ['hosts', name];
  const runner = Object.keys(source.hosts).find((host) => host !== name);
  return (
    <>
      <NumberField
        path={[...at, 'terminals']}
        label={words.terminals}
        value={spec.terminals}
        min={0}
        max={4}
        onCommit={(terminals) => change({ terminals: terminals ?? 1 })}
      />
      <CheckField
        path={[...at, 'browser']}
        label={words.browser}
        checked={spec.browser}
        onCommit={(browser) => change({ browser })}
      />
      {(spec.container !== undefined || runner !== undefined) && (
        <CheckField
          path={[...at, 'container']}
          label={words.isContainer}
          checked={spec.container !== undefined}
          onCommit={(is) =>
            change({ container: is ? { image: name, on: runner ?? '' } : undefined })
          }
        />
      )}
    </>
  );
}
