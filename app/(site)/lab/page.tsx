import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import {
  LivePanelLoader,
  ServicesPanelLoader,
  SiteServiceLoader,
  TwinPanelLoader,
} from '@/components/live/live-panel-loader';
import page from '@/components/site/page.module.css';
import styles from './lab.module.css';

export const metadata: Metadata = {
  title: 'Lab',
  description:
    'Open real listening sockets on this server, call them, and read the kernel’s own table.',
};

const tiers = [
  {
    name: 'Private network',
    says: 'Your own network namespace: every port from 1 to 65535, your own loopback, a second machine to call from, and no route out. Nothing in it can reach this server, its network or another learner.',
  },
  {
    name: 'Loopback',
    says: 'Where namespaces are not to be had: real sockets on a loopback address of your own. Only what you opened yourself can be dialled. The panel says what differs from the private network.',
  },
  {
    name: 'Off',
    says: 'By choice of whoever runs this copy, or because the check at start failed. The panel says why. Every lesson stays complete, and the site’s own socket can still be probed.',
  },
];

export default function LabPage() {
  return (
    <main id="main" tabIndex={-1} className={`${page.page} ${page.wide}`}>
      <p className={page.eyebrow}>Live lab</p>
      <h1>Real sockets, real answers.</h1>
      <p className={page.lede}>
        The benches in the lessons are simulated, event for event as Linux does it. Here nothing is:
        a program on this server makes the system calls you choose, and what you read is what its
        kernel said.
      </p>
      <Part
        id="sandbox"
        title="A sandbox of your own"
        says="Start a listener, call it from either machine, watch the kernel’s table. The sandbox is thrown away when you leave it alone, and nothing in it can reach out."
      >
        <LivePanelLoader>
          <p className={styles.waiting}>
            Here stands a panel with which you open real sockets. It needs JavaScript.
          </p>
        </LivePanelLoader>
      </Part>
      <Part
        id="services"
        title="Real services"
        says="Web servers, databases, mail, sign-in: start one in your sandbox, have its real client call it, and read every byte that passes between them. Or be the client yourself and type the protocol."
      >
        <ServicesPanelLoader>
          <p className={styles.waiting}>
            Here stands a panel with which you start real services and call them. It needs
            JavaScript.
          </p>
        </ServicesPanelLoader>
      </Part>
      <Part
        id="twin"
        title="On paper and for real"
        says="One row of system calls, done twice: by this site’s simulation and by a Linux kernel. Both accounts stand side by side, and what differs is marked and explained."
      >
        <TwinPanelLoader>
          <p className={styles.waiting}>
            Here stands a panel that plays one scenario on paper and for real. It needs JavaScript.
          </p>
        </TwinPanelLoader>
      </Part>
      <Part
        id="site"
        title="The site you are reading"
        says="This page came out of a listening socket as well. Ask its routes from your browser, or have the server call its own port, and one where nobody listens."
      >
        <SiteServiceLoader>
          <p className={styles.waiting}>
            Here stand the site&rsquo;s own routes, to be asked one by one. It needs JavaScript.
          </p>
        </SiteServiceLoader>
      </Part>
      <Part
        id="tiers"
        title="What this server can offer"
        says="A check at start decides which of three ways is used. It binds port 80, connects to itself, is refused where it should be, and proves that no packet gets out. What fails that check is never used quietly."
      >
        <ul className={styles.tiers}>
          {tiers.map(({ name, says }) => (
            <li key={name}>
              <h3>{name}</h3>
              <p>{says}</p>
            </li>
          ))}
        </ul>
      </Part>
    </main>
  );
}

function Part({
  id,
  title,
  says,
  children,
}: {
  id: string;
  title: string;
  says: string;
  children: ReactNode;
}) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div className={page.prose}>
        <p>{says}</p>
      </div>
      {children}
    </section>
  );
}
