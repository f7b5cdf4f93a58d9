/**
 * The only words a lesson may use besides Markdown. The compiler checks every use against this
 * table; components/lesson/registry.tsx draws each of them.
 */
export type NamedKind =
  | 'scenario'
  | 'prediction'
  | 'misconception'
  | 'term'
  | 'experiment'
  | 'service'
  | 'twin'
  | 'widget';

type Attribute = {
  type: 'text' | 'texts';
  required?: true;
  /** What the value must name, checked when the lesson is compiled. */
  names?: NamedKind;
};

type Word = {
  attributes: Readonly<Record<string, Attribute>>;
  /** Whether text stands between the tags. */
  children: 'required' | 'optional' | 'none';
  /** Example for messages and docs. */
  example: string;
};

export const lessonWords = {
  Bench: {
    attributes: {
      scenario: { type: 'text', required: true, names: 'scenario' },
      prediction: { type: 'text', names: 'prediction' },
    },
    children: 'none',
    example: '<Bench scenario="runserver" prediction="phone-opens" />',
  },
  Prediction: {
    attributes: {
      id: { type: 'text', required: true },
      choices: { type: 'texts', required: true },
    },
    children: 'required',
    example:
      '<Prediction id="phone-opens" choices={["Refused", "The page"]}>Question?</Prediction>',
  },
  Outcome: {
    attributes: {
      of: { type: 'text', required: true, names: 'prediction' },
      truth: { type: 'text', required: true },
    },
    children: 'required',
    example: '<Outcome of="phone-opens" truth="Refused">Why it is so.</Outcome>',
  },
  LivePanel: {
    attributes: { experiment: { type: 'text', required: true, names: 'experiment' } },
    children: 'none',
    example: '<LivePanel experiment="never-accept" />',
  },
  LiveService: {
    attributes: { service: { type: 'text', required: true, names: 'service' } },
    children: 'none',
    example: '<LiveService service="redis" />',
  },
  Widget: {
    attributes: { name: { type: 'text', required: true, names: 'widget' } },
    children: 'none',
    example: '<Widget name="who-can-reach" />',
  },
  Twin: {
    attributes: { scenario: { type: 'text', required: true, names: 'twin' } },
    children: 'none',
    example: '<Twin scenario="close-first" />',
  },
  Quiz: { attributes: {}, children: 'none', example: '<Quiz />' },
  Pitfall: {
    attributes: {
      title: { type: 'text', required: true },
      belief: { type: 'text', names: 'misconception' },
    },
    children: 'required',
    example: '<Pitfall title="0.0.0.0 is not a place" belief="M09">Text.</Pitfall>',
  },
  DeepDive: {
    attributes: { title: { type: 'text', required: true } },
    children: 'required',
    example: '<DeepDive title="Why 1024?">Text.</DeepDive>',
  },
  Term: {
    attributes: { id: { type: 'text', names: 'term' } },
    children: 'required',
    example: '<Term>backlog</Term> or <Term id="accept-queue">the queue</Term>',
  },
  Recap: { attributes: {}, children: 'required', example: '<Recap>- one\n- two\n- three</Recap>' },
  CheatCard: {
    attributes: { title: { type: 'text' } },
    children: 'required',
    example: '<CheatCard title="Which address?">A table or list.</CheatCard>',
  },
  Figure: {
    attributes: { caption: { type: 'text', required: true } },
    children: 'required',
    example: '<Figure caption="Two rows of ss">A table or code block.</Figure>',
  },
  Steps: { attributes: {}, children: 'required', example: '<Steps>1. one\n2. two</Steps>' },
} as const satisfies Record<string, Word>;

export type LessonWord = keyof typeof lessonWords;

/** HTML elements that prose may use beside Markdown. */
export const proseElements = ['kbd', 'sub', 'sup', 'br', 'abbr', 'samp', 'var'] as const;
