import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { connection } from 'next/server';
import { OperatorPanel } from '@/components/live/operator/operator-panel';
import page from '@/components/site/page.module.css';
import { lab } from '@/lab/lab';

export const metadata: Metadata = { title: 'Operator', robots: { index: false } };

/** Is not there unless LAB_ADMIN_TOKEN is set. What it shows is asked of /api/lab/operator. */
export default async function OperatorPage() {
  await connection();
  if (!lab().settings.adminToken) notFound();
  return (
    <main id="main" tabIndex={-1} className={`${page.page} ${page.wide}`}>
      <p className={page.eyebrow}>Live lab</p>
      <h1>Operator</h1>
      <OperatorPanel />
    </main>
  );
}
