import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { BenchBlock } from '@/components/lesson/bench-block';
import { EmbedCode } from '@/components/site/embed-code';
import { WidgetBlock } from '@/components/widget/widget-block';
import { embedWords } from '@/content/messages/embed';
import { loadEmbeddables } from '@/course/load-embeddables';
import styles from './embed.module.css';

type Props = { params: Promise<{ scenario: string }> };

/** Everything that can be embedded is made at build time; there is nothing else. */
export const dynamicParams = false;

export async function generateStaticParams() {
  return (await loadEmbeddables()).map(({ id }) => ({ scenario: id }));
}

async function find({ params }: Props) {
  const { scenario } = await params;
  return (await loadEmbeddables()).find(({ id }) => id === scenario);
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const found = await find(props);
  // Whoever searches shall find the page that it comes from.
  return found ? { title: found.title, robots: { index: false } } : {};
}

export default async function EmbedPage(props: Props) {
  const found = await find(props);
  if (found === undefined) notFound();
  return (
    <main id="main" tabIndex={-1} className={styles.embed}>
      <p className={styles.bar}>
        <b>{found.title}</b>{' '}
        <a href={found.home} target="_blank" rel="noopener">
          Open in Portside
        </a>
      </p>
      <h1 className="visually-hidden">{found.title}</h1>
      {found.kind === 'bench' ? (
        <>
          {/* The bench's own headings begin at the third level, as in a lesson's section. */}
          <h2 className="visually-hidden">{embedWords.bench}</h2>
          <BenchBlock lesson={found.lesson} scenario={found.scenario} />
        </>
      ) : (
        <WidgetBlock widget={found.widget} />
      )}
      <EmbedCode id={found.id} title={found.title} />
    </main>
  );
}
