import type { Page } from '@playwright/test';
import { benchOf } from './support/bench';
import { questionOf } from './support/quiz';
import { onTheMap, standsAt } from './support/record';
import { expect, test } from './support/test';

const oneStep = 'The belief behind it: bind, listen and accept are the same step.';
const polling =
  'The belief behind it: listening means polling, and it stops while a client is served.';
const oneClient = 'The belief behind it: one port serves one client.';

const address = '/lessons/what-listening-is';

async function readObjectives(page: Page) {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('What listening is');
  const objectives = page.getByRole('region', { name: 'After this lesson you can' });
  await expect(objectives.getByRole('listitem')).toHaveText([
    /Put socket, bind, listen and accept in order/,
    /Say who does what, the program or the kernel/,
    /Read a LISTEN row of ss -tlnp/,
  ]);
  await standsAt(page, '0 of 10', '0 of 7');
}

async function predict(page: Page) {
  const { region, open } = benchOf(page, 'Five calls make a server');
  await open();
  await expect(region).toContainText('Answer the prediction above first.');
  await expect(region.getByRole('button', { name: 'Next', exact: true })).toBeDisabled();
  await page.getByRole('radio', { name: 'No, it is refused' }).check();
  await expect(region).toContainText('You predicted: No, it is refused');
}

async function makeFiveCalls(page: Page) {
  const bench = benchOf(page, 'Five calls make a server');
  const listener = '192.168.1.20:9000';
  const anyone = '0.0.0.0:*';
  const phone = /^192\.168\.1\.50:\d+$/;
  const server = /^server\/\d+$/;

  await bench.step('asks the kernel for a TCP socket');
  await expect(bench.rows('laptop', 'LISTEN')).toHaveCount(0);
  await bench.step(`binds its socket to ${listener}`);
  await bench.shows('laptop', 'BOUND', '0', '0', listener, anyone, server);

  // Bound, and refused.
  await bench.step('sends a SYN');
  await bench.shows('phone', 'SYN-SENT', '0', '1', phone, listener, /^nc/);
  await bench.step('The SYN reaches laptop.');
  await bench.step('answers 192.168.1.50:50470 at once with RST: refused.');
  await expect(bench.region).toContainText('Bound is not listening.');
  await bench.step('reaches phone: refused.');
  await bench.step('connect() fails for nc with ECONNREFUSED');
  await bench.step('failed: Connection refused');
  await bench.shows('laptop', 'BOUND', '0', '0', listener, anyone, server);

  await bench.step('calls listen(): from now on laptop’s kernel takes connections');
  await bench.shows('laptop', 'LISTEN', '0', '5', listener, anyone, server);

  // Connected, and nobody has accepted: the kernel's row has no owner.
  await bench.step('sends a SYN');
  await bench.step('The SYN reaches laptop.');
  await bench.shows('laptop', 'SYN-RECV', '0', '0', listener, phone, '');
  await bench.step('the answer is yes.');
  await bench.step('connect() returns to nc: connected');
  await bench.shows('phone', 'ESTAB', '0', '0', phone, listener, /^nc/);
  await bench.step('Whether the program has called accept() plays no part.');
  await bench.shows('laptop', 'ESTAB', '0', '0', listener, phone, '');
  await bench.shows('laptop', 'LISTEN', '1', '5', listener, anyone, server);
  await bench.goal('A client was connected before the program called accept()', 'done');
  await bench.goal('The phone has received “welcome” from the program', 'not yet');

  await bench.takeStep('Read Recv-Q in the LISTEN row.');
  await bench.takeStep('The phone says something.');
  await bench.shows('laptop', 'ESTAB', '6', '0', listener, phone, '');

  await bench.step('The listener stays in LISTEN, unchanged.');
  await bench.shows('laptop', 'LISTEN', '0', '5', listener, anyone, server);
  await bench.shows('laptop', 'ESTAB', '6', '0', listener, phone, server);
  await bench.step('reads 6 bytes: “hello”.');
  await bench.takeStep('conn.send');
  await bench.goal('The phone has received “welcome” from the program', 'done');

  await bench.step('falls asleep: no connection is waiting.');
  await expect(bench.region).toContainText('asleep in accept(), 0 % CPU');
  await bench.takeStep('A second client calls');
  await expect(bench.region).toContainText('The kernel wakes server');
  await expect(bench.rows('laptop', 'ESTAB')).toHaveCount(2);
  await bench.takeStep('conn.close()');
  await bench.takeStep('The listener is as it was.');
  await bench.shows('laptop', 'LISTEN', '0', '5', listener, anyone, server);
  await expect(bench.region).toContainText('You have taken every step.');
  await bench.allGoalsReached();

  const said = await bench.transcript('laptop');
  await expect(said).toContainText(/LISTEN\s+1\s+5\s+192\.168\.1\.20:9000/);
  await expect(said).toContainText(/LISTEN\s+0\s+5\s+192\.168\.1\.20:9000/);
}

