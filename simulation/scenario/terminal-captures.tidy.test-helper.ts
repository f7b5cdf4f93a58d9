/** What chance and the clock give, taken out of what a terminal showed; everything else counts. */

type Rule = readonly [what: string, pattern: RegExp, replacement: string];

const rules: readonly Rule[] = [
  ['a return before the end of a line, which is not seen', /\r+\n/g, '\n'],
  ['times of ping', /time=[\d.]+ ms/g, 'time=T ms'],
  ['statistics of ping', /(mdev|avg\/max\/mdev) = [\d./]+ ms/g, '$1 = T ms'],
  ['length of a ping', /(packet loss, time )\d+ms/g, '$1T ms'],
  ['times of traceroute', /\d+\.\d{3} ms/g, 'T ms'],
  ['clocks', /\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d UTC \d{4}/g, 'CLOCK'],
  ['clocks of HTTP', /\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, 'CLOCK'],
  ['clocks of logs', /\d\d\/\w{3}\/\d{4} \d\d:\d\d:\d\d/g, 'CLOCK'],
  ['clocks of files and of wget', /\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?( UTC| \+0000)?/g, 'CLOCK'],
  ['clocks of tcpdump', /^\d\d:\d\d:\d\d\.\d{6}/gm, 'CLOCK'],
  ['times of day in ps', /( +\?| pts\/\d) +(\S+ +)?\d\d:\d\d( +\d+:\d\d )/g, '$1 $2CLOCK$3'],
  ['start in ps -f', /^(\S+ +\d+ +\d+ +)\d (\d\d:\d\d|CLOCK) /gm, '$1C CLOCK '],
  [
    'shares of processor and memory',
    /^(\S+ +\d+) +[\d.]+ +[\d.]+ +\d+ +\d+ (?=\?|pts)/gm,
    '$1 SHARES ',
  ],
  ['process 1, which is not simulated', /^(root)? +1 .*\n/gm, ''],
  [
    'a port of the caller',
    /(\d|localhost|laptop|phone|web)([:. ])(3[2-9]|[45]\d|6[0-5])\d{3}\b/g,
    '$1$2PORT_',
  ],
  ['a number of a socket', /(IPv[46]) +\d{4,}/g, '$1 INODE'],
  ['its column', /TYPE +DEVICE/g, 'TYPE DEVICE'],
  ['the bell of the mariadb client', /\x07/g, ''],
  ['how long a statement took', /\(\d+\.\d{3} sec\)/g, '(T sec)'],
  ['the how manieth connection it is', /connection id is \d+/g, 'connection id is N'],
  ['clocks of mail', /\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000/g, 'CLOCK'],
  ['ids of mail', /<\d{14}\.|\b[0-9A-F]{11}\b/g, 'ID'],
  ['the zone that Django sets', /CLOCK -0[56]00/g, 'CLOCK'],
  [
    'where Python lies, and the lines of its version',
    /File "\/usr\/(?:local\/)?lib\/python3(?:\.11)?\/(?:(?:site|dist)-packages\/)?([^"]+)", line \d+/g,
    'File "PYTHON/$1", line N',
  ],
  ['where Python lies', /\/usr\/(local\/)?bin\/python3/g, 'PYTHON'],
  [
    'the head of a line of nginx',
    /\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (\[\w+\]) \d+#\d+/g,
    'CLOCK $1 PID',
  ],
  [
    'the version of Django, 5.2 in the course and 3.2 in Debian 12',
    /(Django version )(?:5\.2|3\.2)\.\d+/g,
    '$1N',
  ],
  [
    'a warning that Django gives since 5.2',
    /\n(\x1b\[[\d;]*m)?WARNING: This is a development server\.[^\n]*\n[^\n]*\n(\x1b\[0m)?/g,
    '',
  ],
  ['the clock of runserver', /\w{3,9} \d\d, \d{4} - \d\d:\d\d:\d\d/g, 'CLOCK'],
  ['passive ports', /\(\|\|\|\d+\|\)/g, '(|||PORT|)'],
  ['speeds of ftp', /\(\d+\.\d\d [KM]iB\/s\)/g, '(SPEED)'],
  ['an id of a question', /, id: \d+/g, ', id: N'],
  ['a label of a flow, which is not simulated', /flowlabel 0x[0-9a-f]+, /g, ''],
  [
    'an id of ping, the process id, of which sudo takes one more',
    /(echo (?:request|reply), id) \d+/g,
    '$1 N',
  ],
  ['a cookie', /COOKIE: [0-9a-f]+/g, 'COOKIE: N'],
  ['how long an answer took', /Query time: \d+ msec/g, 'Query time: N msec'],
  ['how long an answer took', /in \d+ ms$/gm, 'in N ms'],
  ['how long curl waited', /after \d+ (ms|milliseconds)/g, 'after N $1'],
  ['a speed of wget', /\(\d[\d.]* [KMG]?B\/s\)/g, '(SPEED)'],
  [
    'the meter of curl with its speeds, drawn as often as time has passed',
    /((?:100 +\d+ +100 +\d+ +0 +0 +\d+ +0 (?:--:--:-- ){3} *\d+\r?)+)/g,
    'METER',
  ],
  ['how long nmap took', /\([\d.]+s latency\)|scanned in [\d.]+ seconds/g, 'TIME'],
  ['a version of Python, which Debian keeps mending', /(Python[/ ]3\.11)\.\d+/g, '$1'],
  ['a version of OpenSSL, likewise', /OpenSSL([ /])3\.0\.\d+( \d+ \w{3} \d{4})?/g, 'OpenSSL$13.0'],
  ['options of TCP that are not simulated', /,sackOK,TS val \d+ ecr \d+,nop,wscale \d+/g, ''],
  ['ids and keys of a session', /((?:Session-ID|Master-Key|Resumption PSK): )[0-9A-F]+/g, '$1HEX'],
  ['a ticket', /^( {4}[0-9a-f]{4} - ).*/gm, '$1BYTES'],
  ['the clock of a session', /Start Time: \d+/g, 'Start Time: CLOCK'],
  [
    'tickets that were faster than the end of the input',
    /(?:---\nPost-Handshake New Session Ticket arrived:\n[^]*?read R BLOCK\n)+(?=DONE\n)/,
    '',
  ],
  ['the thread that openssl complains of', /^[0-9A-F]{12,16}:error:/gm, 'THREAD:error:'],
  ['a number chosen by TCP', /(seq|ack) \d{6,}/g, '$1 N'],
  [
    'what tcpdump counts until it stops',
    /\d+ packets? received by filter/g,
    'N received by filter',
  ],
];

/** Rows whose order is that of the kernel's hash tables, drawn when it started. */
const unordered = /^(LISTEN|ESTAB|UNCONN|TIME-WAIT|tcp6?|udp6?|\d+ +\d+) +/;

function sortRows(text: string): string {
  const out: string[] = [];
  let run: string[] = [];
  for (const line of [...text.split('\n'), '']) {
    if (unordered.test(line)) {
      run.push(line);
      continue;
    }
    out.push(...run.sort(), line);
    run = [];
  }
  return out.slice(0, -1).join('\n');
}

export function tidyTerminal(text: string): string {
  return sortRows(rules.reduce((rest, [, pattern, by]) => rest.replace(pattern, by), text));
}
