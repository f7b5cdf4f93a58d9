/** What FTP's commands and replies mean to a beginner. RFC 959, RFC 2389, RFC 2428, RFC 3659. */

export const commands: Record<string, string> = {
  USER: 'who I am',
  PASS: 'and this is my password',
  QUIT: 'goodbye',
  NOOP: 'nothing; is anybody there?',
  SYST: 'what kind of system are you?',
  FEAT: 'which additions do you know?',
  OPTS: 'please set an option',
  TYPE: 'how to send: I is byte by byte, A is text',
  PWD: 'in which folder am I?',
  CWD: 'go to this folder',
  PASV: 'passive mode: where may I call you for the data?',
  EPSV: 'passive mode: at which port may I call you for the data?',
  PORT: 'active mode: I listen here, call me for the data',
  EPRT: 'active mode: I listen here, call me for the data',
  LIST: 'list a folder; the list comes over the data connection',
  NLST: 'list names only; they come over the data connection',
  SIZE: 'how long is this file?',
  RETR: 'send me this file, over the data connection',
  STOR: 'take this file, over the data connection',
};

export const replies: Record<string, string> = {
  '150': 'the transfer begins, over the other connection',
  '200': 'done',
  '211': 'what the server can do',
  '213': 'the answer is a number',
  '215': 'the kind of system',
  '220': 'ready',
  '221': 'goodbye',
  '226': 'the transfer is over, the data connection is closed',
  '227': 'passive mode: call this address and port for the data',
  '229': 'passive mode: call this port for the data',
  '230': 'logged in',
  '250': 'done',
  '257': 'the name of the folder',
  '331': 'the name will do, now the password',
  '425': 'the data connection could not be made',
  '426': 'the data connection broke',
  '500': 'not understood, or not allowed',
  '501': 'the command is right, what follows it is not',
  '503': 'not now: another command has to come first',
  '530': 'not logged in',
  '550': 'refused: there is no such file or folder',
  '552': 'refused: too large',
};

/** By the first digit, for codes that are not above. RFC 959, 4.2.1 */
export const replyKinds: Record<string, string> = {
  '1': 'it begins',
  '2': 'done',
  '3': 'go on',
  '4': 'not now: try again later',
  '5': 'no, and trying again will not help',
};
