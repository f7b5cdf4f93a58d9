'use client';

import { programsKnown } from '@/components/bench/programs-here';
import { serverLines, builderWords as words } from '@/content/messages/sandbox';
import { freeName } from '@/simulation/scenario/edit-world';
import { withPackages } from '@/simulation/scenario/package-of';
import { TextField } from './fields';
import { changeAt, changeEntry, type PartProps } from './part-props';
import { RowList } from './row-list';

/** Server lines that are worth a start come first, then every program there is. */
const lines = [...new Set([...serverLines, ...programsKnown])];

export function ProgramFields({ name, spec, change }: PartProps) {
  const { programs = [] } = spec;
  // A server that Debian would install brings its configuration along.
  const put = (next: typeof programs) =>
    change({
      programs: next,
      packages: withPackages(
        spec.packages,
        next.map(({ run }) => run),
      ),
    });
  const at = ['hosts', name, 'programs'];
  return (
    <RowList
      path={at}
      add={words.addProgram}
      onAdd={() => put([...programs, { run: lines[0] ?? '' }])}
      rows={programs.map((program, index) => ({
        key: String(index),
        name: words.program(index + 1),
        onRemove: () => put(changeAt(programs, index, undefined)),
        fields: (
          <>
            <TextField
              path={[...at, index, 'run']}
              label={words.program(index + 1)}
              value={program.run}
              mono
              list={lines}
              onCommit={(run) => put(changeAt(programs, index, { ...program, run }))}
            />
            <TextField
              path={[...at, index, 'user']}
              label={`${words.programUser(index + 1)} (${words.userTip})`}
              value={program.user ?? ''}
              mono
              onCommit={(user) =>
                change({
                  programs: changeAt(programs, index, {
                    run: program.run,
                    ...(user === '' ? {} : { user }),
                  }),
                })
              }
            />
          </>
        ),
      }))}
    />
  );
}

export function FileFields({ name, spec, change }: PartProps) {
  const { files = {} } = spec;
  const at = ['hosts', name, 'files'];
  const home = spec.user === undefined ? '/root' : `/home/${spec.user}`;
  return (
    <RowList
      path={at}
      add={words.addFile}
      onAdd={() =>
        change({ files: { ...files, [freeName(`${home}/file`, Object.keys(files))]: '' } })
      }
      rows={Object.entries(files).map(([file, text], index) => ({
        key: String(index),
        name: file,
        onRemove: () => change({ files: changeEntry(files, file, null) }, words.removedPart(file)),
        fields: (
          <>
            <TextField
              path={[...at, file]}
              label={words.filePath(index + 1)}
              value={file}
              mono
              refuse={(next) => (Object.hasOwn(files, next) ? words.nameTaken(next) : null)}
              onCommit={(next) => change({ files: changeEntry(files, file, [next, text]) })}
            />
            <TextField
              path={[...at, file, 'text']}
              label={words.fileText(index + 1)}
              value={text}
              lines={5}
              onCommit={(next) => change({ files: changeEntry(files, file, [file, next]) })}
            />
          </>
        ),
      }))}
    />
  );
}

export function NameFields({ name, spec, change }: PartProps) {
  const { names = {} } = spec;
  const at = ['hosts', name, 'names'];
  return (
    <RowList
      path={at}
      add={words.addName}
      onAdd={() => {
        const addr = Object.values(spec.interfaces)[0]?.addr.split('/')[0] ?? '192.168.1.10';
        if (!Object.hasOwn(names, addr)) change({ names: { ...names, [addr]: ['shop.example'] } });
      }}
      rows={Object.entries(names).map(([addr, list], index) => ({
        key: String(index),
        name: list.join(' '),
        onRemove: () => change({ names: changeEntry(names, addr, null) }),
        fields: (
          <>
            <TextField
              path={[...at, addr]}
              label={words.nameAddr(index + 1)}
              value={addr}
              mono
              refuse={(next) => (Object.hasOwn(names, next) ? words.nameTaken(next) : null)}
              onCommit={(next) => change({ names: changeEntry(names, addr, [next, list]) })}
            />
            <TextField
              path={[...at, addr, 'words']}
              label={words.nameWords(index + 1)}
              value={list.join(' ')}
              mono
              onCommit={(next) =>
                change({ names: changeEntry(names, addr, [addr, next.split(/\s+/)]) })
              }
            />
          </>
        ),
      }))}
    >
      <p>{words.namesTip}</p>
    </RowList>
  );
}
