/** The list of `kill -l` on Linux x86-64, five a line. */
const low =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS';

export function formatSignalTable(): string {
  const names = low.split(' ').map((name, index) => `${pad(index + 1)}) SIG${name}`);
  for (let number = 34; number <= 64; number += 1) {
    const up = number - 34;
    const down = 64 - number;
    const tail = up <= 15 ? `MIN${up > 0 ? `+${up}` : ''}` : `MAX${down > 0 ? `-${down}` : ''}`;
    names.push(`${pad(number)}) SIGRT${tail}`);
  }
  return names.map((name, index) => name + (index % 5 === 4 ? '\n' : '\t')).join('') + '\n';
}

const pad = (number: number) => String(number).padStart(2);