async function comparePrediction(page: Page) {
  await page.getByText('What happened', { exact: true }).first().click();
  await expect(
    page.getByText('You said “No, it is refused”. It was: Yes, it is connected.'),
  ).toBeVisible();
}

async function playBothParts(page: Page) {
  const bench = benchOf(page, 'A listener in one tab, a caller in the other');
  await bench.open();
  await bench.showEnds();
  await bench.type('laptop', 'nc -lvn 9000');
  await bench.shows('laptop', 'LISTEN', '0', '1', '0.0.0.0:9000', '0.0.0.0:*', /^nc/);
  await bench.goal('A program on the laptop listens on port 9000', 'done');
  await expect(bench.region).toContainText('nc -lvn 9000 is running in the foreground');

  await bench.type('laptop 2', 'ss -tlnp');
  await bench.goal('You have looked at it with ss', 'done');
  await bench.goal('A client is connected to port 9000', 'not yet');
  await bench.type('laptop 2', 'echo hello | nc -N 127.0.0.1 9000');
  await bench.goal('Afterwards nothing listens there any more', 'done');
  await bench.allGoalsReached();
  await expect(bench.rows('laptop', 'LISTEN')).toHaveCount(0);

  const listened = await bench.transcript('laptop');
  await expect(listened).toContainText('Listening on 0.0.0.0 9000');
  await expect(listened).toContainText(/Connection received on 127\.0\.0\.1 \d+\s+hello/);
  const looked = await bench.transcript('laptop 2');
  await expect(looked).toContainText(/LISTEN\s+0\s+1\s+0\.0\.0\.0:9000.*users:\(\("nc",pid=/);
}

async function fillQueue(page: Page) {
  await page.getByRole('radio', { name: 'Two', exact: true }).check();
  const bench = benchOf(page, 'A queue of your own size');
  await bench.takeStep('listener = socket()');
  await bench.takeStep('listener.bind');
  await bench.takeStep('listener.listen(1)');
  await bench.showEnds();
  await bench.type('phone', 'nc 192.168.1.20 9000');
  await bench.type('phone 2', 'nc 192.168.1.20 9000');
  const server = '192.168.1.20:9000';
  await bench.shows('laptop', 'LISTEN', '2', '1', server, '0.0.0.0:*', /^server/);
  await bench.goal('Two connections wait at a backlog of 1', 'done');

  await bench.type('phone 3', 'nc -zv -w 5 192.168.1.20 9000');
  await bench.goal('A third caller has seen silence', 'done');
  await expect(await bench.transcript('phone 3')).toContainText('timed out');
  await bench.goal('The next caller gets in again', 'not yet');

  // Undone, so that the prepared steps can be taken to their end.
  for (let line = 0; line < 3; line += 1) {
    await bench.region.getByRole('button', { name: 'Undo' }).click();
  }
  await bench.takeStep('First client.');
  await bench.takeStep('Second client, in another tab.');
  await bench.takeStep('Third client.');
  await bench.goal('The next caller gets in again', 'not yet');
  await bench.takeStep('listener.accept(), at last.');
  await bench.shows('laptop', 'LISTEN', '1', '1', server, '0.0.0.0:*', /^server/);
  await bench.allGoalsReached();
  await page.getByText('What happened', { exact: true }).last().click();
  await expect(page.getByText('You said “Two”, and so it was.')).toBeVisible();
}

async function answerQuiz(page: Page) {
  const quiz = page.getByRole('region', { name: 'Quiz' });

  const port = questionOf(page, 1);
  await port.open();
  await port.choose('the one that DNS names for shop.example');
  await port.isWrong('An address record holds an address and nothing else');
  await port.isWrong('The belief behind it: DNS knows ports, or a DNS error means');
  await port.retry();
  const url = new URL((await port.prompt()).match(/https?:\S+?(?=\?)/)?.[0] ?? '');
  await port.choose(url.port || (url.protocol === 'https:' ? '443' : '80'));
  await port.isRight('Where none is written, the scheme has a default');

  const order = questionOf(page, 2);
  const made = ['socket()', 'bind()'];
  const talked = ['recv() and send()', 'close() of the client’s socket'];
  await order.arrange([...made, 'accept()', 'listen()', ...talked]);
  await order.check();
  await order.isWrong('nothing can be accepted from a socket that does not listen');
  await order.isWrong(oneStep);
  await order.retry();
  await order.arrange([...made, 'listen()', 'accept()', ...talked]);
  await order.check();
  await order.isRight('Make it, name it, let it listen, take a client, talk, hang up.');

  const bound = questionOf(page, 3);
  await bound.choose('connected');
  await bound.isWrong('Here the second call is missing');
  await bound.isWrong(oneStep);
  await bound.retry();
  await bound.choose('refused');
  await bound.isRight('the kernel was never told to take calls for it');

  const roles = questionOf(page, 4);
  const kernels = {
    'keeps finished connections until they are fetched': 'the kernel',
    'answers RST when nobody listens': 'the kernel',
  };
  const programs = {
    'chooses the words of the reply': 'the program',
    'decides which address and port to ask for': 'the program',
  };
  const shakes = 'answers the SYN with SYN-ACK';
  await roles.pair({ ...kernels, ...programs, [shakes]: 'the program' });
  await roles.check();
  await roles.isWrong(oneStep);
  await roles.retry();
  await roles.pair({ ...kernels, ...programs, [shakes]: 'the kernel' });
  await roles.check();
  await roles.isRight('The handshake is over before the program hears of it.');

  const asleep = questionOf(page, 5);
  await asleep.choose('It uses no processor time.');
  await asleep.choose('It asks the kernel for news many times a second.');
  await asleep.check();
  await asleep.isWrong(polling);
  await asleep.retry();
  await asleep.choose('It uses no processor time.');
  await asleep.choose('A new client can connect at this moment.');
  await asleep.check();
  await asleep.isRight('It is not on the list of things to run.');

  const printed = questionOf(page, 6);
  /** The line of the listener, from the numbers of the question. */
  const line = async (state: string) => {
    const words = await printed.prompt();
    const [, backlog, at, clients] =
      /listen\((\d+)\) on port (\d+) .* (\d+) clients have connected/.exec(words) ?? [];
    return `${state} ${clients} ${backlog} 0.0.0.0:${at} 0.0.0.0:*`;
  };
  await printed.choose(await line('ESTAB'));
  await printed.isWrong(oneClient);
  await printed.retry();
  await printed.choose(await line('LISTEN'));
  await printed.isRight('First the connections that wait for accept(), then the backlog.');

  const room = questionOf(page, 7);
  const numbers = async () => {
    const words = await room.prompt();
    const [, waiting = '', backlog = ''] = /Recv-Q (\d+) and Send-Q (\d+)/.exec(words) ?? [];
    return { waiting: Number(waiting), backlog: Number(backlog) };
  };
  await room.check();
  await expect(room.card).toContainText('Write a whole number, in digits.');
  await room.write(0);
  await room.check();
  await room.isWrong(oneClient);
  await room.retry();
  const { waiting, backlog } = await numbers();
  await room.write(backlog + 1 - waiting);
  await room.check();
  await room.isRight('Linux lets in one more than the backlog');

  await expect(quiz).toContainText('7 of 7 right: passed.');
}

test('a learner goes through “What listening is”, from the objectives to done', async ({
  page,
}) => {
  await page.goto(address);
  await test.step('reads what the lesson is for', () => readObjectives(page));
  await test.step('predicts before the bench opens', () => predict(page));
  await test.step('makes the five calls, and looks at the table', () => makeFiveCalls(page));
  await test.step('sees the prediction beside the result', () => comparePrediction(page));
  await test.step('plays both parts with nc, in two tabs', () => playBothParts(page));
  await test.step('fills a queue in the sandbox', () => fillQueue(page));

  const place = page.getByRole('region', { name: 'Where you stand' });
  await standsAt(page, '10 of 10', '0 of 7');
  await expect(place).toContainText('Done means');
  await test.step('answers the quiz, wrong at first', () => answerQuiz(page));
  await standsAt(page, '10 of 10', '7 of 7');
  await expect(place).toContainText('This lesson is done.');
  await page.goto('/lessons');
  await expect(onTheMap(page, 'What listening is')).toContainText('(done)');
});
