/** Words for those who write lessons; shown by `npm run dev` only. */
export const authorWords = {
  title: (count: number) =>
    count === 1
      ? 'There is a mistake in the content'
      : `There are ${count} mistakes in the content`,
  then: 'Mend it and save the file: this message goes away by itself. docs/authoring.md shows the formats.',
  close: 'Close',
  reopen: 'Show what has to be mended',
} as const;
