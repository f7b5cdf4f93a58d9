import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'scripts/*.{mjs,ts}',
    'lab/{labd,agent}/*.ts',
    'lab/{service,database}/main.ts',
    'bench/*/main.ts',
    // Built apart, as a page.
    'bench/frames/page.tsx',
    // Named by its folder at run time.
    'components/widget/*/widget.tsx',
  ],
  project: ['**/*.{ts,tsx,mjs,css}'],
  ignore: ['bench/bare-next/**'],
  // Tools of the system, not of a package: journeys read the kernel's tables with the one, a test
  // has captures read by the other where it is installed.
  ignoreBinaries: ['ss', 'tshark'],
  compilers: {
    // A style sheet can use a package, too: the typefaces come in by `@import`.
    css: (text) =>
      [...text.matchAll(/@import\s+(["'][^"']+["'])/g)]
        .map(([, name]) => `import ${name};`)
        .join('\n'),
  },
};

export default config;
