/** `postfix start|stop|reload|status|flush|check`: the control program of Postfix (postfix(1)). */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { printError, readFile, sys } from '../../host/system';
import { logMail } from '../../program/postfix/mail-log';
import { PID_FILE } from '../../program/postfix/master';
import { postfixPackage } from '../../program/postfix/package';
import { requestFlush } from '../../program/postfix/pickup';
import { createSpool } from '../../program/postfix/queue';
import { MAIN_CF, readMainCf } from '../../program/postfix/settings';

const usage =
  'Usage: postfix start (or stop, reload, abort, flush, check, status, set-permissions, upgrade-configuration, logrotate)';

/** The pid of the running master, or null. */
function* findMaster(): Routine<number | null> {
  const text = yield* readFile(PID_FILE);
  if (!text.ok) return null;
  const pid = Number.parseInt(text.value, 10);
  const all = yield* sys.processes();
  const alive = all.ok && all.value.some((row) => row.pid === pid && row.program === 'master');
  return alive ? pid : null;
}

function* say(context: ProgramContext, text: string, status: number): Routine<number> {
  yield* printError(`postfix/postfix-script: ${text}\n`);
  yield* logMail(context, 'postfix-script', text);
  return status;
}

function* main(context: ProgramContext): Routine<number> {
  const [, command = ''] = context.argv;
  if (context.user !== 'root') {
    yield* printError('postfix: fatal: the postfix command is reserved for the superuser\n');
    return 1;
  }
  const found = yield* readMainCf();
  if (!found) {
    yield* printError(`postfix: fatal: open ${MAIN_CF}: No such file or directory\n`);
    return 1;
  }
  const [wrong] = found.wrong;
  if (wrong !== undefined) {
    const text = `fatal: ${MAIN_CF}, line ${yield* lineOf(wrong)}: missing '=' after attribute name: "${wrong}"`;
    yield* printError(`postfix: ${text}\n`);
    return 1;
  }
  yield* createSpool();
  const pid = yield* findMaster();
  const stopped = 'fatal: the Postfix mail system is not running';
  switch (command) {
    case 'start': {
      if (pid !== null) {
        return yield* say(context, 'fatal: the Postfix mail system is already running', 1);
      }
      yield* say(context, 'starting the Postfix mail system', 0);
      const argv = ['/usr/lib/postfix/sbin/master', '-w'];
      const started = yield* sys.spawn({ program: 'master', argv, fds: {}, group: 'new' });
      if (!started.ok) return 1;
      yield* sys.sleep(50);
      if ((yield* findMaster()) !== null) return 0;
      return yield* say(context, 'fatal: mail system startup failed', 1);
    }
    case 'stop':
    case 'abort':
      if (pid === null) return yield* say(context, stopped, 1);
      yield* say(context, 'stopping the Postfix mail system', 0);
      yield* sys.kill(pid, 'SIGTERM');
      for (let wait = 0; wait < 5 && (yield* findMaster()) !== null; wait += 1)
        yield* sys.sleep(100);
      return 0;
    case 'reload':
      if (pid === null) return yield* say(context, stopped, 1);
      // Each smtpd reads main.cf as it starts; addresses and ports need a stop and a start.
      return yield* say(context, 'refreshing the Postfix mail system', 0);
    case 'status':
      return pid === null
        ? yield* say(context, 'the Postfix mail system is not running', 1)
        : yield* say(context, `the Postfix mail system is running: PID: ${pid}`, 0);
    case 'flush':
      if (pid === null) return yield* say(context, stopped, 1);
      return (yield* requestFlush()) ? 0 : 1;
    case 'check':
      return 0;
    default:
      return yield* say(context, `fatal: unknown command: '${command}'. ${usage}`, 1);
  }
}

function* lineOf(text: string): Routine<number> {
  const file = yield* readFile(MAIN_CF);
  return file.ok ? file.value.split('\n').findIndex((line) => line.trim() === text) + 1 : 0;
}

export const postfix: Program = {
  name: 'postfix',
  package: postfixPackage,
  usage: 'postfix start|stop|reload|status|flush|check',
  summary: 'start and stop the mail server Postfix',
  main,
};
