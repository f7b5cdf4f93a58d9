/** Words of the small browsers in the picture. Apart, since every lesson page loads these at once. */
export const browserWords = {
  title: (host: string) => `Browser on ${host}`,
  address: 'Address',
  go: 'Go',
  blank: 'Nothing open. Enter an address.',
  loading: (url: string) => `Waiting for ${url} …`,
  status: (status: number) => `HTTP status ${status}`,
} as const;
