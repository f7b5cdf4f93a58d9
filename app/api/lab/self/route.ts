import { selfProbeRequest } from '@/contract/lab';
import { siteEndpoint } from '@/lab/connection-facts';
import { answering, labJson, labProblem, readLabBody } from '@/lab/http-answer';
import { lab } from '@/lab/lab';
import { whyForeign } from '@/lab/same-origin';
import { probeSelf, takeSelfProbe } from '@/lab/self-probe';

export const dynamic = 'force-dynamic';

/** `POST /api/lab/self`: the backend connects to its own socket, or to a port it surely has not. */
export const POST = (request: Request) =>
  answering(async () => {
    const foreign = whyForeign(request.headers, lab().settings);
    if (foreign) return labProblem('foreign-origin', foreign);
    const body = await readLabBody(request, selfProbeRequest);
    if (!body.ok) return body.response;
    const site = siteEndpoint();
    if (!site) {
      return labProblem('site-unknown', 'This server cannot see which socket it listens on.');
    }
    if (!takeSelfProbe()) {
      return labProblem('rate', 'Too many at once. Wait a second and try again.');
    }
    return labJson(await probeSelf(site, body.value));
  });
