import Link from 'next/link';
import { Logo } from './logo';
import { NavLink } from './nav-link';
import styles from './site-header.module.css';
import { ThemeSwitch } from './theme-switch';

export function SiteHeader() {
  return (
    <header className={styles.header}>
      <Link href="/" className={styles.home} prefetch={false}>
        <Logo />
        <span>Portside</span>
      </Link>
      <nav aria-label="Site" className={styles.links}>
        <NavLink href="/lessons">Course</NavLink>
        <NavLink href="/explore">Explore</NavLink>
        <NavLink href="/sandbox">Sandbox</NavLink>
        <NavLink href="/lab">Lab</NavLink>
        <NavLink href="/glossary">Glossary</NavLink>
      </nav>
      <ThemeSwitch />
    </header>
  );
}
