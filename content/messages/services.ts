/** What the live lab says of its services, and of what a client can do with each. Pure data. */
import type { ServiceId } from '@/contract/lab-service';

export type ServiceWords = {
  title: string;
  /** One sentence: what such a service is for. */
  about: string;
  /** What the server in the lab leaves out, where it is smaller than the real one. */
  part?: string;
  /** By exchange: a button's words, what to look at, and labels of what the learner may write. */
  exchanges: Record<string, { title: string; watch: string; input?: Record<string, string> }>;
};

export const services: Partial<Record<ServiceId, ServiceWords>> = {
  redis: {
    title: 'Redis',
    about: 'A store of keys and values in memory. Sites keep sessions and counters in it.',
    part: 'The lab’s server knows some twenty commands and keeps everything until you stop it.',
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
