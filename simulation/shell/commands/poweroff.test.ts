import { expect, test } from 'vitest';
import { viewWorld } from '../../scenario/engine';
import { Session } from '../../scenario/scenario-fixtures';
import { hostOf } from '../../world/world';

test.each(['sudo poweroff', 'poweroff', 'systemctl poweroff', 'sudo shutdown -h now'])(
  '%s ends the programs, then the machine is off until it is switched on',
  (line) => {
    const session = new Session();
    session.type('laptop', 'nc -l 8000', 1);
    session.type('phone', 'nc 192.168.1.20 8000');
    session.type('laptop', line);
    const laptop = viewWorld(session.world).hosts.find(({ name }) => name === 'laptop');
    expect(laptop).toMatchObject({ power: 'off', processes: [], sockets: [] });
    // The kernel had time to say goodbye for the server: nc's caller is not left waiting.
    const fin = session.events.some(
      (event) =>
        event.kind === 'arrived' && event.host === 'phone' && event.packet.flags.includes('F'),
    );
    expect(fin).toBe(true);
    expect(session.events.filter(({ kind }) => kind === 'machine')).toMatchObject([
      { change: 'power', detail: 'shut down' },
    ]);
    session.do({ do: 'power', host: 'laptop', state: 'on' });
    expect(session.type('laptop', 'echo up')).toBe('up\n');
  },
);

test.each(['shutdown -r now', 'shutdown +5', 'systemctl reboot', 'poweroff -f'])(
  '%s says that it is not simulated and leaves the machine on',
  (line) => {
    const session = new Session();
    expect(session.type('laptop', line)).toContain('in this simulation');
    expect(hostOf(session.world, 'laptop')?.power).toBe('on');
  },
);
