import { BenchWalk } from './support/bench-walk';
import { Keyboard } from './support/keyboard';
import { answerByChoice, answerByNumber, expectRight, question } from './support/quiz-answers';
import { expect, test } from './support/test';

const django = 'A Django project, a laptop and a phone';
const letIn =
  "sed -i \"s/^ALLOWED_HOSTS = .*/ALLOWED_HOSTS = ['192.168.1.20', '127.0.0.1', 'localhost']/\" ~/shop/shop/settings.py";

test('a learner takes the whole lesson by mouse and comes back to all of it', async ({
  page,
  context,
}) => {
  test.slow();
  await page.goto('/lessons/which-address');
  const bench = new BenchWalk(page, django);
  await bench.open();

  // The bench waits for the prediction.
  await expect(bench.stepButton).toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('radio', { name: 'It waits, and times out in the end' }).check();
  await expect(bench.root.getByText('You predicted:')).toContainText('It waits');

  // Predicted silence, got a refusal: seen packet by packet, told in words, with the reason.
  await bench.open();
  await bench.stepUntil(/python calls listen\(\)/);
  await expect(bench.socket(/LISTEN.*127\.0\.0\.1:\s*8000/)).toHaveCount(1);
  await bench.stepUntil(/answers 192\.168\.1\.50:\d+ at once with RST: refused/);
  await bench.stepUntil(/ERR_CONNECTION_REFUSED/);
  await page.getByText('What happened').first().click();
  await expect(
    page.getByText(
      'You said “It waits, and times out in the end”. It was: It is refused, at once.',
    ),
  ).toBeVisible();

  // Back and forth: every event is a stop.
  const shown = await bench.caption();
  await bench.root.getByRole('button', { name: 'Step back' }).click();
  await expect.poll(() => bench.caption()).toMatch(/The RST .* reaches phone/);
  await bench.stepButton.click();
  await expect.poll(() => bench.caption()).toBe(shown);

  // Bound to every address, it is reached, and Django itself says no.
  for (const _ of ['stop', 'start on 0.0.0.0', 'list']) await bench.nextStep();
  await expect(bench.socket(/LISTEN.*0\.0\.0\.0:\s*8000/)).toHaveCount(1);
  await page.getByRole('radio', { name: 'An error page, with status 400' }).first().check();
  await bench.nextStep();
  await expect.poll(() => bench.caption()).toMatch(/status 400|FIN|TIME-WAIT/);
  await expect(bench.goal(/The phone gets the page/)).toContainText(/400/);

  // The prepared steps let the phone in and lock the laptop out; the learner mends it.
  for (const _ of ['edit', 'phone again', 'laptop itself']) await bench.nextStep();
  await expect(bench.goal(/The laptop still gets it/)).toContainText(/400/);
  await bench.type('laptop 2', letIn);
  await expect(bench.root.getByText('All goals reached.')).toBeVisible();

  // Broken again, it says what is wrong; undo brings it back.
  await bench.press(/firewall on the laptop starts to drop/);
  await expect(bench.goal(/The phone gets the page/)).toContainText(/timed out|no answer|silen/i);
  await bench.root.getByRole('button', { name: 'Undo' }).click();
  await bench.toEnd();
  await expect(bench.root.getByText('All goals reached.')).toBeVisible();

  // Three by three.
  await page.getByRole('radio', { name: 'Six' }).check();
  const grid = new BenchWalk(page, 'Three ways to bind, three ways to call');
  await grid.open();
  for (const address of ['127.0.0.1', '192.168.1.20', '0.0.0.0']) {
    await grid.type('laptop', `python3 -m http.server 8000 --bind ${address}`);
    await expect(
      grid.socket(new RegExp(`LISTEN.*${address.replaceAll('.', '\\.')}:\\s*8000`)),
    ).toHaveCount(1);
    await grid.press('Ctrl-C');
  }
  await expect(grid.root.getByText('All goals reached.')).toBeVisible();

  // The quiz: a wrong answer names the belief behind it, a retry redraws the numbers.
  await page.getByRole('heading', { name: 'Check yourself' }).scrollIntoViewIfNeeded();
  const phone = question(page, /Django is bound to 127\.0\.0\.1/);
  await answerByChoice(phone, /silence, and in the end a timeout/);
  await expect(phone.getByText('Not right.', { exact: true }).first()).toBeVisible();
  await expect(phone.getByText(/The belief behind it:/)).toBeVisible();
  await phone.getByRole('button', { name: 'Try again with new numbers' }).click();
  await answerByChoice(phone, /a refusal, at once/);
  await expectRight(phone);

  const sockets = question(page, /How many sockets does it hold/);
  const clients = Number(/accepted (\d) clients/.exec(await sockets.innerText())?.[1]);
  await answerByNumber(sockets, clients + 1);
  await expectRight(sockets);

  const wildcard = question(page, /What does 0\.0\.0\.0 mean there/);
  await answerByChoice(wildcard, /all IPv4 addresses of this machine/);
  await expectRight(wildcard);

  const browser = question(page, /What do you type into the phone/);
  await answerByChoice(browser, /http:\/\/192\.168\.1\.\d+:\d+/);
  await expectRight(browser);

  const fault = question(page, /The phone shows an error/);
  await answerByChoice(fault, /to ALLOWED_HOSTS, and 127\.0\.0\.1/);
  await expectRight(fault);

  const pairs = question(page, /can be bound at the same time/);
  await answerByChoice(pairs, /127\.0\.0\.1 and 192\.168\.1\.20/, /127\.0\.0\.1 and ::1/);
  await expectRight(pairs);

  const list = question(page, /first line of the answer/);
  const text = await list.innerText();
  const letsIn = /ALLOWED_HOSTS = \[\]/.test(text) && /curl -sI http:\/\/127/.test(text);
  await answerByChoice(list, letsIn ? /200 OK/ : /400 Bad Request/);
  await expectRight(list);

  await expect(page.getByText('This lesson is done.')).toBeVisible();

  // The tab is closed and another opened: nothing is lost.
  await page.close();
  const again = await context.newPage();
  await again.goto('/lessons/which-address');
  await expect(again.getByText('This lesson is done.')).toBeVisible();
  const kept = new BenchWalk(again, django);
  await kept.open();
  await expect(kept.root.getByText('You predicted:')).toContainText('It waits');
  await expect(kept.root.getByText('All goals reached.')).toBeVisible();
  await again.goto('/lessons');
  const entry = again
    .getByRole('main')
    .getByRole('listitem')
    .filter({ hasText: /Which address/ });
  await expect(entry.getByText('(done)')).toBeAttached();
});

