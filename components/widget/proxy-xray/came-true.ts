/** Which of a question's answers came true. Pure. */
import type { Asked } from '@/content/messages/proxy-xray/questions';
import {
  liedAddress,
  placeOfApp,
  type Setting,
  visitor,
} from '@/content/messages/proxy-xray/setting';
import type { Xray } from './read-xray';

/** The id of the guess that holds, or `other` where the visit showed none of them. */
export function cameTrue(asks: Asked, setting: Setting, xray: Xray): string {
  const [seen] = xray.seen;
  switch (asks) {
    case 'answer':
      if (xray.answer.kind === 'page') return `${xray.answer.author}-${xray.answer.status}`;
      return xray.answer.kind === 'refused' ? 'refused' : 'never';
    case 'peer':
      if (seen?.peer === visitor.addr) return 'visitor';
      return seen?.peer === placeOfApp(setting).from ? 'proxy' : 'other';
    case 'forwarded':
      if (seen?.forwarded === visitor.addr) return 'own';
      if (seen?.forwarded === liedAddress) return 'lie';
      return seen?.forwarded === `${liedAddress}, ${visitor.addr}` ? 'list' : 'other';
    case 'pipes': {
      const inner = xray.pipes.filter(({ side }) => side === 'inner').length;
      return ['none', 'one', 'two'][inner] ?? 'other';
    }
  }
}
