/** Every system call by its name. */
import type { Call } from '../host/system-call';
import type { Attempt, Result } from './attempt';
import { callBind, callGetpeername, callGetsockname, callListen, callSocket } from './call-bind';
import { callAccept, callConnect } from './call-connect';
import { callContainer } from './call-container';
import {
  callChdir,
  callChmod,
  callClose,
  callFdPath,
  callIsatty,
  callMkdir,
  callOpen,
  callPipe,
  callRead,
  callReaddir,
  callRename,
  callRmdir,
  callStat,
  callUnlink,
  callWrite,
} from './call-file';
import { callGetsockopt, callPoll, callSetsockopt } from './call-options';
import { callRawSyn, callSeen, callTap } from './call-packet';
import {
  callExit,
  callForeground,
  callKill,
  callNow,
  callRandom,
  callSignal,
  callSleep,
  callSpawn,
  callThread,
  callWait,
} from './call-process';
import {
  callInteract,
  callInterfaces,
  callNeighbour,
  callPing,
  callProcesses,
  callRoutes,
  callShow,
  callSockets,
  callSysctl,
  callUname,
  callWhoami,
} from './call-system';
import { callEcho } from './call-terminal';
import {
  callRecv,
  callRecverr,
  callRecvfrom,
  callSend,
  callSendto,
  callShutdown,
} from './call-transfer';
import { callAddress, callLink } from './link';
import { callFirewall } from './packet-filter';
import { callPowerOff } from './power-off';
import { callNat } from './translate';
import { callWatch } from './watch-file';

type Table = {
  [Name in Call['call']]: (attempt: Attempt<Extract<Call, { call: Name }>>) => Result;
};

const table: Table = {
  socket: callSocket,
  setsockopt: callSetsockopt,
  getsockopt: callGetsockopt,
  bind: callBind,
  listen: callListen,
  connect: callConnect,
  accept: callAccept,
  send: callSend,
  sendto: callSendto,
  recv: callRecv,
  recvfrom: callRecvfrom,
  recverr: callRecverr,
  shutdown: callShutdown,
  getsockname: callGetsockname,
  getpeername: callGetpeername,
  read: callRead,
  write: callWrite,
  close: callClose,
  poll: callPoll,
  isatty: callIsatty,
  'fd-path': callFdPath,
  echo: callEcho,
  pipe: callPipe,
  open: callOpen,
  stat: callStat,
  readdir: callReaddir,
  unlink: callUnlink,
  mkdir: callMkdir,
  rmdir: callRmdir,
  rename: callRename,
  chdir: callChdir,
  chmod: callChmod,
  watch: callWatch,
  spawn: callSpawn,
  thread: callThread,
  wait: callWait,
  kill: callKill,
  signal: callSignal,
  foreground: callForeground,
  exit: callExit,
  sleep: callSleep,
  now: callNow,
  random: callRandom,
  sockets: callSockets,
  processes: callProcesses,
  interfaces: callInterfaces,
  routes: callRoutes,
  neighbour: callNeighbour,
  link: callLink,
  address: callAddress,
  sysctl: callSysctl,
  firewall: callFirewall,
  nat: callNat,
  container: callContainer,
  'power-off': callPowerOff,
  whoami: callWhoami,
  uname: callUname,
  ping: callPing,
  tap: callTap,
  seen: callSeen,
  'raw-syn': callRawSyn,
  interact: callInteract,
  show: callShow,
};

/** Tries one call. */
export function tryCall(attempt: Attempt): Result {
  const { call } = attempt;
  // An empty path is no path (path_resolution(7)).
  const paths = [call].flatMap((one) =>
    'path' in one ? one.path : 'from' in one ? [one.from, one.to] : [],
  );
  if (paths.includes('')) return { reply: { ok: false, errno: 'ENOENT' } };
  const handler = table[attempt.call.call] as ((attempt: Attempt) => Result) | undefined;
  return handler ? handler(attempt) : { reply: { ok: false, errno: 'EINVAL' } };
}
