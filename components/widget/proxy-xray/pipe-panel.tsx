import { EndpointText } from '@/components/stage/endpoint-text';
import { xrayWords as words } from '@/content/messages/proxy-xray/words';
import styles from './pipe-panel.module.css';
import { compareHeads, type LogLine, logsOf, type Message, type Pipe } from './read-xray';

/** A pipe, opened: its two ends, the bytes in their order, and the log of the side that serves it. */
export function PipePanel({
  pipe,
  name,
  asked,
  logs,
}: {
  pipe: Pipe;
  name: string;
  /** The visitor's request that this pipe carries on; null for the visitor's own pipe. */
  asked: Message | null;
  logs: readonly LogLine[];
}) {
  const { side, client, server, state, requests, responses } = pipe;
  const title = words.pipeLabel(name, words.way[side]);
  return (
    <section className={styles.panel} data-side={side} aria-label={title}>
      <h2>{title}</h2>
      <dl className={styles.ends}>
        <div>
          <dt>{words.ends.client}</dt>
          <dd>
            <EndpointText end={client} role="client" />
          </dd>
        </div>
        <div>
          <dt>{words.ends.server}</dt>
          <dd>
            <EndpointText end={server} role="server" />
          </dd>
        </div>
      </dl>
      <div className={styles.columns}>
        <div>
          <h3>{words.bytes}</h3>
          {requests.length === 0 && <p>{words.noBytes[state]}</p>}
          {requests.map((request, index) => {
            const response = responses[index];
            return (
              // What was sent stays sent: a message keeps its place.
              <div key={index}>
                <Head title={words.request} message={request} asked={asked} />
                {response && <Head title={words.response} message={response} asked={null} />}
              </div>
            );
          })}
        </div>
        <div>
          <h3>{words.logs}</h3>
          <p>{words.belongs[side]}</p>
          {logsOf[side].map((log) => {
            const lines = logs.filter((line) => line.log === log);
            return (
              <div key={log} className={styles.log}>
                <h4>{words.logPaths[log]}</h4>
                {lines.length === 0 ? (
                  <p>{words.noLine}</p>
                ) : (
                  <pre>{lines.map(({ text }) => text).join('\n')}</pre>
                )}
              </div>
            );
          })}
        </div>
      </div>
    </section>
  );
}

function Head({
  title,
  message,
  asked,
}: {
  title: string;
  message: Message;
  asked: Message | null;
}) {
  const { start, headers, body } = message;
  const { added, lost } = asked === null ? { added: [], lost: [] } : compareHeads(asked, message);
  const gone = lost.filter(([name]) => !added.some(([other]) => other === name));
  return (
    <div className={styles.head}>
      <h4>{title}</h4>
      <ol>
        <li>
          <b>{start}</b>
        </li>
        {headers.map((field, index) => (
          <li key={index} data-added={added.includes(field) || undefined}>
            {field[0]}: {field[1]}
            {added.includes(field) && <em> ← {words.byNginx}</em>}
          </li>
        ))}
        {body > 0 && <li className={styles.body}>{words.body(body)}</li>}
      </ol>
      {gone.length > 0 && <p>{words.lost(gone.map((field) => field.join(': ')).join('; '))}</p>}
    </div>
  );
}
