import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { QuizSection } from '@/components/quiz/quiz-section';
import { WidgetBlock } from '@/components/widget/widget-block';
import type { LessonWord } from '@/contract/lesson-words';
import { BenchBlock } from './bench-block';
import { CheatCard, DeepDive, Figure, Pitfall, ProseTable, Recap, Steps } from './blocks';
import type { LessonData } from './lesson-data';
import { LiveBlock, LiveServiceBlock, TwinBlock } from './live-block';
import { Outcome } from './outcome';
import { Prediction } from './prediction';
import prose from './prose.module.css';
import { Term } from './term';

type WithText = { children: ReactNode };

/**
 * The words of contract/lesson-words.ts and what each of them draws in one lesson. Nothing else
 * can be named in a lesson: the compiler refuses it.
 */
export function createLessonWords(lesson: LessonData) {
  const { slug } = lesson.place;
  const keyOf = (prediction: string) => `${slug}/${prediction}`;
  const words = {
    Bench: ({ scenario: id, prediction }: { scenario: string; prediction?: string }) => {
      const scenario = lesson.scenarios.find((each) => each.id === id);
      return (
        scenario && (
          <BenchBlock
            lesson={slug}
            scenario={scenario}
            prediction={prediction === undefined ? undefined : keyOf(prediction)}
          />
        )
      );
    },
    Prediction: ({ id, choices, children }: { id: string; choices: string[] } & WithText) => (
      <Prediction id={keyOf(id)} choices={choices}>
        {children}
      </Prediction>
    ),
    Outcome: ({ of, truth, children }: { of: string; truth: string } & WithText) => (
      <Outcome id={keyOf(of)} truth={truth}>
        {children}
      </Outcome>
    ),
    LivePanel: ({ experiment }: { experiment: string }) => (
      <LiveBlock lesson={slug} experiment={experiment} />
    ),
    LiveService: ({ service }: { service: string }) => (
      <LiveServiceBlock lesson={slug} service={service} />
    ),
    Widget: ({ name }: { name: string }) => {
      const widget = lesson.widgets.find((each) => each.name === name);
      return widget && <WidgetBlock widget={widget} />;
    },
    Twin: ({ scenario }: { scenario: string }) => <TwinBlock lesson={slug} scenario={scenario} />,
    Quiz: () => <QuizSection quiz={lesson.quiz} />,
    Pitfall: ({ title, belief, children }: { title: string; belief?: string } & WithText) => {
      const known = belief === undefined ? undefined : lesson.misconceptions[belief];
      return (
        <Pitfall
          title={title}
          belief={known?.belief}
          playable={known?.starred ? belief : undefined}
        >
          {children}
        </Pitfall>
      );
    },
    Term: ({ id, children }: { id: string } & WithText) => {
      const entry = lesson.glossary.get(id);
      if (entry === undefined) return children;
      const related = entry.see.flatMap((other) => lesson.glossary.get(other) ?? []);
      const taught = lesson.course.lessons.find((each) => each.slug === entry.lesson);
      const elsewhere = taught?.ready && taught.slug !== slug ? taught : null;
      return (
        <Term entry={entry} related={related} lesson={elsewhere}>
          {children}
        </Term>
      );
    },
    DeepDive,
    Recap,
    CheatCard,
    Figure,
    Steps,
  } satisfies Record<LessonWord, unknown>;
  return { ...words, a: ProseLink, code: ProseCode, table: ProseTable };
}

/** Links inside the site keep the page; others are ordinary. */
function ProseLink({ href = '', children, ...rest }: ComponentProps<'a'>) {
  if (!href.startsWith('/')) {
    return (
      <a href={href} {...rest}>
        {children}
      </a>
    );
  }
  return (
    <Link href={href} prefetch={false}>
      {children}
    </Link>
  );
}

/** A short command or address is not broken at the end of a line. */
function ProseCode({ children, ...rest }: ComponentProps<'code'>) {
  const short = typeof children === 'string' && children.length <= 24;
  return (
    <code {...rest} className={short ? prose.short : undefined}>
      {children}
    </code>
  );
}
