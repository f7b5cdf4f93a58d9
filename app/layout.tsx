import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import '@/components/site/base.css';
import { themeScript } from '@/components/site/theme-script';
import { announcerId } from '@/components/ui/announce';

// Only an absolute address can be shown by others; without PUBLIC_URL there is no preview picture.
const publicUrl = process.env.PUBLIC_URL;

export const metadata: Metadata = {
  ...(publicUrl && {
    metadataBase: new URL(publicUrl),
    openGraph: { siteName: 'Portside', type: 'website', images: '/opengraph.png' },
  }),
  title: { default: 'Portside: see what a port really does', template: '%s · Portside' },
  description:
    'An interactive course on ports, listening and network services: predict, step through it packet by packet, break it, then run the same on real sockets.',
  applicationName: 'Portside',
};

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbfaf7' },
    { media: '(prefers-color-scheme: dark)', color: '#0c1017' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" data-scroll-behavior="smooth" suppressHydrationWarning>
      <head>
        <script dangerouslySetInnerHTML={{ __html: themeScript }} />
      </head>
      <body>
        {children}
        <div id={announcerId} className="visually-hidden" aria-live="polite" />
        {process.env.NODE_ENV === 'development' && (await watchContent())}
      </body>
    </html>
  );
}

/** Authors see an edit at once. The branch that calls this is dropped from a production build. */
async function watchContent() {
  const { ContentWatcher } = await import('@/components/lesson/content-watcher');
  return <ContentWatcher />;
}
