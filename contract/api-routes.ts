/**
 * Every route under /api: what it takes, what it answers, and the codes of its refusals. The
 * OpenAPI document and the tests that throw nonsense at the routes are made from this table.
 */
import * as z from 'zod/mini';
import { goalAnswerRequest, goalAnswerResponse, solutionsResponse } from './goal-answer';
import {
  closeRequest,
  closeResult,
  healthResult,
  labSession,
  labStatus,
  listenRequest,
  listenResult,
  probeRequest,
  probeResult,
  selfProbeRequest,
  selfProbeResult,
  sendRequest,
  socketsResult,
  youResult,
} from './lab';
import { operatorRequest, operatorResult, operatorView, signInRequest } from './lab-operator';
import type { LabProblemCode } from './lab-problem';
import {
  exchangeRequest,
  exchangeResult,
  servicesResult,
  startServiceRequest,
  startServiceResult,
  stopServiceRequest,
  stopServiceResult,
} from './lab-service';
import { answerRequest, answerResponse, quizInstance, quizSeed } from './quiz-instance';
import { twinRequest, twinResult } from './twin';

type Schema = z.core.$ZodType;

export type ApiRoute = {
  method: 'GET' | 'POST' | 'DELETE';
  /** As the folder under `app` is called. */
  path: string;
  summary: string;
  query?: Readonly<Record<string, { schema: Schema; required?: true; about: string }>>;
  body?: Schema;
  /** The answer with status 200: JSON by a schema, or text of some other kind. */
  answer: Schema | { type: string; about: string };
  /** Refusals of the lab; `course` routes have codes of their own. */
  problems: readonly LabProblemCode[];
};

const anyBody: LabProblemCode[] = ['not-json', 'broken-json', 'too-large', 'wrong-form'];
const down: LabProblemCode[] = ['busy', 'lab-off', 'failed'];
const look: LabProblemCode[] = ['session-unknown', 'session-ended', ...down];
const change: LabProblemCode[] = ['foreign-origin', ...anyBody, ...look, 'rate'];

