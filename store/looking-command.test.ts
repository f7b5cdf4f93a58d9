import { expect, test } from 'vitest';
import { isLookingLine } from './looking-command';

test.each([
  'ss -tlnp',
  'sudo ss -tlnp',
  '  ps -ef | grep python | grep -v grep',
  'ip -br addr',
  'ip route show',
  'cat /etc/hosts',
  'cat settings.py 2>/dev/null | head -3',
  'ls -l; pwd',
  'echo "a > b & c"',
  'sysctl net.ipv4.ip_local_port_range',
  'sudo iptables -L -n -v --line-numbers',
  'sudo iptables -nvL INPUT',
  'sudo iptables -S',
  'curl --help',
  'cat notes | cat',
])('%s only looks', (line) => expect(isLookingLine(line)).toBe(true));

test.each([
  '',
  'python manage.py runserver',
  'curl http://127.0.0.1:8000/',
  'kill 871',
  'echo hello | nc -N 127.0.0.1 9000',
  'echo x > notes.txt',
  'ss -tln > table.txt',
  'ls &',
  'ip addr add 192.168.1.30/24 dev eth0',
  'ip link set eth0 down',
  'sysctl -w net.ipv4.tcp_syn_retries=2',
  'sudo iptables -A INPUT -p tcp --dport 8000 -j DROP',
  'sudo iptables -F',
  'cat',
  'tail -f server.log',
  'echo $(kill 871)',
  'ss -tln && kill 871',
  'cd shop',
  'nano shop/settings.py',
])('%s acts', (line) => expect(isLookingLine(line)).toBe(false));
