'use client';

import { builderWords as words } from '@/content/messages/sandbox';
import type { FirewallRule, NatRule } from '@/contract/action';
import { CheckField, NumberField, SelectField, TextField } from './fields';
import { changeAt, type PartProps } from './part-props';
import { RowList } from './row-list';

const protocols = { any: words.ruleFields.anyProto, tcp: 'tcp', udp: 'udp', icmp: 'icmp' } as const;

/** Without the fields that say nothing. */
function lean<T extends object>(rule: T): T {
  return Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined)) as T;
}

export function FirewallFields({ name, spec, change }: PartProps) {
  const { firewall } = spec;
  const at = ['hosts', name, 'firewall'];
  return (
    <RowList
      path={at}
      add={words.addRule}
      onAdd={() =>
        change({
          firewall: [...firewall, { hook: 'in', proto: 'tcp', dport: 8000, action: 'drop' }],
        })
      }
      rows={firewall.map((rule, index) => {
        const put = (fields: Partial<Record<keyof FirewallRule, unknown>>) =>
          change({
            firewall: changeAt(firewall, index, lean({ ...rule, ...fields } as FirewallRule)),
          });
        return {
          key: String(index),
          name: words.rule(index + 1),
          onRemove: () => change({ firewall: changeAt(firewall, index, undefined) }),
          fields: (
            <>
              <SelectField
                path={[...at, index, 'hook']}
                label={words.ruleFields.hook}
                value={rule.hook}
                options={words.ruleFields.hooks}
                onCommit={(hook) => put({ hook })}
              />
              <SelectField
                path={[...at, index, 'proto']}
                label={words.ruleFields.proto}
                value={rule.proto ?? 'any'}
                options={protocols}
                onCommit={(proto) => put({ proto: proto === 'any' ? undefined : proto })}
              />
              <NumberField
                path={[...at, index, 'dport']}
                label={words.ruleFields.dport}
                value={rule.dport ?? null}
                min={0}
                max={65535}
                empty
                onCommit={(dport) => put({ dport: dport ?? undefined })}
              />
              <TextField
                path={[...at, index, 'src']}
                label={words.ruleFields.src}
                value={rule.src ?? ''}
                mono
                onCommit={(src) => put({ src: src === '' ? undefined : src })}
              />
              <SelectField
                path={[...at, index, 'action']}
                label={words.ruleFields.action}
                value={rule.action}
                options={words.ruleFields.actions}
                onCommit={(action) => put({ action })}
              />
            </>
          ),
        };
      })}
    >
      <p>{words.firewallTip}</p>
    </RowList>
  );
}

const isPublished = (rule: NatRule) => rule.chain === 'prerouting' && typeof rule.to === 'object';

/** Routes, forwarding, and the two translations that a beginner meets; others are left as they are. */
export function RoutingFields({ name, spec, change }: PartProps) {
  const { routes = [], nat = [] } = spec;
  const at = ['hosts', name];
  const setNat = (next: NatRule[]) => change({ nat: next.length > 0 ? next : undefined });
  const hides = (iface: string) => (rule: NatRule) =>
    rule.chain === 'postrouting' && rule.iface === iface && !rule.notIface && !rule.src;
  return (
    <>
      <CheckField
        path={[...at, 'forward']}
        label={words.forward}
        checked={spec.forward}
        onCommit={(forward) => change({ forward })}
      />
      {Object.keys(spec.interfaces).map((iface) => (
        <CheckField
          key={iface}
          path={[...at, 'nat', iface]}
          label={words.masquerade(iface)}
          checked={nat.some(hides(iface))}
          onCommit={(on) =>
            setNat(
              on
                ? [...nat, { chain: 'postrouting', iface, to: 'masquerade' }]
                : nat.filter((rule) => !hides(iface)(rule)),
            )
          }
        />
      ))}
      <RowList
        path={[...at, 'routes']}
        add={words.addRoute}
        onAdd={() => change({ routes: [...routes, { to: 'default', via: '' }] })}
        rows={routes.map((route, index) => {
          const put = (next: typeof route | undefined) => {
            const left = changeAt(routes, index, next);
            change({ routes: left.length > 0 ? left : undefined });
          };
          return {
            key: String(index),
            name: words.route(index + 1),
            onRemove: () => put(undefined),
            fields: (
              <>
                <TextField
                  path={[...at, 'routes', index, 'to']}
                  label={words.routeTo}
                  value={route.to}
                  mono
                  list={['default']}
                  onCommit={(to) => put({ ...route, to })}
                />
                <TextField
                  path={[...at, 'routes', index, 'via']}
                  label={words.routeVia}
                  value={route.via}
                  mono
                  onCommit={(via) => put({ ...route, via })}
                />
              </>
            ),
          };
        })}
      />
      <h5>{words.publish}</h5>
      <RowList
        path={[...at, 'nat']}
        add={words.addPublished}
        onAdd={() =>
          setNat([
            ...nat,
            { chain: 'prerouting', proto: 'tcp', dport: 8080, to: { addr: '', port: 80 } },
          ])
        }
        rows={nat.flatMap((rule, index) => {
          if (!isPublished(rule) || typeof rule.to !== 'object') return [];
          const { to } = rule;
          const put = (next: NatRule | undefined) => setNat(changeAt(nat, index, next));
          return [
            {
              key: String(index),
              name: words.published(index + 1),
              onRemove: () => put(undefined),
              fields: (
                <>
                  <NumberField
                    path={[...at, 'nat', index, 'dport']}
                    label={words.publishPort}
                    value={rule.dport ?? null}
                    min={1}
                    max={65535}
                    onCommit={(dport) => put(lean({ ...rule, dport: dport ?? undefined }))}
                  />
                  <TextField
                    path={[...at, 'nat', index, 'to']}
                    label={words.publishTo}
                    value={to.addr}
                    mono
                    onCommit={(addr) => put({ ...rule, to: { ...to, addr } })}
                  />
                  <NumberField
                    path={[...at, 'nat', index, 'to', 'port']}
                    label={words.publishToPort}
                    value={to.port ?? null}
                    min={1}
                    max={65535}
                    empty
                    onCommit={(port) =>
                      put({ ...rule, to: lean({ addr: to.addr, port: port ?? undefined }) })
                    }
                  />
                </>
              ),
            },
          ];
        })}
      />
    </>
  );
}
