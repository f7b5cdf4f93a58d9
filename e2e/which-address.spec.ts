import { benchOf } from './support/bench';
import { createKeyboard } from './support/keyboard';
import { questionOf } from './support/quiz';
import { expect, test } from './support/test';

const django = 'A Django project, a laptop and a phone';
const letIn =
  "sed -i \"s/^ALLOWED_HOSTS = .*/ALLOWED_HOSTS = ['192.168.1.20', '127.0.0.1', 'localhost']/\" ~/shop/shop/settings.py";

test('a learner takes the whole lesson by mouse and comes back to all of it', async ({
  page,
  context,
}) => {
  await page.goto('/lessons/which-address');
  const bench = benchOf(page, django);
  await bench.open();

  // The bench waits for the prediction.
  await expect(bench.stepButton).toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('radio', { name: 'It waits, and times out in the end' }).check();
  await expect(bench.region.getByText('You predicted:')).toContainText('It waits');

  // Predicted silence, got a refusal: seen packet by packet, told in words, with the reason.
  await bench.open();
  await bench.stepUntil(/python calls listen\(\)/);
  await expect(bench.rows('laptop', 'LISTEN')).toContainText('127.0.0.1:8000');
  await bench.stepUntil(/answers 192\.168\.1\.50:\d+ at once with RST: refused/);
  await bench.stepUntil(/ERR_CONNECTION_REFUSED/);
  await page.getByText('What happened').first().click();
  await expect(
    page.getByText(
      'You said “It waits, and times out in the end”. It was: It is refused, at once.',
    ),
  ).toBeVisible();

  // Back and forth: every event is a stop.
  await bench.region.getByRole('button', { name: 'Step back' }).click();
  await bench.tells(/The RST .* reaches phone/);
  await bench.stepButton.click();
  await bench.tells(/ERR_CONNECTION_REFUSED/);

  // Bound to every address, it is reached, and Django itself says no.
  for (const _ of ['stop', 'start on 0.0.0.0', 'list']) await bench.takeStep();
  await expect(bench.rows('laptop', 'LISTEN')).toContainText('0.0.0.0:8000');
  await page.getByRole('radio', { name: 'An error page, with status 400' }).first().check();
  await bench.takeStep();
  await bench.tells(/status 400|FIN|TIME-WAIT/);
  await bench.goal('The phone gets the page', /400/);

  // The prepared steps let the phone in and lock the laptop out; the learner mends it.
  for (const _ of ['edit', 'phone again', 'laptop itself']) await bench.takeStep();
  await bench.goal('The laptop still gets it', /400/);
  await bench.type('laptop 2', letIn);
  await bench.toEnd();
  await bench.allGoalsReached();

  // Broken again, it says what is wrong; undo brings it back.
  await bench.press(/firewall on the laptop starts to drop/);
  await bench.goal('The phone gets the page', /timed out|no answer|silen/i);
  await bench.region.getByRole('button', { name: 'Undo' }).click();
  await bench.toEnd();
  await bench.allGoalsReached();

  // Three by three.
  await page.getByRole('radio', { name: 'Six' }).check();
  const grid = benchOf(page, 'Three ways to bind, three ways to call');
  await grid.open();
  for (const address of ['127.0.0.1', '192.168.1.20', '0.0.0.0']) {
    await grid.type('laptop', `python3 -m http.server 8000 --bind ${address}`);
    await grid.toEnd();
    await expect(grid.rows('laptop', 'LISTEN')).toContainText(`${address}:8000`);
    await grid.press('Ctrl-C');
  }
  await grid.allGoalsReached();

  // The quiz: a wrong answer names the belief behind it, a retry redraws the numbers.
  const phone = questionOf(page, /Django is bound to 127\.0\.0\.1/);
  await phone.open();
  await phone.choose(/silence, and in the end a timeout/);
  await phone.isWrong('The belief behind it:');
  await phone.retry();
  await phone.choose(/a refusal, at once/);
  await phone.isRight();

  const sockets = questionOf(page, /How many sockets does it hold/);
  const clients = Number(/accepted (\d) clients/.exec(await sockets.prompt())?.[1]);
  await sockets.write(clients + 1);
  await sockets.check();
  await sockets.isRight();

  const wildcard = questionOf(page, /What does 0\.0\.0\.0 mean there/);
  await wildcard.choose(/all IPv4 addresses of this machine/);
  await wildcard.isRight();

  const browser = questionOf(page, /What do you type into the phone/);
  await browser.choose(/http:\/\/192\.168\.1\.\d+:\d+/);
  await browser.isRight();

  const fault = questionOf(page, /The phone shows an error/);
  await fault.choose(/to ALLOWED_HOSTS, and 127\.0\.0\.1/);
  await fault.isRight();

  const pairs = questionOf(page, /can be bound at the same time/);
  await pairs.choose(/127\.0\.0\.1 and 192\.168\.1\.20/);
  await pairs.choose(/127\.0\.0\.1 and ::1/);
  await pairs.check();
  await pairs.isRight();

  const list = questionOf(page, /first line of the answer/);
  const text = await list.prompt();
  const letsIn = /ALLOWED_HOSTS = \[\]/.test(text) && /curl -sI http:\/\/127/.test(text);
  await list.choose(letsIn ? /200 OK/ : /400 Bad Request/);
  await list.isRight();

  await expect(page.getByText('This lesson is done.')).toBeVisible();

  // The tab is closed and another opened: nothing is lost.
  await page.close();
  const again = await context.newPage();
  await again.goto('/lessons/which-address');
  await expect(again.getByText('This lesson is done.')).toBeVisible();
  const kept = benchOf(again, django);
  await kept.open();
  await expect(kept.region.getByText('You predicted:')).toContainText('It waits');
  await kept.allGoalsReached();
  await again.goto('/lessons');
  const entry = again
    .getByRole('main')
    .getByRole('listitem')
    .filter({ hasText: /Which address/ });
  await expect(entry.getByText('(done)')).toBeAttached();
});

