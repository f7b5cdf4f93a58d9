import Link from 'next/link';
import { parseReportTo } from './report-href';
import { ReportLink } from './report-link';
import styles from './site-footer.module.css';

export function SiteFooter() {
  const reportTo = parseReportTo(process.env.PORTSIDE_REPORT_TO);
  return (
    <footer className={styles.footer}>
      <p>Portside. No account, nothing collected.</p>
      <ul>
        <li>
          <Link href="/privacy" prefetch={false}>
            Privacy
          </Link>
        </li>
        <li>
          <a href="/licence.txt">MIT licence</a>
        </li>
        {reportTo && (
          <li>
            <ReportLink to={reportTo} />
          </li>
        )}
      </ul>
    </footer>
  );
}
