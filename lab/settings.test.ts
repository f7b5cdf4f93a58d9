import { describe, expect, it } from 'vitest';
import { parseLabSettings } from './settings';

describe('parseLabSettings', () => {
  it('nothing set: auto, no proxy believed', () => {
    expect(parseLabSettings({})).toMatchObject({
      lab: 'auto',
      mistake: null,
      publicOrigin: null,
      trustProxy: false,
    });
  });

  it('a path behind PUBLIC_URL does not matter to the origin', () => {
    const { publicOrigin } = parseLabSettings({ PUBLIC_URL: 'https://ports.example.org/course' });
    expect(publicOrigin).toBe('https://ports.example.org');
  });

  it.each([
    [{ LAB: 'on' }, 'LAB=on is not one of auto, netns, loopback, off.'],
    [{ PUBLIC_URL: 'ports' }, 'PUBLIC_URL=ports is not a URL'],
    [{ LAB_SESSIONS: '0' }, 'LAB_SESSIONS=0 is not a whole number from 1 to 250.'],
    [{ LAB_POSTGRES: '17' }, 'LAB_POSTGRES=17 is not a whole number from 0 to 16.'],
    [{ LAB_PROGRAMS: 'redis, sendmail' }, 'there is no program called sendmail.'],
    [{ LAB_UID: 'root' }, 'LAB_UID=root is not a whole number'],
    [{ LAB_SESSIONS_PER_ADDRESS: '251' }, 'LAB_SESSIONS_PER_ADDRESS=251 is not a whole number'],
    [{ LAB_LOG: 'file' }, 'LAB_LOG=file is not one of off, stdout.'],
    [{ LAB_ADMIN_TOKEN: 'hunter2' }, 'LAB_ADMIN_TOKEN has fewer than 16 characters.'],
    [{ LAB_METRICS_TOKEN: 'x' }, 'LAB_METRICS_TOKEN has fewer than 16 characters.'],
    [{ LAB_UID: '0' }, 'LAB_UID=0 is not a whole number'],
  ])('%j keeps the lab off and says why', (env, words) => {
    const settings = parseLabSettings(env);
    expect(settings.lab).toBe('off');
    expect(settings.mistake).toContain(words);
    expect(settings.mistake).not.toContain('hunter2');
  });
});
