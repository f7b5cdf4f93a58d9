// nodemailer sends, imapflow reads, over real sockets in both tiers.
import { expect, it } from 'vitest';
import type { Conversation } from '@/contract/lab-service';
import { inEachTier } from '../test-service';

const said = (conversation: Conversation | undefined) =>
  (conversation?.turns ?? []).map(({ bytes }) => bytes).join('');
const fieldsOf = (conversation: Conversation | undefined) =>
  (conversation?.turns ?? []).flatMap(({ fields }) => fields);
const codes = (conversation: Conversation | undefined) =>
  fieldsOf(conversation).flatMap(({ name }) => /^code (\d+)$/.exec(name)?.[1] ?? []);

inEachTier('mail', (learner, tier) => {
  it('a mail sent by SMTP is read by IMAP', async () => {
    const me = await learner();
    await me.start('mail');
    const sent = await me.exchange('mail', 'send', { subject: 'Grüße', text: 'Tee für zwei' });
    expect(sent.error).toBeNull();
    expect(sent.client).toMatch(/^nodemailer \d\S* and imapflow \d/);
    expect(sent.story.map(({ did, got }) => [did.split(/[ :]/)[0], got.slice(0, 3)])).toEqual([
      ['connect', '220'],
      ['EHLO', '250'],
      ['MAIL', '250'],
      ['RCPT', '250'],
      ['DATA', '354'],
      ['the', '250'],
    ]);
    const [wire] = sent.conversations;
    expect(codes(wire).slice(-4)).toEqual(['250', '250', '354', '250']);
    expect(fieldsOf(wire).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['MAIL', 'RCPT', 'DATA', 'Subject', 'empty line', 'text', 'end']),
    );
    const read = await me.exchange('mail', 'read');
    expect(read.error).toBeNull();
    expect(read.story.at(-2)?.got).toBe('From ben@shop.example: “Grüße”. Tee für zwei');
    expect(said(read.conversations[0])).toContain('LOGIN "ann" "earl-grey"');
    expect(fieldsOf(read.conversations[0]).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['tag', 'LOGIN', 'EXISTS', 'FETCH', 'Received', 'Subject', 'BYE']),
    );
  });

  it.each([
    ['unknown-user', 'EENVELOPE', '550'],
    ['relay-refused', 'EENVELOPE', '554'],
  ])('%s: refused at the envelope, and nothing is delivered', async (exchange, code, reply) => {
    const me = await learner();
    await me.start('mail');
    const { error, conversations, log } = await me.exchange('mail', exchange);
    expect(error).toMatchObject({ code, message: expect.stringContaining(` ${reply} `) });
    expect(codes(conversations[0])).toContain(reply);
    expect(log.join()).toContain('reject: RCPT');
    expect((await me.exchange('mail', 'read')).story[1]?.got).toBe('1 mail');
  });

  it('without a greeting the command comes too early', async () => {
    const me = await learner();
    await me.start('mail');
    const { story, error } = await me.exchange('mail', 'no-hello');
    expect(error).toBeNull();
    expect(story.map(({ got }) => got.slice(0, 3))).toEqual(['220', '503', '221']);
  });

  it('after STARTTLS the wire cannot be read, and the record inside can', async () => {
    const me = await learner();
    await me.start('mail');
    const { error, conversations, story } = await me.exchange('mail', 'starttls');
    expect(error).toBeNull();
    expect(story.map(({ did }) => did)).toContain('AUTH PLAIN ********');
    const wire = conversations.find(({ layer }) => layer === 'on the wire');
    const inside = conversations.find(({ layer }) => layer === 'inside TLS');
    expect(wire?.server.port).toBe(tier === 'netns' ? 587 : 8587);
    expect(inside?.client).toEqual(wire?.client);
    expect(said(wire)).toContain('STARTTLS\r\n220 ');
    expect(said(wire)).not.toMatch(/\nAUTH PLAIN|MAIL FROM/);
    expect(fieldsOf(wire).map(({ name }) => name)).toContain('ClientHello');
    expect(said(inside)).toContain('MAIL FROM:<ben@shop.example>');
    expect(fieldsOf(inside).find(({ name }) => name === 'credentials')?.meaning).toContain(
      'user “ann”, password “earl-grey”',
    );
  });

  it('the same inside TLS from the first byte, for sending and for reading', async () => {
    const me = await learner();
    await me.start('mail');
    for (const [exchange, words] of [
      ['tls-from-start', 'MAIL FROM:'],
      ['read-inside-tls', 'LOGIN "ann"'],
    ] as const) {
      const { error, conversations } = await me.exchange('mail', exchange);
      expect(error).toBeNull();
      const [wire, inside] = ['on the wire', 'inside TLS'].map((layer) =>
        conversations.find((each) => each.layer === layer),
      );
      expect(said(wire)).not.toContain(words);
      expect(fieldsOf(wire)[0]?.name).toBe('record: handshake');
      expect(said(inside)).toContain(words);
    }
  });

  it('a wrong password: 535 of one protocol, NO of the other', async () => {
    const me = await learner();
    await me.start('mail');
    const sending = await me.exchange('mail', 'wrong-password');
    expect(sending.error).toEqual({
      code: 'EAUTH',
      message: 'Invalid login: 535 Error: authentication failed',
    });
    const reading = await me.exchange('mail', 'read-wrong-password');
    expect(reading.error?.message).toBe('Command failed');
    expect(reading.story).toEqual([
      { did: 'LOGIN ann coffee', got: 'NO [AUTHENTICATIONFAILED] Authentication failed.' },
    ]);
    expect(said(reading.conversations[0])).toContain('NO [AUTHENTICATIONFAILED]');
  });

  it('nobody listens: both clients are refused', async () => {
    const me = await learner();
    for (const exchange of ['send', 'read']) {
      const { error } = await me.exchange('mail', exchange);
      expect(error?.message).toMatch(/ECONNREFUSED/);
    }
  });

  it.runIf(tier === 'netns')('from the phone, too', async () => {
    const me = await learner();
    await me.start('mail');
    for (const exchange of ['send', 'starttls', 'read']) {
      const { error, conversations } = await me.exchange('mail', exchange, {}, 'phone');
      expect(error).toBeNull();
      expect(conversations[0]?.client.addr).toBe('192.168.1.50');
    }
  });
});
