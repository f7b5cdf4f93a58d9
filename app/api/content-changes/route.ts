import { answerProblem } from '@/course/answer-http';
import { streamContentChanges } from '@/course/watch-content';

export const dynamic = 'force-dynamic';

/** `GET /api/content-changes`: tells pages of `npm run dev` to reload. Absent in production. */
export function GET(request: Request) {
  if (process.env.NODE_ENV !== 'development')
    return answerProblem(404, 'not-here', 'Only `npm run dev` watches the content.');
  return streamContentChanges(request.signal);
}
