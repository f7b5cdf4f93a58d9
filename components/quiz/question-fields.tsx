import { ArrowDown, ArrowUp } from 'lucide-react';
import { InlineText } from '@/components/ui/inline-text';
import { quizWords } from '@/content/messages/lesson';
import type { Answer, Choice, QuestionInstance } from '@/contract/quiz-instance';
import styles from './question.module.css';

/** What the interactive quiz does with a choice; left out, the same markup is a readable text. */
type FieldActions = {
  answer: Answer | null;
  /** `commit`: chosen by pointer, so its explanation is wanted at once. */
  onAnswer: (answer: Answer, commit: boolean) => void;
  onMoved: (text: string, place: number, of: number) => void;
};

export type FieldsProps<T extends QuestionInstance> = {
  question: T;
  actions?: FieldActions | undefined;
  /** What has been said of a choice: right, wrong, or nothing yet. */
  marks?: Readonly<Record<string, boolean>> | undefined;
  /** What stands below a choice: its explanation. */
  below?: ((id: string) => React.ReactNode) | undefined;
};

type ChoiceQuestion = Extract<QuestionInstance, { options: Choice[] }>;
type OrderQuestion = Extract<QuestionInstance, { type: 'order' }>;
type MatchQuestion = Extract<QuestionInstance, { type: 'match' }>;
type NumberQuestion = Extract<QuestionInstance, { type: 'number' }>;

/** The inputs of a question, by its type. No state of its own: the server draws it as well. */
export function QuestionFields({ question, ...rest }: FieldsProps<QuestionInstance>) {
  switch (question.type) {
    case 'order':
      return <OrderFields question={question} {...rest} />;
    case 'match':
      return <MatchFields question={question} {...rest} />;
    case 'number':
      return <NumberField question={question} {...rest} />;
    default:
      return <ChoiceFields question={question} {...rest} />;
  }
}

function ChoiceFields({ question, actions, marks, below }: FieldsProps<ChoiceQuestion>) {
  const { id, type, options } = question;
  const many = type === 'multiple';
  const chosen = toList(actions?.answer);
  return options.map((option) => (
    <div key={option.id} className={styles.option} data-mark={markOf(marks, option.id)}>
      <label>
        <input
          type={many ? 'checkbox' : 'radio'}
          name={`quiz-${id}`}
          value={option.id}
          {...(actions && {
            checked: chosen.includes(option.id),
            onChange: ({ nativeEvent }) => {
              if (!many) return actions.onAnswer(option.id, isPointer(nativeEvent));
              const next = chosen.includes(option.id)
                ? chosen.filter((each) => each !== option.id)
                : [...chosen, option.id];
              actions.onAnswer(next, false);
            },
          })}
        />
        {option.text.trimEnd().includes('\n') ? (
          <pre className={styles.output}>{option.text.trimEnd()}</pre>
        ) : (
          <span>
            <InlineText>{option.text}</InlineText>
          </span>
        )}
      </label>
      {below?.(option.id)}
    </div>
  ));
}

/** A radio is chosen on the way by arrow keys; only a click of a pointer means "this one". */
function isPointer(event: Event): boolean {
  return event instanceof MouseEvent && event.detail > 0;
}

function OrderFields({ question, actions }: FieldsProps<OrderQuestion>) {
  const { items } = question;
  const given = toList(actions?.answer);
  const order = given.length === items.length ? given : items.map(({ id }) => id);
  const textOf = (id: string) => items.find((item) => item.id === id)?.text ?? '';
  const move = (from: number, to: number) => {
    const next = [...order];
    const [item = ''] = next.splice(from, 1);
    next.splice(to, 0, item);
    actions?.onAnswer(next, false);
    actions?.onMoved(plain(textOf(item)), to + 1, next.length);
  };
  return (
    <ol className={styles.order}>
      {order.map((id, place) => (
        <li
          key={id}
          draggable={actions !== undefined}
          {...(actions && {
            onDragStart: (event) => event.dataTransfer.setData('text/plain', String(place)),
            onDragOver: (event) => event.preventDefault(),
            onDrop: (event) => {
              event.preventDefault();
              const from = Number(event.dataTransfer.getData('text/plain'));
              if (Number.isInteger(from) && from >= 0 && from < order.length) move(from, place);
            },
          })}
        >
          <span className={styles.place}>{place + 1}</span>
          <span className={styles.item}>
            <InlineText>{textOf(id)}</InlineText>
          </span>
          {actions && (
            <span className={styles.moves}>
              <button
                type="button"
                aria-label={quizWords.up(plain(textOf(id)))}
                aria-disabled={place === 0}
                onClick={() => place > 0 && move(place, place - 1)}
              >
                <ArrowUp size={16} aria-hidden />
              </button>
              <button
                type="button"
                aria-label={quizWords.down(plain(textOf(id)))}
                aria-disabled={place === order.length - 1}
                onClick={() => place < order.length - 1 && move(place, place + 1)}
              >
                <ArrowDown size={16} aria-hidden />
              </button>
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

function MatchFields({ question, actions, marks, below }: FieldsProps<MatchQuestion>) {
  const { id, left, right } = question;
  const given = toRecord(actions?.answer);
  return left.map((line) => (
    <div key={line.id} className={styles.pair} data-mark={markOf(marks, line.id)}>
      <label htmlFor={`quiz-${id}-${line.id}`}>
        <InlineText>{line.text}</InlineText>
      </label>
      <select
        id={`quiz-${id}-${line.id}`}
        {...(actions && {
          value: given[line.id] ?? '',
          onChange: ({ target }) => {
            const { [line.id]: _, ...others } = given;
            actions.onAnswer(
              target.value === '' ? others : { ...others, [line.id]: target.value },
              false,
            );
          },
        })}
      >
        <option value="">{quizWords.choosePartner}</option>
        {right.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {plain(choice.text)}
          </option>
        ))}
      </select>
      {below?.(line.id)}
    </div>
  ));
}

function NumberField({ question, actions }: FieldsProps<NumberQuestion>) {
  return (
    <p className={styles.number}>
      <input
        type="text"
        inputMode="numeric"
        autoComplete="off"
        aria-label={quizWords.types.number}
        size={8}
        name={`quiz-${question.id}`}
        {...(actions && {
          defaultValue: typeof actions.answer === 'number' ? actions.answer : '',
          onChange: ({ target }) => {
            const value = parseWhole(target.value);
            if (value !== null) actions.onAnswer(value, false);
          },
        })}
      />{' '}
      {question.unit && <InlineText>{question.unit}</InlineText>}
    </p>
  );
}

/** A whole number as people write it: spaces around it, a sign, nothing else; null otherwise. */
export function parseWhole(text: string): number | null {
  return /^\s*[-+]?\d{1,12}\s*$/.test(text) ? Number(text) : null;
}

function markOf(marks: FieldsProps<QuestionInstance>['marks'], id: string) {
  if (marks === undefined || !Object.hasOwn(marks, id)) return undefined;
  return marks[id] ? 'right' : 'wrong';
}

function toList(answer: Answer | null | undefined): string[] {
  if (Array.isArray(answer)) return answer;
  return typeof answer === 'string' ? [answer] : [];
}

function toRecord(answer: Answer | null | undefined): Record<string, string> {
  return typeof answer === 'object' && answer !== null && !Array.isArray(answer) ? answer : {};
}

/** Text without its marks, for places that hold only letters. */
function plain(text: string): string {
  return text.replace(/`|\*\*|\*/g, '');
}
