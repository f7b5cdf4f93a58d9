import { askLab } from '@/components/live/lab-request';
import { type YouResult, youResult } from '@/contract/lab';

/** How the server sees this browser's connection. Throws with a reason for people. */
export async function fetchYou(): Promise<YouResult> {
  const answer = await askLab('/api/you', youResult);
  if (!answer.ok) throw new Error(answer.detail);
  return answer.value;
}
