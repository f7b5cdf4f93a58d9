/**
 * Debian's `pg_ctlcluster` (postgresql-common 248): starts and stops the server of a cluster. Its
 * settings lie in /etc/postgresql/15/main, its data in /var/lib/postgresql/15/main, and its log is
 * /var/log/postgresql/postgresql-15-main.log.
 */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { printError, readFile, sys } from '../../host/system';
import type { Signal } from '../../host/system-call';

const USAGE = 'Usage: /usr/bin/pg_ctlcluster <version> <cluster> <action> [-- <pg_ctl options>]\n';
const actions = ['start', 'stop', 'restart', 'reload', 'status', 'promote'];

type Cluster = { version: string; name: string; data: string; conf: string; log: string };

function* main(context: ProgramContext): Routine<number> {
  const words = context.argv.slice(1).filter((word) => !word.startsWith('-'));
  const [version, name, action] = words;
  if (version === undefined || name === undefined || action === undefined)
    return yield* fail(USAGE, 1);
  if (!actions.includes(action) || action === 'promote') {
    return yield* fail(`Error: Invalid action: ${action}. Actions are: ${actions.join(' ')}\n`, 1);
  }
  const cluster: Cluster = {
    ...{ version, name },
    data: `/var/lib/postgresql/${version}/${name}`,
    conf: `/etc/postgresql/${version}/${name}/postgresql.conf`,
    log: `/var/log/postgresql/postgresql-${version}-${name}.log`,
  };
  const known = version === '15' && (yield* sys.stat(cluster.conf)).ok;
  if (!known)
    return yield* fail(`Error: specified cluster '${version} ${name}' does not exist\n`, 1);
  if (context.user !== 'root' && context.user !== 'postgres') {
    return yield* fail(
      'Error: You must run this program as the cluster owner (postgres) or root\n',
      1,
    );
  }
  const pid = yield* findServer(cluster);
  switch (action) {
    case 'start':
      if (pid !== null) return yield* fail('', 2);
      return yield* start(context, cluster);
    case 'status':
      yield* sys.writeText(
        1,
        pid === null ? 'pg_ctl: no server running\n' : `pg_ctl: server is running (PID: ${pid})\n`,
      );
      return pid === null ? 3 : 0;
    case 'reload':
      if (pid === null) return yield* fail('Error: pg_ctl: PID file does not exist\n', 1);
      yield* sys.kill(pid, 'SIGHUP');
      return 0;
    default:
      if (pid !== null) yield* stop(pid, 'SIGINT');
      else if (action === 'stop') {
        return yield* fail(`Cluster is not running.\n`, 2);
      }
      return action === 'stop' ? 0 : yield* start(context, cluster);
  }
}

function* fail(text: string, status: number): Routine<number> {
  yield* printError(text);
  return status;
}

/** The pid of the running server, by its lock file. */
function* findServer({ data }: Cluster): Routine<number | null> {
  const lock = yield* readFile(`${data}/postmaster.pid`);
  const pid = lock.ok ? Number(lock.value.split('\n')[0]) : 0;
  return (yield* isRunning(pid)) ? pid : null;
}

function* isRunning(pid: number): Routine<boolean> {
  const processes = yield* sys.processes();
  return (processes.ok ? processes.value : []).some(
    (one) => one.pid === pid && one.program === 'postgres' && one.state !== 'Z',
  );
}

function* stop(pid: number, signal: Signal): Routine {
  yield* sys.kill(pid, signal);
  while (yield* isRunning(pid)) yield* sys.sleep(100);
}

function* start(context: ProgramContext, cluster: Cluster): Routine<number> {
  const { data, conf, log, version, name } = cluster;
  if (!(yield* sys.stat(data)).ok) {
    return yield* fail(`Error: ${data} is not accessible or does not exist\n`, 1);
  }
  yield* sys.mkdir('/var/log');
  yield* sys.mkdir('/var/log/postgresql');
  const opened = yield* sys.open(log, 'a');
  const devNull = yield* sys.open('/dev/null', 'r');
  if (!opened.ok || !devNull.ok) return yield* fail(`Error: Could not open logfile ${log}\n`, 1);
  const words = ['-D', data, '-c', `config_file=${conf}`, '-c', `cluster_name=${version}/${name}`];
  const child = yield* sys.spawn({
    program: 'postgres',
    argv: [`/usr/lib/postgresql/${version}/bin/postgres`, ...words],
    fds: { 0: devNull.value, 1: opened.value, 2: opened.value },
    env: { PATH: context.env.PATH ?? '', LANG: 'C.UTF-8', PGSYSCONFDIR: '/etc/postgresql-common' },
    user: 'postgres',
    group: 'session',
  });
  if (!child.ok) return yield* fail(`Error: could not start ${child.errno}\n`, 1);
  // pg_ctl looks again and again until the server says that it is ready, or has gone.
  for (let tries = 0; tries < 600; tries += 1) {
    if (!(yield* isRunning(child.value))) {
      const text = yield* readFile(log);
      const last = text.ok ? text.value.trimEnd().split('\n').slice(-11).join('\n') : '';
      return yield* fail(
        `Error: /usr/lib/postgresql/${version}/bin/pg_ctl /usr/lib/postgresql/${version}/bin/pg_ctl start -D ${data} -l ${log} -s -o  -c config_file="${conf}"  exited with status 1: \n${last}\n`,
        1,
      );
    }
    const text = yield* readFile(log);
    const ready = `[${child.value}] LOG:  database system is ready to accept connections`;
    if (text.ok && (text.value.includes(ready) || tries > 20)) return 0;
    yield* sys.sleep(100);
  }
  return 0;
}

export const pgCtlcluster: Program = {
  name: 'pg_ctlcluster',
  usage: 'pg_ctlcluster 15 main start|stop|restart|reload|status',
  summary: 'start or stop a PostgreSQL server of Debian',
  main,
};
