/** The measurements as a page of docs, with a curve. */
import type { CaseCost } from './case-cost';
import { percentile } from './measure';
import type { ScrubCost } from './scrub-cost';
import type { StepCost } from './step-cost';

export type Measured = {
  byConnections: readonly StepCost[];
  byHosts: readonly StepCost[];
  byHistory: readonly ScrubCost[];
  cases: readonly CaseCost[];
  machine: string;
};

const count = (value: number) => value.toLocaleString('en');
const figure = (value: number) =>
  value >= 100 ? count(Math.round(value)) : value.toPrecision(2).replace(/\.0$/, '');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---:')), ...rows.map(line)].join('\n');
}

function stepTable(costs: readonly StepCost[]): string {
  const first = costs[0];
  const ratio = (cost: StepCost, work: 'talk' | 'open') =>
    `${figure(cost.perStep[work])} (${(cost.perStep[work] / (first?.perStep[work] ?? 1)).toFixed(2)})`;
  return table(
    [
      'hosts',
      'connections',
      'talk, µs',
      'open, µs',
      'events a second',
      'bytes a world',
      'first view, ms',
      'view, ms',
    ],
    costs.map((cost) => [
      count(cost.hosts),
      count(cost.connections),
      ratio(cost, 'talk'),
      ratio(cost, 'open'),
      count(Math.round(cost.eventsPerSecond.talk / 100) * 100),
      count(Math.round(Math.max(cost.bytesPerEvent.talk, cost.bytesPerEvent.open) / 10) * 10),
      figure(cost.firstView),
      `${figure(cost.view.talk)} / ${figure(cost.view.open)}`,
    ]),
  );
}

function scrubTable(costs: readonly ScrubCost[]): string {
  return table(
    [
      'events',
      'jump, ms',
      'slowest, ms',
      'again, ms',
      'all marks, ms',
      'marks, ms',
      'bytes an event',
    ],
    costs.map((cost) => [
      count(cost.events),
      figure(cost.middle),
      figure(cost.slowest),
      figure(cost.again),
      figure(cost.allMarks),
      figure(cost.marks),
      count(Math.round(cost.bytesPerEvent / 10) * 10),
    ]),
  );
}

const SLOWEST = 6;

function caseTable(costs: readonly CaseCost[]): string {
  const rows = costs
    .slice(0, SLOWEST)
    .map(({ id, packets, took }) => [`\`${id}\``, count(packets), figure(took)]);
  const took = costs.map((cost) => cost.took);
  rows.push(['the middle one of all', '', figure(percentile(took, 50))]);
  return table(['case', 'packets', 'ms'], rows);
}

export function formatReport(measured: Measured): string {
  const { byConnections, byHosts, byHistory, cases, machine } = measured;
  const slow = cases.filter(({ took }) => took >= 100).length;
  return `# How far the simulation scales

Written by \`npm run bench:engine\`, which measures and takes some minutes. ${machine}
CPU time throughout, the collection of garbage included: other work on the machine lengthens it
somewhat. Compare the figures of one page with each other, not with those of another machine.

## A step costs what it touches

One host is the server, the others hold connections to it, evenly. Then one of them sends 64 bytes
over one connection and is sent them back (_talk_), or opens a connection for every 64 bytes and
closes it (_open_), for 20,000 steps after 5,000 to warm up. In brackets: as a ratio to the first row.

${stepTable(byConnections)}

![Cost of a step against the number of connections](images/engine-scale.svg)

${stepTable(byHosts)}

_Bytes a world_: what each event adds where the world of every step is kept. _View_ is \`viewWorld\`,
the middle one of worlds five steps apart, while talking and while opening. Rows of sockets are
remembered by the nodes of the table, so that only what has changed is looked at; the first view of
all looks at everything. What is left to grow is one list of as many rows as there are sockets.

What makes it so: tables are radix trees 32 wide (\`host/table.ts\`), what is about to happen stands in
search trees by time (\`world/queue.ts\`), and sockets, waiting threads and timers are found by index
(\`host/socket-index.ts\`, \`host/file-index.ts\`, \`world/agenda.ts\`). All of them are plain JSON.

What still looks through all: \`ss\` through a host's sockets, wait(2), kill(2) and the end of a
process through its processes, a broadcast through the hosts, and binding a port through those who
hold it.

## A scenario

What \`npm run simulate\` takes for each of the ${count(cases.length)} cases recorded from the kernel, once it has started
and is warm; ${slow === 0 ? 'none takes' : slow === 1 ? 'one takes' : `${slow} take`} 0.1 s or more. What happens
takes the time: the first two send 20 MB through a window of 64 KB, every packet being two happenings
of its own, and some others make hundreds of calls. Worlds that nobody keeps are not frozen on the way
(\`stepThrough\`).

${caseTable(cases)}

## Scrubbing

A session of the store whose history grows; 200 jumps all over it, each up to the view of its world.
One world in 64 is kept; a jump runs on from the one before its stop, and remembers the stretch.
_Again_: the same jump for the second time. _Marks_: the stops that a level of detail shows, all of
them, and those after one more action, which looks only at its own stops.

${scrubTable(byHistory)}

## Memory

An event keeps what it tells. Of the worlds of an action the first, the last and every 64th is kept
(\`store/kept-stops.ts\`); any other is made again by running on from the one before it, which gives
the same bytes because nothing in a step depends on anything but the world. The 64 stretches used
last, 4,096 worlds, are remembered whole: a lesson's session is seldom longer, and is never run
again. So memory for each event is bounded by what is told, by a 64th of a world, and by the 8 bytes
for which every state that undo can return to names the stop.

Worlds share what they have in common. A step copies the path to each entry it changes: at most seven
nodes of a table, some \`2 ln n\` of a queue, the head of the hosts it touched. So the bytes a world
adds do not grow with the length of the history, and with the size of the world only by another node
in each path. What a program has been told is kept once, with its thread, and a terminal's text as
parts, until it is looked at. More is added only by events that change something long: a file's text,
and the buffers of a connection that is full, which may be copied once an event (\`tcp_wmem\` and
\`tcp_rmem\` bytes at most). While an action runs, all of its worlds are there at once (200,000 steps
at most).

A program that runs in a world made again is run again itself, from the replies it was given: a jump
therefore grows with the number of calls its busiest programs have made, slowly.
`;
}

