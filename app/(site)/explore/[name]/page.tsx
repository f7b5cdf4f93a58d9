import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import page from '@/components/site/page.module.css';
import { WidgetBlock } from '@/components/widget/widget-block';
import { loadWidgets } from '@/course/load-widgets';

type Props = { params: Promise<{ name: string }> };

/** Every widget is made at build time; there are no others. */
export const dynamicParams = false;

export async function generateStaticParams() {
  return (await loadWidgets()).map(({ name }) => ({ name }));
}

async function findWidget({ params }: Props) {
  const { name } = await params;
  return (await loadWidgets()).find((widget) => widget.name === name);
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const widget = await findWidget(props);
  return widget ? { title: widget.title, description: widget.about } : {};
}

export default async function WidgetRoute(props: Props) {
  const widget = await findWidget(props);
  if (widget === undefined) notFound();
  return (
    <main id="main" tabIndex={-1} className={`${page.page} ${page.wide}`}>
      <p className={page.eyebrow}>
        <Link href="/explore">Explore</Link>
      </p>
      <h1>{widget.title}</h1>
      <p className={page.lede}>{widget.about}</p>
      <WidgetBlock widget={widget} />
    </main>
  );
}
