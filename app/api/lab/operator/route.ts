import { operatorRequest } from '@/contract/lab-operator';
import { labJson, readLabBody } from '@/lab/http-answer';
import { answerOperator } from '@/lab/operator-route';
import { actForOperator, viewForOperator } from '@/lab/operator-view';

export const dynamic = 'force-dynamic';

/** `GET /api/lab/operator`: what runs in the lab, for whoever runs the site. */
export const GET = (request: Request) =>
  answerOperator(request, { changes: false }, async ({ client }) =>
    labJson(await viewForOperator(client)),
  );

/** `POST /api/lab/operator`: closes sandboxes, or switches the lab off and on. */
export const POST = (request: Request) =>
  answerOperator(request, { changes: true }, async ({ client }) => {
    const body = await readLabBody(request, operatorRequest);
    if (!body.ok) return body.response;
    return labJson({ closed: await actForOperator(client, body.value) });
  });
