/** What SMTP's commands, replies and extensions mean to a beginner. RFC 5321 and those named below. */

export const commands: Record<string, (rest: string) => string> = {
  EHLO: (name) => `good day, this is ${name || 'somebody'}. Which additions do you know?`,
  HELO: (name) => `good day, this is ${name || 'somebody'} (the old greeting)`,
  MAIL: (rest) =>
    rest.includes('<>')
      ? 'a mail begins; no answer is wanted'
      : `a mail begins; ${rest.slice(5)} gets the complaints`,
  RCPT: (rest) => `the envelope: it goes to ${rest.slice(3)}`,
  DATA: () => 'the mail itself comes next',
  RSET: () => 'forget the mail that was begun',
  NOOP: () => 'nothing; is anybody there?',
  QUIT: () => 'goodbye',
  STARTTLS: () => 'let us speak TLS from here on, over this same connection',
  AUTH: () => 'I can say who I am',
  VRFY: (who) => `does ${who} exist? Most servers do not say`,
};

export const replies: Record<string, string> = {
  '214': 'help',
  '220': 'ready',
  '221': 'goodbye, the connection ends',
  '235': 'the password is right',
  '250': 'done',
  '252': 'cannot say, but would try',
  '334': 'go on with the login',
  '354': 'go on: send the mail, and end with a full stop alone in a line',
  '421': 'not available, the connection ends',
  '451': 'not now, something went wrong here',
  '500': 'I do not know this command',
  '501': 'the command is right, what follows it is not',
  '502': 'this command is not offered',
  '503': 'not now: another command has to come first',
  '530': 'a login is needed first',
  '535': 'wrong user name or password',
  '538': 'this kind of login needs encryption first',
  '550': 'refused: there is no such mailbox',
  '552': 'refused: the mail is too large',
  '554': 'refused',
};

/** By the first digit, for codes that are not above. RFC 5321, 4.2.1 */
export const replyKinds: Record<string, string> = {
  '2': 'done',
  '3': 'go on',
  '4': 'not now: try again later',
  '5': 'no, and trying again will not help',
};

export const extensions: Record<string, string> = {
  PIPELINING: 'several commands may be sent without waiting for each answer',
  '8BITMIME': 'bytes above 127 may stand in a mail',
  SMTPUTF8: 'addresses may have letters beyond a to z',
  STARTTLS: 'the connection can be encrypted',
  AUTH: 'a login is offered, in these ways',
  SIZE: 'the largest mail taken, in bytes',
  HELP: 'there is help',
  ENHANCEDSTATUSCODES: 'replies have a second, longer code',
  DSN: 'a note of delivery can be asked for',
  CHUNKING: 'a mail may be sent in pieces with their length',
};
