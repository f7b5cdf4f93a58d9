'use client';

import { announce } from '@/components/ui/announce';
import { Button } from '@/components/ui/button';
import { builderWords as words } from '@/content/messages/sandbox';
import { addInterface, plugInto } from '@/simulation/scenario/edit-world';
import { freeAddresses } from '@/simulation/scenario/segment';
import { useBuilder } from './builder-context';
import { SelectField, TextField } from './fields';
import { changeEntry, type PartProps } from './part-props';
import { RowList } from './row-list';

/** Free addresses offered below an address field. */
const OFFERED = 8;

/** Interfaces, each with its network and address; free addresses are offered. */
export function InterfaceFields({ name, spec, change }: PartProps) {
  const { source, edit } = useBuilder();
  const lans = Object.fromEntries(source.lans.map((lan) => [lan, lan]));
  const at = ['hosts', name, 'interfaces'];
  const rows = Object.entries(spec.interfaces).map(([iface, plug]) => {
    const free = freeAddresses(source, plug.lan, spec.kind, OFFERED);
    const put = (addr: string) =>
      change({ interfaces: changeEntry(spec.interfaces, iface, [iface, { ...plug, addr }]) });
    return {
      key: iface,
      name: words.iface(iface),
      onRemove: () =>
        change(
          { interfaces: changeEntry(spec.interfaces, iface, null) },
          words.removedPart(words.iface(iface)),
        ),
      fields: (
        <>
          <SelectField
            path={[...at, iface, 'lan']}
            label={words.lan(iface)}
            value={plug.lan}
            options={lans}
            onCommit={(lan) => edit(plugInto(source, name, iface, lan))}
          />
          <TextField
            path={[...at, iface, 'addr']}
            label={words.addr(iface)}
            value={plug.addr}
            mono
            list={free}
            onCommit={put}
          />
          {free[0] !== undefined && (
            <Button
              size="small"
              style={{ alignSelf: 'end', minHeight: 36 }}
              onClick={() => {
                put(free[0] ?? '');
                announce(words.freeTook(free[0] ?? ''));
              }}
            >
              {words.free}
            </Button>
          )}
        </>
      ),
    };
  });
  const unused = source.lans.find(
    (lan) => !Object.values(spec.interfaces).some((one) => one.lan === lan),
  );
  return (
    <RowList
      path={at}
      rows={rows}
      add={words.addInterface}
      onAdd={() => {
        const lan = unused ?? source.lans[0];
        if (lan !== undefined) edit(addInterface(source, name, lan));
      }}
    />
  );
}
