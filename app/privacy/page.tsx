import type { Metadata } from 'next';
import Link from 'next/link';
import page from '@/components/site/page.module.css';

export const metadata: Metadata = {
  title: 'Privacy',
  description: 'Short, because nothing is collected.',
};

export default function PrivacyPage() {
  return (
    <main id="main" tabIndex={-1} className={page.page}>
      <p className={page.eyebrow}>Privacy</p>
      <h1>Short, because nothing is collected.</h1>
      <p className={page.lede}>
        There is no account, no analytics, no advertising, and no page here loads anything from
        another site.
      </p>
      <div className={page.prose}>
        <h2 id="kept">What your browser keeps</h2>
        <p>
          Your progress, your predictions and the choice of theme are in your browser&rsquo;s own
          storage, on your device. You can save them to a file, take them to another browser or
          erase them under <Link href="/lessons#progress">Your record</Link>. Clearing the data of
          this site in your browser erases them too.
        </p>
        <h2>What the server sees</h2>
        <ul>
          <li>
            Every request carries your address and port, because without them no answer could find
            its way back. <Link href="/lab">The lab page</Link> shows you both.
          </li>
          <li>
            Quiz answers are sent to be marked. The server answers and keeps neither your answers
            nor the result.
          </li>
          <li>
            The live lab opens real sockets for you inside a private sandbox. What you asked it to
            open is kept in memory for as long as the sandbox lives, at most an hour, and the bytes
            you send through it are not logged.
          </li>
          <li>
            Whoever runs this copy of the site, or a proxy in front of it, may keep a log of
            requests, as any web server can. Portside itself writes none.
          </li>
        </ul>
        <h2>What is simulated</h2>
        <p>
          The benches and terminals in the lessons run inside your browser. Nothing typed there
          leaves it.
        </p>
      </div>
    </main>
  );
}