const colours = { talk: '#2456c7', open: '#b4541a' } as const;

/** Microseconds of a step against connections, both axes by powers of ten. */
export function formatCurve(costs: readonly StepCost[]): string {
  const [width, height, left, bottom] = [640, 320, 64, 48];
  const most = Math.max(...costs.map(({ connections }) => connections));
  const decades = [Math.log10(costs[0]?.connections ?? 1), Math.log10(most)] as const;
  const x = (value: number) =>
    left +
    ((Math.log10(value) - decades[0]) / Math.max(1, decades[1] - decades[0])) * (width - left - 80);
  const y = (value: number) => height - bottom - (Math.log10(value) / 3) * (height - bottom - 24);
  const lines = (['talk', 'open'] as const).map((work) => {
    const points = costs.map((cost) => [x(cost.connections), y(cost.perStep[work])] as const);
    const [endX = 0, endY = 0] = points.at(-1) ?? [];
    const dots = points.map(([px, py]) => mark(work, px, py));
    const path = points.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(' ');
    return [
      `<polyline points="${path}" fill="none" stroke="${colours[work]}" stroke-width="2"/>`,
      ...dots,
      `<text x="${endX + 12}" y="${endY + (work === 'talk' ? 14 : -4)}" fill="${colours[work]}">${work}</text>`,
    ].join('\n');
  });
  const across = costs.map(
    ({ connections }) =>
      `<text x="${x(connections)}" y="${height - bottom + 20}" text-anchor="middle">${count(connections)}</text>`,
  );
  const up = [1, 10, 100, 1000].map(
    (value) =>
      `<line x1="${left}" x2="${width - 80}" y1="${y(value)}" y2="${y(value)}" stroke="#d5d2ca"/>\n<text x="${left - 8}" y="${y(value) + 4}" text-anchor="end">${count(value)}</text>`,
  );
  const title = 'Microseconds of CPU time for a step, against the number of connections';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}" font-family="system-ui, sans-serif" font-size="13" fill="#3b3a36">
<title>${title}</title>
<rect width="${width}" height="${height}" fill="#fbfaf7"/>
${[...up, ...across, ...lines].join('\n')}
<text x="${left}" y="16">µs a step</text>
<text x="${(width - 80 + left) / 2}" y="${height - 8}" text-anchor="middle">connections</text>
</svg>
`;
}

/** A circle for one kind of work and a square for the other, so that colour is not all. */
function mark(work: 'talk' | 'open', x: number, y: number): string {
  return work === 'talk'
    ? `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="4" fill="${colours.talk}"/>`
    : `<rect x="${(x - 4).toFixed(1)}" y="${(y - 4).toFixed(1)}" width="8" height="8" fill="${colours.open}"/>`;
}
