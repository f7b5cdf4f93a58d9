/** Words of "you are the client": what the visitor's own browser did, as the server's socket saw it. */

const listed = (items: readonly (string | number)[]) =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
const distinct = (ports: readonly number[]) => [...new Set(ports)];
const numbers = ['no', 'one', 'two', 'three', 'four', 'five'];
const word = (n: number) => numbers[n] ?? String(n);
const connections = (n: number) => `${word(n)} connection${n === 1 ? '' : 's'}`;

export const youWords = {
  again: 'Ask again',
  parallel: 'Five at once',
  inARow: 'Three in a row',
  asking: 'Asking…',
  /** `ports` of the client, in the order of the answers. */
  saidParallel: (ports: readonly number[], site: number) => {
    const used = distinct(ports);
    if (used.length === 1) {
      return `All ${word(ports.length)} requests came over one connection, from port ${used[0]}. HTTP/2 can do that, and so does a proxy that gathers them.`;
    }
    const which = `from the ports ${listed(used)}, all to our port ${site}`;
    return used.length === ports.length
      ? `${word(ports.length)} requests at once, ${connections(used.length)}: ${which}. One port here, and nobody is mixed up: the other end tells them apart.`
      : `${word(ports.length)} requests at once, ${connections(used.length)}: ${which}. Some waited until one was free, since a browser opens six to one site at most.`;
  },
  /** `requests`: which request of its connection each one was. */
  saidInARow: (ports: readonly number[], requests: readonly number[]) => {
    const used = distinct(ports);
    return used.length === 1
      ? `${word(ports.length)} requests one after the other, one connection: port ${used[0]}, its requests number ${listed(requests)}. It was kept open, so nobody had to shake hands again (keep-alive).`
      : `${word(ports.length)} requests one after the other came from the ports ${listed(used)}: your browser had several connections open, and took one of them each time.`;
  },
  throughProxy: 'A proxy stands between us: these are its connections to this server, not yours.',
  unseen: 'This server cannot see its own sockets, so it cannot say which ports were used.',
} as const;
