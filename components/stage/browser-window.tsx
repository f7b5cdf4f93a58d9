import { CircleAlert, Globe, LoaderCircle } from 'lucide-react';
import { browserWords } from '@/content/messages/browser';
import type { Page } from '@/simulation/host/system-call';
import { AddressField } from './address-field';
import styles from './browser-window.module.css';

function pageState(page: Page): 'error' | 'loading' | 'page' {
  if (page.error !== undefined) return 'error';
  return page.loading === true ? 'loading' : 'page';
}

/** A host's browser, small: the address, and what came of it. With `onBrowse` it can be used. */
export function BrowserWindow({
  host,
  page,
  onBrowse,
}: {
  host: string;
  page: Page;
  onBrowse?: ((url: string) => void) | undefined;
}) {
  const state = pageState(page);
  return (
    <div className={styles.window} role="group" aria-label={browserWords.title(host)}>
      <div className={styles.bar}>
        <Globe size={12} aria-hidden />
        {onBrowse === undefined ? (
          <span className={styles.url}>{page.url === '' ? 'about:blank' : page.url}</span>
        ) : (
          <AddressField key={page.url} host={host} url={page.url} onBrowse={onBrowse} />
        )}
      </div>
      <div className={styles.page} data-state={state}>
        {state === 'error' ? (
          <>
            <CircleAlert size={14} aria-hidden />
            <span>
              {page.text ?? page.title ?? page.error}
              {(page.text ?? page.title) !== undefined && <code>{page.error}</code>}
            </span>
          </>
        ) : state === 'loading' ? (
          <>
            <LoaderCircle size={14} aria-hidden /> <span>{browserWords.loading(page.url)}</span>
          </>
        ) : page.url === '' ? (
          browserWords.blank
        ) : (
          <span>
            {page.status !== undefined && <code>{browserWords.status(page.status)}</code>}
            {page.title !== undefined && page.text?.startsWith(page.title) !== true && (
              <b>{page.title}</b>
            )}
            {page.text !== undefined && <span className={styles.text}>{page.text}</span>}
          </span>
        )}
      </div>
    </div>
  );
}
