/**
 * Who may import whom, as data. check-rooms.mjs turns it into dependency-cruiser rules; the
 * room named on the left may import the ones on its right, its own files, and npm packages.
 */
export const rooms = {
  app: ['components', 'store', 'lab', 'course', 'content', 'contract'],
  components: ['store', 'simulation', 'contract', 'content/messages'],
  store: ['simulation', 'contract'],
  lab: ['contract'],
  course: ['content', 'contract', 'simulation/scenario'],
  content: ['contract'],
  simulation: ['contract'],
  contract: [],
};

/** Inside the simulation each folder may import those left of it. `scenario` is the outer door. */
export const simulationOrder = ['packet', 'tcp', 'host', 'program', 'world', 'shell', 'scenario'];

/** What a room is for: the cure in every message. */
const cure = {
  app: 'app is URLs only: a handler parses, calls one function, answers.',
  components:
    'components draw. What remembers goes to store, sentences to content/messages; server rooms are reached through app.',
  store:
    'store remembers what is looked at. Drawing goes to components, server work to lab or course.',
  lab: 'lab is the network for real and knows nothing of the simulation: they meet in contract and on the page.',
  course: 'course is server only and draws nothing: it is handed components by app.',
  content: 'content is data: no code of other rooms in it.',
  simulation: 'simulation is pure: it imports types of contract and nothing else of the house.',
  contract: 'contract imports nothing: shapes that cross a boundary belong to no room.',
};

/** Packages a room may use besides; rooms not named here may use any. */
const packages = {
  contract: ['zod'],
  simulation: [],
};

const testFile = '\\.test(-helper)?\\.tsx?$';

/** dependency-cruiser's `forbidden` list. */
export function toRules() {
  const all = Object.keys(rooms);
  const walls = all.map((room) => ({
    name: `room-${room}`,
    severity: 'error',
    comment: cure[room],
    from: { path: `^${room}/`, pathNot: testFile },
    to: {
      path: `^(${all.join('|')})/`,
      pathNot: [room, ...rooms[room]].map((allowed) => `^${allowed}/`),
    },
  }));
  const order = simulationOrder.map((folder, index) => ({
    name: `simulation-${folder}`,
    severity: 'error',
    comment: `simulation/${folder} may import only what stands left of it: ${simulationOrder.join(' < ')}.`,
    from: { path: `^simulation/${folder}/`, pathNot: testFile },
    to: { path: `^simulation/(${simulationOrder.slice(index + 1).join('|') || 'nothing'})/` },
  }));
  const packageWalls = Object.entries(packages).map(([room, allowed]) => ({
    name: `packages-${room}`,
    severity: 'error',
    comment: `${room} may use ${allowed.join(', ') || 'nothing'} of npm, and nothing of Node: it runs anywhere.`,
    from: { path: `^${room}/`, pathNot: testFile },
    to: {
      dependencyTypesNot: ['local', 'aliased-tsconfig', 'aliased', 'undetermined'],
      pathNot: `^(${Object.keys(rooms).join('|')})/|node_modules/(${allowed.join('|') || 'nothing'})/`,
    },
  }));
  return [
    ...walls,
    ...order,
    ...packageWalls,
    {
      name: 'contract-types-only',
      severity: 'error',
      comment: 'simulation may import types of contract, never its code: write `import type`.',
      from: { path: '^simulation/', pathNot: testFile },
      to: { path: '^contract/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'ui-knows-no-network',
      severity: 'error',
      comment:
        'components/ui is plain controls: nothing of the simulation, the stores or the other component rooms.',
      from: { path: '^components/ui/', pathNot: testFile },
      to: { path: '^(store|simulation|contract|content|components/(?!ui/))' },
    },
    {
      name: 'no-cycle',
      severity: 'error',
      comment: 'Two files that import each other are one file, or a third one is missing.',
      from: {},
      to: { circular: true },
    },
  ];
}

/**
 * The same walls as Biome overrides, so that the editor shows them as a line is typed:
 * biome.json holds this list, and a test compares the two.
 */
export function toLintZones() {
  const all = Object.keys(rooms);
  return all.map((room) => {
    const banned = all.filter(
      (other) => other !== room && !rooms[room].some((allowed) => allowed.split('/')[0] === other),
    );
    return {
      includes: [`${room}/**`, '!**/*.test.ts', '!**/*.test.tsx'],
      linter: {
        rules: {
          style: {
            noRestrictedImports: {
              level: 'error',
              options: {
                patterns: [{ group: banned.map((other) => `@/${other}/**`), message: cure[room] }],
              },
            },
          },
        },
      },
    };
  });
}
