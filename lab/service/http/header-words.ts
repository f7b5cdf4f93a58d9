/** What common header lines say, for somebody who reads them for the first time. RFC 9110, 9112. */
export const headerWords: Record<string, (value: string) => string> = {
  host: (value) =>
    `which site is meant: “${value}”. One server on one address can hold many sites, and the address alone does not say which`,
  'user-agent': () => 'the program that asks; it may write here what it likes',
  accept: () => 'the kinds of content the client can use',
  'accept-encoding': () => 'the kinds of compression the client can undo',
  'accept-language': () => 'the languages the reader prefers',
  connection: (value) =>
    /close/i.test(value)
      ? 'this connection ends after the answer'
      : /upgrade/i.test(value)
        ? 'this connection is to speak another protocol from now on'
        : 'the connection stays open for the next request',
  'keep-alive': () => 'how long the server waits on this connection for another request',
  'content-type': (value) => `what the body is: ${value}`,
  'content-length': (value) =>
    `the body has ${value} bytes: this is how the other end knows where it stops`,
  'transfer-encoding': (value) =>
    /chunked/i.test(value)
      ? 'the body comes in pieces, each with its length before it'
      : 'how the body is packed for the journey',
  date: () => 'when the server answered, by its own clock',
  server: () => 'the program that answers; it may write here what it likes',
  location: (value) => `ask there instead: ${value}`,
  'x-forwarded-for': (value) =>
    `written by a proxy: whom it speaks for, ${value}. The app sees the proxy’s address on the connection itself`,
  'x-forwarded-proto': (value) => `written by a proxy: the client spoke ${value} with it`,
  'x-forwarded-host': (value) => `written by a proxy: the client asked for ${value}`,
  'x-forwarded-port': (value) => `written by a proxy: the client called port ${value}`,
  upgrade: (value) => `change to the protocol ${value}`,
  authorization: (value) =>
    /^bearer /i.test(value)
      ? 'the token that says who asks and what they may do; who holds it, is let in'
      : 'who asks, and the proof of it',
  'www-authenticate': () => 'how the client has to prove who it is',
  cookie: () => 'what this server gave the client earlier, sent back',
  'set-cookie': () => 'a note that the client is to send back with each request',
  'sec-websocket-key': () =>
    'random text; the answer must fit it, so that no old answer can be played back',
  'sec-websocket-accept': () =>
    'made from the client’s key: proof that the server speaks WebSocket',
  'sec-websocket-version': (value) => `version ${value} of the WebSocket protocol`,
  'sec-websocket-extensions': () => 'additions to the protocol that the client can use',
  'webhook-id': () => 'the number of this delivery: if it comes twice, it counts once',
  'webhook-signature': () =>
    'made from the body and a secret that both sides know: proof of the sender',
  'strict-transport-security': () => 'from now on, come by HTTPS only',
  'cache-control': () => 'who may keep a copy of this answer, and for how long',
  etag: () => 'a mark of this version of the content',
  allow: (value) => `methods that are possible here: ${value}`,
};
