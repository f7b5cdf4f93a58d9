import { BrickWall } from 'lucide-react';
import { stageWords } from '@/content/messages/interface';
import type { FirewallRule } from '@/contract/action';
import styles from './firewall-strip.module.css';
import { anchorName } from './packet-path';

/** A rule in words: `in tcp :8000 from lo → drop`. */
export function ruleWords(rule: FirewallRule): string {
  const parts = [
    rule.hook,
    rule.policy ? 'otherwise' : '',
    rule.proto,
    rule.dport === undefined ? '' : `to :${rule.dport}`,
    rule.sport === undefined ? '' : `from :${rule.sport}`,
    rule.src === undefined ? '' : `from ${rule.src}`,
    rule.dst === undefined ? '' : `to ${rule.dst}`,
    rule.iface === undefined ? '' : `by ${rule.iface}`,
  ];
  return `${parts.filter((part) => part !== '' && part !== undefined).join(' ')} → ${rule.action}`;
}

/** The firewall stands before the socket table: a packet it stops is never looked up. */
export function FirewallStrip({
  host,
  rules,
  struck,
}: {
  host: string;
  rules: readonly FirewallRule[];
  struck: boolean;
}) {
  if (rules.length === 0) return null;
  return (
    <div
      className={styles.wall}
      data-struck={struck || undefined}
      data-anchor={anchorName.firewall(host)}
    >
      <span className={styles.title}>
        <BrickWall size={13} aria-hidden /> {stageWords.firewallRules(rules.length)}
      </span>
      <ol>
        {rules.map((rule, index) => (
          <li key={index}>{ruleWords(rule)}</li>
        ))}
      </ol>
    </div>
  );
}
