import { binds, callers, guessWords } from '@/content/messages/front-bench';
import styles from './front-truth.module.css';
import { frontTruth } from './truth-table';

/** What the bench would show, as a table: for readers without JavaScript, and for print. */
export function FrontTruth() {
  return (
    <table className={styles.truth}>
      <caption>Django is started with one of three addresses. Who gets an answer?</caption>
      <thead>
        <tr>
          <th scope="col">who asks for what</th>
          {binds.map((bind) => (
            <th key={bind} scope="col">
              {bind}:8000
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {callers.map(({ id, who, target }) => (
          <tr key={id}>
            <th scope="row">
              {who} for {target}:8000
            </th>
            {binds.map((bind) => (
              <td key={bind}>{guessWords[frontTruth[bind][id]]}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
