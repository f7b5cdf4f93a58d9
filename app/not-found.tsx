import { Check, X } from 'lucide-react';
import type { Metadata } from 'next';
import layers from '@/components/site/layers.module.css';
import page from '@/components/site/page.module.css';
import { SiteFrame } from '@/components/site/site-frame';
import { ButtonLink } from '@/components/ui/button-link';

export const metadata: Metadata = { title: '404: no such page' };

const proved = [
  ['Name', 'Your browser found an address for this site.'],
  ['Route', 'Packets travelled there and back.'],
  ['Port', 'Something was listening: the handshake was completed.'],
  ['Program', 'It read your request and understood it as HTTP.'],
];

export default function NotFoundPage() {
  return (
    <SiteFrame>
      <main id="main" tabIndex={-1} className={page.page}>
        <p className={page.eyebrow}>Connection open · answer 404 Not Found</p>
        <h1>The host answered. There is no such page.</h1>
        <p className={page.lede}>
          A 404 is good news about the network: everything below the page works, or you could not be
          reading this.
        </p>
        <ul className={layers.layers}>
          {proved.map(([layer, says]) => (
            <li key={layer} className={layers.proved}>
              <Check size={17} aria-label="works:" />
              <b>{layer}</b>
              <span className={layers.says}>{says}</span>
            </li>
          ))}
          <li className={layers.failed}>
            <X size={17} aria-label="fails:" />
            <b>Page</b>
            <span className={layers.says}>
              Nothing is stored under this address. Look for a slip in its spelling.
            </span>
          </li>
        </ul>
        <p className={page.actions}>
          <ButtonLink href="/lessons" variant="primary">
            All lessons
          </ButtonLink>
          <ButtonLink href="/">Front page</ButtonLink>
        </p>
      </main>
    </SiteFrame>
  );
}