export const apiRoutes: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/api/health',
    summary: 'Alive, since when, and on which socket.',
    answer: healthResult,
    problems: [],
  },
  {
    method: 'GET',
    path: '/api/you',
    summary: 'The caller’s own connection as this server’s socket sees it.',
    query: { hold: { schema: z.literal('1'), about: 'Answer after a moment.' } },
    answer: youResult,
    problems: [],
  },
  {
    method: 'GET',
    path: '/api/lab',
    summary: 'Which tier of the lab, why, and how full. Starts the lab if nobody has.',
    answer: labStatus,
    problems: down,
  },
  {
    method: 'POST',
    path: '/api/lab/session',
    summary: 'Opens a sandbox, renews one’s own, or gives a place in the queue.',
    answer: labSession,
    problems: ['foreign-origin', 'limit', ...down],
  },
  {
    method: 'DELETE',
    path: '/api/lab/session',
    summary: 'Throws one’s own sandbox away.',
    answer: closeResult,
    problems: ['foreign-origin', ...look],
  },
  {
    method: 'POST',
    path: '/api/lab/listeners',
    summary: 'socket, bind, listen. The kernel’s no is a result.',
    body: listenRequest,
    answer: listenResult,
    problems: [...change, 'address-not-allowed', 'host-not-here', 'port-not-allowed', 'limit'],
  },
  {
    method: 'DELETE',
    path: '/api/lab/listeners',
    summary: 'Closes a listener or a kept connection.',
    body: closeRequest,
    answer: closeResult,
    problems: [...change, 'not-found'],
  },
  {
    method: 'POST',
    path: '/api/lab/probe',
    summary: 'Connects from one of the sandbox’s hosts and says how it ended.',
    body: probeRequest,
    answer: probeResult,
    problems: [...change, 'address-not-allowed', 'host-not-here', 'port-not-allowed', 'limit'],
  },
  {
    method: 'POST',
    path: '/api/lab/connections',
    summary: 'Says something on a kept connection, or that no more will come.',
    body: sendRequest,
    answer: closeResult,
    problems: [...change, 'not-found', 'limit'],
  },
  {
    method: 'GET',
    path: '/api/lab/sockets',
    summary: 'The kernel’s socket table of one’s own sandbox.',
    answer: socketsResult,
    problems: look,
  },
  {
    method: 'GET',
    path: '/api/lab/events',
    summary: 'What happens in one’s own sandbox, as it happens.',
    answer: {
      type: 'text/event-stream',
      about: 'Events `trace` with a LabEvent each, and a last one `end` with the reason.',
    },
    problems: [...look, 'too-many-streams'],
  },
  {
    method: 'GET',
    path: '/api/lab/services',
    summary: 'The services that can be started, and those that run in one’s sandbox.',
    answer: servicesResult,
    problems: down,
  },
  {
    method: 'POST',
    path: '/api/lab/services',
    summary: 'Starts a service on the sandbox’s laptop, or starts it anew.',
    body: startServiceRequest,
    answer: startServiceResult,
    problems: [...change, 'not-found', 'limit'],
  },
  {
    method: 'DELETE',
    path: '/api/lab/services',
    summary: 'Stops a service.',
    body: stopServiceRequest,
    answer: stopServiceResult,
    problems: [...change, 'not-found'],
  },
  {
    method: 'POST',
    path: '/api/lab/exchange',
    summary: 'A real client calls a service: its story, and every byte that passed.',
    body: exchangeRequest,
    answer: exchangeResult,
    problems: [...change, 'not-found', 'host-not-here', 'limit'],
  },
  {
    method: 'POST',
    path: '/api/lab/twin',
    summary: 'Plays a scenario of system calls on two real machines made for it.',
    body: twinRequest,
    answer: twinResult,
    problems: change,
  },
  {
    method: 'POST',
    path: '/api/lab/self',
    summary: 'The backend connects to its own socket, or to a port it surely has not.',
    body: selfProbeRequest,
    answer: selfProbeResult,
    problems: ['foreign-origin', ...anyBody, 'rate', 'site-unknown'],
  },
  {
    method: 'GET',
    path: '/api/lab/metrics',
    summary: 'Figures for a monitor; needs LAB_METRICS_TOKEN as a bearer token.',
    answer: { type: 'text/plain', about: 'Prometheus’s text format, version 0.0.4.' },
    problems: ['not-found', 'not-operator', ...down],
  },
  {
    method: 'POST',
    path: '/api/lab/operator/session',
    summary: 'Signs the operator in: LAB_ADMIN_TOKEN becomes a cookie that scripts cannot read.',
    body: signInRequest,
    answer: closeResult,
    problems: ['foreign-origin', 'not-found', 'not-operator', 'rate', ...anyBody],
  },
  {
    method: 'DELETE',
    path: '/api/lab/operator/session',
    summary: 'Signs the operator out.',
    answer: closeResult,
    problems: ['foreign-origin', 'not-found'],
  },
  {
    method: 'GET',
    path: '/api/lab/operator',
    summary: 'The tier, every sandbox, the limits and the last check, for the operator.',
    answer: operatorView,
    problems: ['not-found', 'not-operator', ...down],
  },
  {
    method: 'POST',
    path: '/api/lab/operator',
    summary: 'Closes one sandbox or all, or switches the lab off and on again.',
    body: operatorRequest,
    answer: operatorResult,
    problems: ['foreign-origin', 'not-found', 'not-operator', ...anyBody, ...down],
  },
  {
    method: 'GET',
    path: '/api/quiz/[slug]',
    summary: 'A lesson’s questions with newly drawn numbers. No key is among them.',
    query: {
      seed: { schema: quizSeed, required: true, about: 'What the numbers are drawn from.' },
      question: { schema: z.string(), about: 'One question only.' },
    },
    answer: quizInstance,
    problems: [],
  },
  {
    method: 'POST',
    path: '/api/quiz/[slug]',
    summary: 'How an answer is scored, and why. The server remembers nothing of it.',
    body: answerRequest,
    answer: answerResponse,
    problems: [],
  },
  {
    method: 'POST',
    path: '/api/lessons/[slug]/answer',
    summary: 'An answer that a goal of a bench asks for.',
    body: goalAnswerRequest,
    answer: goalAnswerResponse,
    problems: [],
  },
  {
    method: 'GET',
    path: '/api/lessons/[slug]/solutions',
    summary: 'The stored solutions of a bench, on request only.',
    query: {
      scenario: { schema: z.string(), required: true, about: 'Which bench of the lesson.' },
    },
    answer: solutionsResponse,
    problems: [],
  },
  {
    method: 'GET',
    path: '/api/content-changes',
    summary: 'Tells the pages of `npm run dev` to reload. Absent in production.',
    answer: { type: 'text/event-stream', about: 'A message whenever the content has changed.' },
    problems: [],
  },
  {
    method: 'GET',
    path: '/api/openapi.json',
    summary: 'This document.',
    answer: { type: 'application/json', about: 'OpenAPI 3.1.' },
    problems: [],
  },
];
