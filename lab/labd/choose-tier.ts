/** Which tier, and the sentence that says why. Never silently weaker than what was asked for. */
import type { LabLimits } from '../limits';
import { type LabBackend, loopbackBackend, netnsBackend } from './backend';
import { type CanaryResult, runCanary } from './canary';
import type { LabdConfig, LabdTierStatus } from './labd-protocol';

export type Choice = LabdTierStatus & { backend: LabBackend | null };

/** What to do about the ways in which namespaces are withheld. */
export function cureFor(why: string): string {
  if (/not found|ENOENT/i.test(why)) {
    return 'Install util-linux and iproute2 (unshare, setpriv, prlimit, nsenter, ip).';
  }
  if (/No space left/i.test(why)) {
    return 'Raise user.max_user_namespaces and user.max_net_namespaces with sysctl.';
  }
  if (/not permitted|permission denied|EACCES|EPERM/i.test(why)) {
    return 'Allow user namespaces: a seccomp profile with unshare in a container, an AppArmor profile with "userns," on Ubuntu.';
  }
  return 'See docs/lab.md for what the lab needs.';
}

type Candidates = {
  netns: (sealed: boolean) => LabBackend;
  loopback: () => LabBackend;
  canary: (backend: LabBackend) => Promise<CanaryResult>;
};

const real = (limits: LabLimits, hide: string[]): Candidates => ({
  netns: (sealed) => netnsBackend(limits, hide, sealed),
  loopback: () => loopbackBackend(limits),
  canary: runCanary,
});

/** Tries the tiers that `config` permits, best first. */
export async function chooseTier(
  config: Pick<LabdConfig, 'setting' | 'loopbackAllowed' | 'limits' | 'hide'>,
  candidates: Candidates = real(config.limits, config.hide),
): Promise<Choice> {
  const { setting, loopbackAllowed } = config;
  let noNamespaces = '';
  if (setting !== 'loopback') {
    // Sealed once more at the end: a busy moment must not decide for the rest of the day.
    for (const sealed of [true, false, true]) {
      const backend = candidates.netns(sealed);
      const proved = await candidates.canary(backend);
      if (proved.ok) {
        const files = sealed ? '' : ' (files are not hidden as well: mounts are forbidden here)';
        return {
          tier: 'netns',
          reason: `Each learner has a private network of two machines, with no way out${files}.`,
          cure: null,
          backend,
        };
      }
      noNamespaces ||= proved.why;
    }
    if (setting === 'netns' || !loopbackAllowed) {
      const because = `private networks are not possible on this server (${noNamespaces})`;
      return {
        tier: 'off',
        reason:
          setting === 'netns'
            ? `The lab is off: LAB=netns was asked for, and ${because}.`
            : `The lab is off: ${because}, and this site can be reached from other machines, where sharing the server's own loopback needs LAB=loopback to be set on purpose.`,
        cure: cureFor(noNamespaces),
        backend: null,
      };
    }
  }
  const backend = candidates.loopback();
  const proved = await candidates.canary(backend);
  if (!proved.ok) {
    return {
      tier: 'off',
      reason: `The lab is off: not even own loopback addresses work here (${proved.why}).`,
      cure: cureFor(proved.why),
      backend: null,
    };
  }
  const because =
    setting === 'loopback'
      ? 'as configured'
      : `private networks are not possible here: ${noNamespaces}`;
  return {
    tier: 'loopback',
    reason: `Each learner has two own addresses on the server's loopback (${because}). There is no second machine, and ports start at 1024.`,
    cure: setting === 'loopback' ? null : cureFor(noNamespaces),
    backend,
  };
}