test('the bench is solved by keyboard alone', async ({ page }) => {
  await page.goto('/lessons/which-address');
  const bench = benchOf(page, django);
  const keyboard = createKeyboard(page);

  await keyboard.tabTo(page.getByRole('radio', { name: 'It is refused, at once' }));
  await page.keyboard.press('Space');
  await expect(page.getByText('Kept. You will see it beside what happens.').first()).toBeVisible();

  // The bench arrives as the focus comes near; Enter steps through the refusal.
  await keyboard.tabTo(bench.stepButton);
  const enter = () => page.keyboard.press('Enter');
  await bench.stepUntil(/RST: refused/, enter);
  await bench.stepUntil(/ERR_CONNECTION_REFUSED/, enter);

  // The timeline is a slider: Home is the start, End the last event.
  await keyboard.tabTo(bench.region.getByRole('slider', { name: 'Timeline' }));
  await page.keyboard.press('Home');
  await bench.tells(/The start/);
  await page.keyboard.press('End');
  await bench.tells(/ERR_CONNECTION_REFUSED/);

  // The terminal: tabs by arrows, Tab completes inside the screen, Esc leaves it.
  const tab = (name: RegExp) => bench.region.getByRole('tab', { name });
  await keyboard.tabTo(
    bench.region.getByRole('tablist').first().getByRole('tab', { selected: true }),
  );
  await page.keyboard.press('Home');
  await expect(tab(/^laptop(?! 2)/)).toBeFocused();
  const screen = bench.region.getByRole('textbox', { name: /^Terminal/ });
  await keyboard.tabTo(screen);
  await bench.act(() => page.keyboard.press('Control+c'));
  // While events lie ahead, the way to the end is next to the screen, and leads back to it.
  const ahead = bench.region.getByRole('button', { name: /^(Go|Skip|Show).* end$/ });
  const goToEnd = async () => {
    await keyboard.tabTo(ahead);
    await page.keyboard.press('Enter');
    await expect(screen).toBeFocused();
  };
  await goToEnd();
  // Tab completes a word in there and does not leave; Esc does.
  await page.keyboard.type('python man');
  await page.keyboard.press('Tab');
  await bench.act(() => keyboard.enter('runserver 0.0.0.0:8000'));
  await goToEnd();
  await page.keyboard.press('Escape');
  await expect(tab(/^laptop(?! 2)/)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(tab(/^laptop 2/)).toBeFocused();
  await keyboard.tabTo(screen);
  await keyboard.enter('nano ~/shop/shop/settings.py');
  const editor = bench.region.getByRole('textbox', { name: /settings\.py/ });
  await expect(editor).toBeFocused();
  // Find the line by its words, as one reads down the file, and write the list.
  const text = await editor.inputValue();
  const before = text.slice(0, text.indexOf('ALLOWED_HOSTS = []')).split('\n').length - 1;
  await page.keyboard.press('Control+Home');
  for (let row = 0; row < before; row += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.type("'192.168.1.20', '127.0.0.1', 'localhost'");
  await bench.act(() => page.keyboard.press('Control+s'));
  await goToEnd();
  await bench.allGoalsReached();
});
