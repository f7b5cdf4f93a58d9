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
          Your progress, your predictions, how you left each bench with your bookmarks, that you
          have seen the notes of your first bench, and the choice of theme are in your
          browser&rsquo;s own storage, on your device. Under{' '}
          <Link href="/lessons#progress">Your record</Link> you can save progress and predictions to
          a file for another browser, or erase them together with the benches. Clearing the data of
          this site in your browser erases everything.
        </p>
        <p>
          There is one cookie, and only after you ask for a sandbox in the lab: a random name by
          which the lab finds your sandbox again. It goes when you throw the sandbox away, and at
          the latest when you close the browser.
        </p>
        <h2>What the server sees</h2>
        <ul>
          <li>
            Every request carries your address and port, because without them no answer could find
            its way back. While your connection is open the server counts its requests in memory;{' '}
            <Link href="/lab">the lab page</Link> shows you all of it.
          </li>
          <li>
            Answers to the quiz, and to a question that a bench asks, are sent to be marked. The
            server replies and keeps neither your answer nor the result.
          </li>
          <li>
            The live lab opens real sockets for you in a sandbox of your own. What you asked it to
            open and what happened there is kept in memory for as long as the sandbox lives, at most
            an hour. The bytes you send through it are written to no log.
          </li>
          <li>
            Portside writes no log unless whoever runs this copy switches one on for the live lab:
            then one line an operation, with its time, its sandbox, the host, address, port and
            service it was about, its result and how long it took. What was said through a
            connection is never in it. A proxy in front of the site may keep a log of requests, as
            any web server can.
          </li>
        </ul>
        <h2>What is simulated</h2>
        <p>
          The benches and terminals in the lessons run inside your browser. Commands typed there
          never leave it.
        </p>
      </div>
    </main>
  );
}
