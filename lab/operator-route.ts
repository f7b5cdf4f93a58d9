/** What the operator's routes do first: there is a token, and the caller knows it. */
import 'server-only';
import { answering, labProblem } from './http-answer';
import { lab } from './lab';
import { createBucket } from './limits';
import { bearer, isToken, operatorBy } from './operator-auth';
import { whyForeign } from './same-origin';

type Lab = ReturnType<typeof lab>;

const nothingHere = () => labProblem('not-found', 'There is nothing at this address.');
const notOperator = () =>
  labProblem('not-operator', 'Only whoever runs this site may do this. Sign in with the token.');

/** Guesses of the token, over all callers. */
const guesses = createBucket(1, 10);

/** Looking, or with `changes` acting, as the operator. Without LAB_ADMIN_TOKEN nothing is here. */
export const answerOperator = (
  request: Request,
  { changes }: { changes: boolean },
  work: (lab: Lab) => Promise<Response>,
): Promise<Response> =>
  answering(async () => {
    const shared = lab();
    const { adminToken } = shared.settings;
    if (!adminToken) return nothingHere();
    const by = operatorBy(request.headers, adminToken);
    if (!by) return notOperator();
    // A header is sent by nobody but its writer; a cookie may be sent by a page of another site.
    const foreign = changes && by === 'cookie' && whyForeign(request.headers, shared.settings);
    return foreign ? labProblem('foreign-origin', foreign) : work(shared);
  });

/** Signing in and out: the same, before anybody is known. */
export const answerAnybody = (
  request: Request,
  work: (lab: Lab, adminToken: string) => Promise<Response>,
): Promise<Response> =>
  answering(async () => {
    const shared = lab();
    const { adminToken } = shared.settings;
    if (!adminToken) return nothingHere();
    const foreign = whyForeign(request.headers, shared.settings);
    return foreign ? labProblem('foreign-origin', foreign) : work(shared, adminToken);
  });

/** Null when `given` is the token, else the answer that says no. */
export function refuseGuess(given: string, adminToken: string): Response | null {
  if (!guesses.take(performance.now())) {
    return labProblem('rate', 'Too many attempts. Wait a few seconds and try again.');
  }
  return isToken(given, adminToken) ? null : notOperator();
}

/** Figures for a monitor, by a token of their own. */
export const answerMonitor = (
  request: Request,
  work: (lab: Lab) => Promise<Response>,
): Promise<Response> =>
  answering(async () => {
    const shared = lab();
    const { metricsToken } = shared.settings;
    if (!metricsToken) return nothingHere();
    return isToken(bearer(request.headers) ?? '', metricsToken) ? work(shared) : notOperator();
  });
