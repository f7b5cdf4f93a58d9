import { Badge } from '@/components/ui/badge';
import styles from './coming-next.module.css';

const rest = [
  {
    title: 'The site is down',
    about:
      'Ten mysteries, one bug each. You get the report, a terminal and free choice of tools, and are scored by how few tests you need.',
  },
  {
    title: 'Capstone: put shop.example on line',
    about:
      'Database, application server, reverse proxy, name, certificate and firewall, from nothing to a visitor’s first page. No guide.',
  },
];

/** What follows the lessons, and is not there yet. */
export function ComingNext() {
  return (
    <section className={styles.next} aria-labelledby="after-lessons">
      <h2 id="after-lessons">After the lessons</h2>
      <ul>
        {rest.map(({ title, about }) => (
          <li key={title}>
            <h3>
              {title} <Badge className={styles.badge}>coming</Badge>
            </h3>
            <p>{about}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
