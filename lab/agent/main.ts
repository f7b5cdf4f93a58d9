/**
 * An agent process. Started by labd with everything by descriptor: argv[2] is the number of its
 * channel, argv[3] that of koffi's native module. It owns no path, no environment, no way out.
 */
import { Socket } from 'node:net';
import { readJsonLines, writeJsonLine } from '../json-lines';
import { createAgent } from './agent';
import type { AgentRequest } from './agent-protocol';
import { loadLibc } from './libc';

const PR_SET_PDEATHSIG = 1;
const PR_SET_DUMPABLE = 4;
const PR_SET_NO_NEW_PRIVS = 38;
const SIGKILL = 9;

const [channelFd = 0, koffiFd = 0] = process.argv.slice(-2).map(Number);
const native = { exports: {} };
process.dlopen(native, `/proc/self/fd/${koffiFd}`);
const libc = loadLibc(native.exports as typeof import('koffi'));

// Said by the launcher too, where it could be; saying it twice does no harm. prctl(2)
libc.prctl(PR_SET_PDEATHSIG, SIGKILL);
libc.prctl(PR_SET_NO_NEW_PRIVS, 1);
libc.prctl(PR_SET_DUMPABLE, 0);

const channel = new Socket({ fd: channelFd });
const leave = () => libc.exit(0);
channel.on('close', leave);
channel.on('error', leave);
process.on('uncaughtException', (error) => {
  process.stderr.write(`agent: ${error.message}\n`);
  libc.exit(1);
});

let handle: ReturnType<typeof createAgent> | null = null;

readJsonLines(
  channel,
  async (value) => {
    const request = value as AgentRequest;
    if (request.op === 'hello') {
      handle ??= createAgent(libc, request.args, (event) => writeJsonLine(channel, { event }));
    }
    if (!handle) leave();
    else writeJsonLine(channel, await handle(request));
  },
  leave,
);
writeJsonLine(channel, { ready: true });
