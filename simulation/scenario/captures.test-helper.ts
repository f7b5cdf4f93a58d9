/** Captures of real tools, and what may differ between a capture and a simulated run. */
import { readFileSync } from 'node:fs';

export type Capture = {
  host: string;
  user: string;
  command: string;
  columns: number | null;
  status: number | string;
  note?: string;
  terminal?: string;
  stdout?: string;
  stderr?: string;
};

export function loadCaptures(name: string): Capture[] {
  return JSON.parse(readFileSync(`simulation/shell/fixtures/network/${name}.json`, 'utf8'))
    .captures;
}

/** Takes out clocks, speeds, versions of Python and what a terminal does not show. */
export function tidy(text: string): string {
  return text
    .replace(/\x1b\]8;;[^\x1b]*\x1b\\/g, '')
    .replace(/(Location\x1b\[0m:) ?/g, '$1 ')
    .replace(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, 'DATE')
    .replace(/\d\d\/\w{3}\/\d{4} \d\d:\d\d:\d\d/g, 'DATE')
    .replace(/Python\/3\.11\.\d+/g, 'Python/3.11')
    .replace(/after \d+ ms/g, 'after N ms')
    .replace(/after \d{4,} milliseconds/g, 'after N milliseconds')
    .replace(/timeout after \d+ms/g, 'timeout after N ms')
    .replace(/0x[0-9a-f]{6,}/g, '0xPOINTER')
    .replace(/( 0 {5}0| 0) +\d+ {6}0 --:--:-- --:--:-- --:--:-- +\d+/g, '$1 SPEED')
    .replace(/from (?:\S+ \()?(\S+?)\)? (\d{5})$/gm, 'from $1 PORT')
    .replace(/(received on \S+) \d{5}$/gm, '$1 PORT');
}
