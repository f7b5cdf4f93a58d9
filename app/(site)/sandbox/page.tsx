import type { Metadata } from 'next';
import { SandboxLoader } from '@/components/sandbox/sandbox-loader';
import page from '@/components/site/page.module.css';
import { loadReadyWorlds } from '@/course/load-ready-worlds';

export const metadata: Metadata = {
  title: 'Sandbox',
  description:
    'Build a network of your own, run it, break it, share it by a link, and turn it into a challenge for somebody else.',
};

export default async function SandboxPage() {
  const ready = await loadReadyWorlds();
  return (
    <main id="main" tabIndex={-1} className={`${page.page} ${page.wide}`}>
      <p className={page.eyebrow}>Sandbox</p>
      <h1>Build a network, then break it.</h1>
      <p className={page.lede}>
        Put laptops, phones, servers and routers on networks, start programs on them, and run it all
        on a bench. Send it to somebody by a link, or make a challenge of it.
      </p>
      <SandboxLoader ready={ready}>
        <p>
          The sandbox runs in your browser and needs its scripts. The <a href="/lessons">lessons</a>{' '}
          can be read without.
        </p>
      </SandboxLoader>
    </main>
  );
}
