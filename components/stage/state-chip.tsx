import styles from './state-chip.module.css';
import { stateTone } from './world-reading';

/** A socket's state: the word, on the colour that the word means. */
export function StateChip({ word }: { word: string }) {
  return <span className={`${styles.chip} ${styles[stateTone(word)]}`}>{word}</span>;
}
