/** Worlds for tests: a laptop with a Django project, and a phone on the same Wi-Fi. */
import type { Action } from '@/contract/action';
import type { HostSpec, Scenario } from '@/contract/scenario';
import type { TraceEvent } from '@/contract/trace';
import type { ProgramTable } from '../host/program';
import type { TerminalView } from '../world/view';
import { createWorld, performAction, type Stop, viewWorld, type World } from './engine';
import { programTable } from './program-table';

const settings = `from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = 'django-insecure-only-for-tests'

# SECURITY WARNING: don't run with debug turned on in production!
DEBUG = True

ALLOWED_HOSTS = []

INSTALLED_APPS = [
    'django.contrib.admin',
    'django.contrib.auth',
    'django.contrib.contenttypes',
    'django.contrib.sessions',
    'django.contrib.messages',
    'django.contrib.staticfiles',
]

ROOT_URLCONF = 'shop.urls'

DATABASES = {
    'default': {
        'ENGINE': 'django.db.backends.sqlite3',
        'NAME': BASE_DIR / 'db.sqlite3',
    }
}
`;

const manage = `#!/usr/bin/env python
import os
import sys


def main():
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')
    from django.core.management import execute_from_command_line
    execute_from_command_line(sys.argv)


if __name__ == '__main__':
    main()
`;

const urls = `from django.contrib import admin
from django.urls import path

urlpatterns = [
    path('admin/', admin.site.urls),
]
`;

type Changes = { laptop?: Partial<HostSpec>; phone?: Partial<HostSpec> };
type SmallScenario = Pick<Scenario, 'id' | 'startsAt' | 'lans' | 'hosts'>;

/** Laptop 192.168.1.20 (user you, project ~/shop, browser) and phone 192.168.1.50 (sshd, browser). */
export function homeScenario(changes: Changes = {}): SmallScenario {
  const plain = { firewall: [], forward: false, sysctl: {} };
  const laptop: HostSpec = {
    ...plain,
    kind: 'laptop',
    user: 'you',
    interfaces: { eth0: { lan: 'home', addr: '192.168.1.20/24' } },
    files: {
      '/home/you/shop/manage.py': manage,
      '/home/you/shop/shop/__init__.py': '',
      '/home/you/shop/shop/settings.py': settings,
      '/home/you/shop/shop/urls.py': urls,
      '/home/you/site/hello.txt': 'hello\n',
    },
    terminals: 3,
    browser: true,
    ...changes.laptop,
  };
  const phone: HostSpec = {
    ...plain,
    kind: 'phone',
    user: 'you',
    interfaces: { eth0: { lan: 'home', addr: '192.168.1.50/24' } },
    programs: [{ run: 'sshd' }],
    terminals: 2,
    browser: true,
    ...changes.phone,
  };
  return {
    id: 'home',
    startsAt: '2026-11-23T13:10:49Z',
    lans: ['home'],
    hosts: { laptop, phone },
  };
}

/** A world that remembers what has happened to it, for tests that read like a session. */
export class Session {
  world: World;
  /** Everything told since the start. */
  readonly events: TraceEvent[] = [];
  private readonly seen = new Map<string, number>();

  constructor(
    scenario: SmallScenario = homeScenario(),
    private readonly programs: ProgramTable = programTable,
  ) {
    this.world = createWorld(scenario, 1, programs);
  }

  do(action: Action): Stop[] {
    const stops = performAction(this.world, action, this.programs);
    this.world = stops.at(-1)?.world ?? this.world;
    this.events.push(...stops.flatMap((stop) => stop.events));
    return stops;
  }

  /** Types a line and returns what its terminal has shown since the last look, without the echo. */
  type(host: string, line: string, tty = 0): string {
    this.read(host, tty);
    this.do({ do: 'type', host, tty, line });
    return this.read(host, tty).replace(`${line}\n`, '');
  }

  key(host: string, key: 'C' | 'Z' | 'D', tty = 0): string {
    this.read(host, tty);
    this.do({ do: 'key', host, tty, key });
    return this.read(host, tty);
  }

  /** What the terminal has shown since the last look. */
  read(host: string, tty = 0): string {
    const { text } = this.terminal(host, tty);
    const from = this.seen.get(`${host} ${tty}`) ?? 0;
    this.seen.set(`${host} ${tty}`, text.length);
    return text.slice(from).replace(/(?:you|root)@(?:laptop|phone|gw|ns):\S*[$#] $/, '');
  }

  terminal(host: string, tty = 0): TerminalView {
    const view = viewWorld(this.world).hosts.find(({ name }) => name === host);
    const terminal = view?.terminals.find((one) => one.tty === tty);
    if (!terminal) throw new Error(`${host} has no terminal ${tty}`);
    return terminal;
  }

  browse(host: string, url: string) {
    this.do({ do: 'browse', host, url });
    return viewWorld(this.world).hosts.find(({ name }) => name === host)?.browser ?? null;
  }
}
