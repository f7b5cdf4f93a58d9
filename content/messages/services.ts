/** What the live lab says of its services, and of what a client can do with each. Pure data. */
import type { ServiceId } from '@/contract/lab-service';

export type ServiceWords = {
  title: string;
  /** One sentence: what such a service is for. */
  about: string;
  /** What the server in the lab leaves out, where it is smaller than the real one. */
  part?: string;
  /** Lines to try when talking to it by hand, in order; an empty one is an empty line. */
  lines?: readonly string[];
  /** The same for its other ports, by purpose. */
  linesAt?: Readonly<Record<string, readonly string[]>>;
  /** By exchange: a button's words, what to look at, and labels of what the learner may write. */
  exchanges: Record<string, { title: string; watch: string; input?: Record<string, string> }>;
};

export const services: Partial<Record<ServiceId, ServiceWords>> = {
  http: {
    title: 'A web site over HTTP',
    about: 'A browser asks for a page, the server sends it. All of it is readable text.',
    exchanges: {
      'get-page': {
        title: 'Fetch the page',
        watch: 'One question, one answer. An empty line ends the header lines of each.',
      },
      head: {
        title: 'Ask for the header lines only',
        watch: 'The answer says how long the page would be, and does not send it.',
      },
      'not-found': {
        title: 'Fetch a page that is not there',
        watch: '404 is an answer: somebody listens, understood, and has no such page.',
      },
      moved: {
        title: 'Fetch a page that has moved',
        watch: 'The answer has a Location line. A browser would ask there next; this client stops.',
      },
      order: {
        title: 'Send a form',
        watch: 'What you wrote stands after the empty line. Content-Length says how long it is.',
        input: { tea: 'Which tea' },
      },
      'two-requests': {
        title: 'Two requests over one connection',
        watch: 'One conversation, two questions: the port of the client stays the same.',
      },
    },
  },
  https: {
    title: 'The same site over HTTPS',
    about: 'TLS hides what is said and lets the client check whom it speaks with.',
    part: 'An authority of the lab’s own signs the certificates. Only the lab’s clients trust it.',
    exchanges: {
      'right-name': {
        title: 'Visit shop.example',
        watch:
          'On the wire only the first two messages are readable. Inside TLS it is the same HTTP.',
      },
      'wrong-name': {
        title: 'Visit a site with a certificate for another name',
        watch:
          'The connection stands, the certificate is signed, and the client leaves: wrong name.',
      },
      expired: {
        title: 'Visit a site whose certificate is too old',
        watch: 'Port 443 is open and the server answers. The date in the certificate has passed.',
      },
      'unknown-authority': {
        title: 'Visit without trusting the authority',
        watch: 'The same certificate as before. This client was never told to trust who signed it.',
      },
      'plain-http': {
        title: 'Speak plain HTTP to this port',
        watch:
          'The server waits for TLS and gets a line of text. The number 443 alone does not encrypt.',
      },
    },
  },
  proxy: {
    title: 'A reverse proxy in front of an app',
    about:
      'Visitors speak with the proxy, the proxy speaks with the app: two connections for one page.',
    exchanges: {
      through: {
        title: 'Fetch the page through the proxy',
        watch:
          'Two conversations with four different ends. The app sees the proxy; X-Forwarded-For names you.',
      },
      'app-gone': {
        title: 'The app has been stopped',
        watch:
          'Your connection to the proxy works. The proxy is refused by the app’s port and answers 502.',
      },
      'app-silent': {
        title: 'The app never answers',
        watch: 'The proxy waits a second and a half, gives up, and answers 504.',
      },
      'past-the-proxy': {
        title: 'Call the app’s own port',
        watch: 'The app listens for its own machine only: from the phone you are refused.',
      },
    },
  },
  websocket: {
    title: 'A chat over WebSocket',
    about:
      'One HTTP request opens it. Then both ends may speak whenever they like, over the same connection.',
    exchanges: {
      chat: {
        title: 'Come in and say something',
        watch:
          'After the answer 101 there is no HTTP any more, but frames. The server spoke first.',
        input: { text: 'What to say' },
      },
      'two-people': {
        title: 'Two people in the room',
        watch: 'Two connections with two ports. Ben gets a message that he never asked for.',
      },
      ping: {
        title: 'Ask whether the other end is there',
        watch: 'A ping and its pong keep a silent connection from being taken for dead.',
      },
      'plain-http': {
        title: 'Come without the upgrade',
        watch: 'Without the Upgrade line the server answers 426 and hangs up.',
      },
    },
  },
  webhook: {
    title: 'A webhook: the service calls you',
    about:
      'You pay, and the payment service calls the shop. The shop listens; the service is the client.',
    part: 'Both the payment service and the shop run on the laptop, each on a port of its own.',
    exchanges: {
      delivered: {
        title: 'Pay an order',
        watch:
          'Two conversations: yours with the payment service, and the one it begins with the shop.',
      },
      'shop-in-trouble': {
        title: 'The shop fails once',
        watch:
          'The shop answers 500, so the service comes again. A good sender does not give up at once.',
      },
      'shop-gone': {
        title: 'The shop is not running',
        watch: 'Three refusals. Nobody listens at the shop’s port, and you have paid all the same.',
      },
      twice: {
        title: 'The same delivery comes twice',
        watch: 'The number of the delivery is the same, so the shop books it once.',
      },
      forged: {
        title: 'Somebody forges a delivery',
        watch:
          'The signature was made with a guessed secret. The shop answers 401 and books nothing.',
      },
    },
  },
  dns: {
    title: 'A name server',
    about:
      'Programs ask it for the address behind a name. It listens on port 53, over UDP and over TCP.',
    part: 'It knows one zone, shop.example, and asks nobody else.',
    exchanges: {
      address: {
        title: 'Ask for an address',
        watch: 'One datagram goes, one comes back. No connection is made.',
      },
      'ipv6-address': {
        title: 'Ask for an IPv6 address',
        watch: 'The question differs from the one before in its type alone: AAAA.',
      },
      alias: {
        title: 'Ask for an alias',
        watch: 'The answer holds two records: the other name, and the address behind it.',
      },
      mail: {
        title: 'Ask who takes mail',
        watch: 'MX names a machine, not an address. One more question finds that.',
      },
      'no-such-name': {
        title: 'Ask for a name that does not exist',
        watch: 'NXDOMAIN: the server is in charge, and is sure that there is no such name.',
      },
      'another-zone': {
        title: 'Ask for a name that is not its business',
        watch: 'REFUSED: the name may well exist, but this server does not answer for it.',
      },
      silence: {
        title: 'Ask and get no answer',
        watch: 'The client asks again, then gives up. It cannot know whether the question arrived.',
      },
      'too-long': {
        title: 'Ask for something long',
        watch:
          'The first answer is cut off. The client comes again over TCP, to the same port number.',
      },
    },
  },
  mqtt: {
    title: 'An MQTT broker for things at home',
    about:
      'A thermometer publishes, a phone subscribes. Both connect to the broker, never to each other.',
    exchanges: {
      publish: {
        title: 'Publish a temperature',
        watch:
          'Two conversations with one port. The message goes in by one and comes out by the other.',
        input: { message: 'Temperature' },
      },
      retained: {
        title: 'Keep a message for those who come later',
        watch:
          'The thermometer has left before the phone comes. The broker hands over what it kept.',
      },
      'last-message': {
        title: 'The lamp loses its power',
        watch:
          'It left a last message when it connected. The broker publishes it when the lamp is gone.',
      },
      'wrong-password': {
        title: 'Come with a wrong password',
        watch:
          'The port is open and the connection stands. The broker reads the password and says no.',
      },
    },
  },
  'sign-in': {
    title: 'Sign in with somebody else',
    about:
      'The provider checks your password and gives you a token. The app checks the token, and never sees the password.',
    part: 'The messages are those of Firebase Authentication. Real ones travel inside TLS; here you can read them.',
    exchanges: {
      'sign-in': {
        title: 'Sign in and open the orders',
        watch:
          'Three conversations: you and the provider, you and the app, the app and the provider.',
      },
      'wrong-password': {
        title: 'Sign in with a wrong password',
        watch: 'The provider says no. The app hears nothing of it.',
      },
      'no-token': {
        title: 'Open the orders without a token',
        watch: '401: the app is there and has understood, and wants to know who asks.',
      },
      'forged-token': {
        title: 'Change the name in the token',
        watch:
          'Everybody can read the token and change it. The signature no longer fits, and the app sees that.',
      },
      'old-token': {
        title: 'Come with yesterday’s token',
        watch: 'The signature fits. The time in the claims has passed.',
      },
    },
  },
  mail: {
    title: 'A mail server',
    about: 'SMTP takes mail in, IMAP lets its owner read it: two protocols over one mailbox.',
    part: 'Mail for ann@shop.example is kept here; no mail leaves the lab. Her password is earl-grey. IMAP shows her one mailbox; nothing in it can be moved or deleted.',
    lines: [
      'EHLO laptop',
      'MAIL FROM:<ben@shop.example>',
      'RCPT TO:<ann@shop.example>',
      'DATA',
      'Subject: Tea',
      '',
      'The kettle is on.',
      '.',
      'QUIT',
    ],
    linesAt: {
      submission: ['EHLO laptop', 'QUIT'],
      imap: ['a1 LOGIN ann earl-grey', 'a2 SELECT INBOX', 'a3 FETCH 1 BODY[]', 'a4 LOGOUT'],
    },
    exchanges: {
      send: {
        title: 'Send Ann a mail',
        watch: 'Port 25, as between two mail servers. The envelope comes first, then the mail.',
        input: { subject: 'Subject', text: 'Text' },
      },
      read: {
        title: 'Read the newest mail',
        watch: 'Port 143 and another protocol. The password travels as you would type it.',
      },
      'unknown-user': {
        title: 'Send to somebody who is not here',
        watch: '550 comes before the mail itself was sent: the server looks at the envelope.',
      },
      'relay-refused': {
        title: 'Send to another company through this server',
        watch: 'The server takes mail for shop.example alone. Passing on more would help spammers.',
      },
      'no-hello': {
        title: 'Begin without a greeting',
        watch: '503: the command is known, and comes too early. EHLO has to be first.',
      },
      starttls: {
        title: 'Log in and send, with STARTTLS',
        watch:
          'Port 587 begins readable. After the answer to STARTTLS, only the record inside TLS can be read.',
      },
      'wrong-password': {
        title: 'Log in with a wrong password',
        watch: '535. Inside TLS the password stands in base64, which is writing, not secrecy.',
      },
      'tls-from-start': {
        title: 'Log in and send on port 465',
        watch: 'The same words as on 587, but TLS begins with the first byte.',
      },
      'read-inside-tls': {
        title: 'Read the newest mail on port 993',
        watch: 'The same IMAP as on 143. On the wire none of it can be read.',
      },
      'read-wrong-password': {
        title: 'Read with a wrong password',
        watch: 'The answer begins with the tag of the command and NO. The connection still stands.',
      },
    },
  },
  postgres: {
    title: 'PostgreSQL',
    about: 'A database behind port 5432. Here the client speaks first: it says who it is.',
    part: 'The SQL is PostgreSQL 18’s own. One client at a time may be logged in, and COPY is left out. Starting takes some seconds; few learners can have one at once.',
    exchanges: {
      query: {
        title: 'Ask for rows',
        watch: 'Who comes, a proof of the password, then questions and answers as messages.',
      },
      insert: {
        title: 'Store an order',
        watch:
          'What you write travels in Bind, apart from the SQL in Parse. It can never become SQL.',
        input: { tea: 'Tea' },
      },
      'wrong-password': {
        title: 'Come with a wrong password',
        watch: 'Connected, asked for a proof, refused. Code 28P01 comes from the program.',
      },
      'no-such-database': {
        title: 'Ask for a database that does not exist',
        watch: 'The password was right. After it comes 3D000, and the server hangs up.',
      },
      'no-such-table': {
        title: 'Ask for a table that does not exist',
        watch: 'Code 42P01. The log-in and the connection were fine, and both live on.',
      },
    },
  },
  mysql: {
    title: 'MySQL',
    about: 'A database behind port 3306. The server speaks first: it greets whoever connects.',
    part: 'The protocol is whole; the SQL is a handful of statements over one table.',
    exchanges: {
      query: {
        title: 'Ask for rows',
        watch: 'Greeting, proof of the password, then questions and answers over one connection.',
      },
      insert: {
        title: 'Store an order',
        watch:
          'The library puts quotes around what you write, so it stays a text whatever is in it.',
        input: { tea: 'Tea' },
      },
      'wrong-password': {
        title: 'Come with a wrong password',
        watch: 'Connected, greeted, and then refused by the program. This is no matter of ports.',
      },
      'no-such-table': {
        title: 'Ask for a table that does not exist',
        watch: 'The error comes over a connection that works, and it names what is missing.',
      },
    },
  },
  mongodb: {
    title: 'MongoDB',
    about:
      'A store of documents. Programs speak with it on port 27017, in a binary language of lengths and documents.',
    part: 'The lab’s server knows insert, find and delete with filters, keeps everything in memory, and asks for no password.',
    exchanges: {
      'insert-and-find': {
        title: 'Store a document and find it',
        watch:
          'The driver opens two connections: one to work, one to watch whether the server is well.',
        input: { tea: 'Tea' },
      },
      'find-with-filter': {
        title: 'Find with a filter',
        watch:
          'The filter travels as a document, too. The server picks; the client gets only what fits.',
      },
      'same-id-twice': {
        title: 'Store the same number twice',
        watch:
          'The server answers with an error inside an ordinary answer. The connection lives on.',
      },
      'unknown-command': {
        title: 'Say something it does not know',
        watch: 'Code 59 comes from the server. Nothing is wrong with the network.',
      },
    },
  },
  ftp: {
    title: 'A file server over FTP',
    about: 'It speaks on one connection and sends files over another: FTP needs two.',
    part: 'Files stay in memory. All data comes to one port, which the kernel chose at the start. The user is ann, her password earl-grey.',
    lines: ['USER ann', 'PASS earl-grey', 'PWD', 'SIZE readme.txt', 'PASV', 'QUIT'],
    exchanges: {
      list: {
        title: 'List the folder',
        watch:
          'Two conversations. The answer 227 names an address and a port; the list comes there.',
      },
      download: {
        title: 'Fetch a file',
        watch: '150 and 226 come over the first connection, the file itself over the second.',
      },
      upload: {
        title: 'Store a file and fetch it again',
        watch: 'Each transfer has a data connection of its own. Its end is the end of the file.',
        input: { text: 'What to write into note.txt' },
      },
      'wrong-password': {
        title: 'Log in with a wrong password',
        watch: '530. Name and password stood on the wire as you would type them.',
      },
      'no-such-file': {
        title: 'Fetch a file that is not there',
        watch: 'The data connection was made, and 550 came over the other one. Nothing was sent.',
      },
      active: {
        title: 'Fetch a file in active mode',
        watch:
          'The client listens, the server calls back. A firewall in front of the client sees a stranger calling, and drops it.',
      },
    },
  },
  ldap: {
    title: 'A directory over LDAP',
    about:
      'A tree of people and things. Other programs ask it who somebody is, and whether a password is right.',
    part: 'Six entries below dc=shop,dc=example, to read only. The one who can log in is uid=ann; her password is earl-grey.',
    exchanges: {
      bind: {
        title: 'Log in as Ann',
        watch: 'LDAP says bind. Name and password lie open in the first message.',
      },
      'wrong-password': {
        title: 'Log in with a wrong password',
        watch: 'Code 49. The answer would be the same for a name that does not exist.',
      },
      'no-password': {
        title: 'Log in with an empty password',
        watch: 'Code 53. A program that took a yes here for a login would let everybody in.',
      },
      'search-person': {
        title: 'Look a person up',
        watch: 'One question, two answers with its number: the entry, and that it was all.',
        input: { name: 'User name (ann, ben, cleo)' },
      },
      'search-several': {
        title: 'Search with a filter',
        watch: 'The filter travels as a tree: and, or, equal, begins with, present.',
      },
      'search-nothing': {
        title: 'Look for somebody who is not there',
        watch: 'Success, and no entry. To have found nobody is not an error.',
      },
      'no-such-base': {
        title: 'Begin where nothing is',
        watch: 'Code 32. The answer also says how much of the name exists.',
      },
      anonymous: {
        title: 'Ask without a login',
        watch: 'Ann is found, and her mail address is missing: it is for those who logged in.',
      },
      compare: {
        title: 'Ask whether a value is right',
        watch: 'The answer is a code: 6 for yes, 5 for no. The value itself does not travel back.',
      },
    },
  },
  redis: {
    title: 'Redis',
    about: 'A store of keys and values in memory. Sites keep sessions and counters in it.',
    part: 'The lab’s server knows some twenty commands and keeps everything until you stop it.',
    lines: ['PING', 'SET greeting hello', 'GET greeting', 'INCR visitors', 'QUIT'],
    exchanges: {
      ping: {
        title: 'Ask whether it is there',
        watch: 'The question travels as a list of one word, each part with its length before it.',
      },
      'set-and-get': {
        title: 'Store a value and read it back',
        watch: 'Two commands go over one connection: it stays open between them.',
        input: { key: 'Key', value: 'Value' },
      },
      count: {
        title: 'Count visitors',
        watch:
          'INCR adds one and answers with a number. The server remembers it for the next caller.',
      },
      'unknown-command': {
        title: 'Say something it does not know',
        watch:
          'The server answers with a line that begins with a minus sign, and the connection lives on.',
      },
    },
  },
};
