/** A widget: one idea that can be tried out, on a page of its own or inside a lesson. */
import * as z from 'zod/mini';
import type { Scenario } from './scenario';

const text = z.string().check(z.minLength(1, 'must not be empty'), z.trim());

/** content/widgets/<name>/widget.yaml; its worlds are beside it in scenarios/. */
export const widgetSheet = z.strictObject({
  title: text,
  /** What it is about, in one or two sentences. */
  about: text,
  /** What the learner does there, in order; all that is shown where scripts are off. */
  tasks: z.array(text).check(z.minLength(1)),
  /** Its place among the widgets; the lowest comes first. */
  order: z.int(),
});

/** What its page and its lessons get. */
export type WidgetData = Omit<z.infer<typeof widgetSheet>, 'order'> & {
  /** Name of its folders: components/widget/<name>, content/widgets/<name>. */
  name: string;
  scenarios: Scenario[];
};
