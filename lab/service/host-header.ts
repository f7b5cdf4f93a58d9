/** `shop.example`, with the port where it is not the scheme's usual one. RFC 9110, 7.2 */
export const hostHeader = (name: string, port: number, usual: number) =>
  port === usual ? name : `${name}:${port}`;