test('the bench is solved by keyboard alone', async ({ page }) => {
  test.slow();
  await page.goto('/lessons/which-address');
  const bench = new BenchWalk(page, django);
  const keyboard = new Keyboard(page);

  await keyboard.tabTo(page.getByRole('radio', { name: 'It is refused, at once' }));
  await page.keyboard.press('Space');
  await expect(page.getByText('Kept. You will see it beside what happens.').first()).toBeVisible();

  // The bench arrives as the focus comes near; Enter steps through the refusal.
  await keyboard.tabTo(bench.stepButton);
  const enter = () => page.keyboard.press('Enter');
  await bench.stepUntil(/RST: refused/, enter);
  await bench.stepUntil(/ERR_CONNECTION_REFUSED/, enter);

  // The timeline is a slider: Home is the start, End the last event.
  await keyboard.tabTo(bench.root.getByRole('slider', { name: 'Timeline' }));
  await page.keyboard.press('Home');
  await expect.poll(() => bench.caption()).toMatch(/The start/);
  await page.keyboard.press('End');
  await expect.poll(() => bench.caption()).toMatch(/ERR_CONNECTION_REFUSED/);

  // The terminal: tabs by arrows, Tab completes inside the screen, Esc leaves it.
  const tab = (name: RegExp) => bench.root.getByRole('tab', { name });
  await keyboard.tabTo(
    bench.root.getByRole('tablist').first().getByRole('tab', { selected: true }),
  );
  await page.keyboard.press('Home');
  await expect(tab(/^laptop(?! 2)/)).toBeFocused();
  const screen = bench.root.getByRole('textbox', { name: /^Terminal/ });
  await keyboard.tabTo(screen);
  await keyboard.act(bench, () => page.keyboard.press('Control+c'));
  // While events lie ahead, the way to the end is next to the screen, and leads back to it.
  const ahead = bench.root.getByRole('button', { name: /^(Go|Skip|Show).* end$/ });
  const goToEnd = async () => {
    await keyboard.tabTo(ahead);
    await page.keyboard.press('Enter');
    await expect(screen).toBeFocused();
  };
  await goToEnd();
  // Tab completes a word in there and does not leave; Esc does.
  await page.keyboard.type('python man');
  await page.keyboard.press('Tab');
  await keyboard.act(bench, () => keyboard.enter('runserver 0.0.0.0:8000'));
  await goToEnd();
  await page.keyboard.press('Escape');
  await expect(tab(/^laptop(?! 2)/)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(tab(/^laptop 2/)).toBeFocused();
  await keyboard.tabTo(screen);
  await keyboard.enter('nano ~/shop/shop/settings.py');
  const editor = bench.root.getByRole('textbox', { name: /settings\.py/ });
  await expect(editor).toBeFocused();
  // Find the line by its words, as one reads down the file, and write the list.
  const text = await editor.inputValue();
  const before = text.slice(0, text.indexOf('ALLOWED_HOSTS = []')).split('\n').length - 1;
  await page.keyboard.press('Control+Home');
  for (let row = 0; row < before; row += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.type("'192.168.1.20', '127.0.0.1', 'localhost'");
  await keyboard.act(bench, () => page.keyboard.press('Control+s'));
  await goToEnd();
  await expect(bench.root.getByText('All goals reached.')).toBeVisible();
});
