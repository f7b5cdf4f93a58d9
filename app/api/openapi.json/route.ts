import { formatOpenApi } from '@/contract/openapi';
import { labJson } from '@/lab/http-answer';
import { version } from '@/package.json';

/** `GET /api/openapi.json`: this site's routes as OpenAPI 3.1, from the schemas that they parse with. */
export const GET = () => labJson(formatOpenApi(version));
