import type { Metadata } from 'next';
import Link from 'next/link';
import page from '@/components/site/page.module.css';
import { loadWidgets } from '@/course/load-widgets';
import styles from './explore.module.css';

export const metadata: Metadata = {
  title: 'Explore',
  description: 'Small worlds to try out: one idea each, to be predicted, broken and watched.',
};

export default async function ExplorePage() {
  const widgets = await loadWidgets();
  return (
    <main id="main" tabIndex={-1} className={`${page.page} ${page.wide}`}>
      <p className={page.eyebrow}>Explore</p>
      <h1>One idea at a time, to take apart.</h1>
      <p className={page.lede}>
        Each of these is a small simulated network with one question in it. Say what will happen,
        then watch the packets. Each stands alone, in any order.
      </p>
      <ul className={styles.list}>
        {widgets.map(({ name, title, about }) => (
          <li key={name}>
            <h2>
              <Link href={`/explore/${name}`}>{title}</Link>
            </h2>
            <p>{about}</p>
          </li>
        ))}
      </ul>
    </main>
  );
}
