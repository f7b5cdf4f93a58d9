import { Globe, Server, SquareTerminal, Waypoints } from 'lucide-react';
import type { ReactNode } from 'react';
import { EndpointText } from '@/components/stage/endpoint-text';
import { placeOfApp, type Setting, site, visitor } from '@/content/messages/proxy-xray/setting';
import { xrayWords as words } from '@/content/messages/proxy-xray/words';
import type { Pipe, Side, Xray } from './read-xray';
import styles from './xray-picture.module.css';

/**
 * Visitor, Nginx and app, and the pipes between them. Each pipe is a button that opens it; its side
 * is told by word, colour and pattern.
 */
export function XrayPicture({
  setting,
  pipes,
  chosen,
  onChoose,
}: {
  setting: Setting;
  pipes: Xray['pipes'];
  chosen: Pipe | null;
  onChoose: (index: number) => void;
}) {
  const app = placeOfApp(setting);
  const Visitor = setting.visit === 'browser' ? Globe : SquareTerminal;
  const between = (side: Side) => (
    <ol className={styles.pipes} aria-label={words.way[side]}>
      {pipes.map(
        (pipe, index) =>
          pipe.side === side && (
            <li key={index}>
              <PipeButton
                pipe={pipe}
                index={index}
                pressed={pipe === chosen}
                onPress={() => onChoose(index)}
              />
            </li>
          ),
      )}
      {pipes.every((pipe) => pipe.side !== side) && (
        <li className={styles.none}>{words.noPipe[side]}</li>
      )}
    </ol>
  );
  const listening = (there: boolean, place: string) =>
    there ? words.listens(place) : words.notListening;
  return (
    <div className={styles.picture} role="group" aria-label={words.picture}>
      <Place icon={<Visitor size={20} aria-hidden />} name={words.places.visitor}>
        {visitor.addr}
      </Place>
      {between('outer')}
      <Place icon={<Waypoints size={20} aria-hidden />} name={words.places.nginx}>
        {listening(setting.nginx === 'runs', `${site.addr}:${site.port}`)}
      </Place>
      {between('inner')}
      <Place icon={<Server size={20} aria-hidden />} name={words.places.app}>
        {listening(setting.app !== 'stopped', `${app.addr}:${app.port}`)}
      </Place>
    </div>
  );
}

function Place({ icon, name, children }: { icon: ReactNode; name: string; children: ReactNode }) {
  return (
    <div className={styles.place}>
      {icon}
      <b>{name}</b>
      <span>{children}</span>
    </div>
  );
}

function PipeButton({
  pipe,
  index,
  pressed,
  onPress,
}: {
  pipe: Pipe;
  index: number;
  pressed: boolean;
  onPress: () => void;
}) {
  const { side, client, server, state, requests, responses, waiting } = pipe;
  return (
    <button
      type="button"
      className={styles.pipe}
      data-side={side}
      data-state={state}
      aria-pressed={pressed}
      onClick={onPress}
    >
      <span className={styles.name}>
        <b>{words.pipe(index)}</b> <span className={styles.state}>{words.states[state]}</span>
      </span>
      <span className={styles.line} aria-hidden />
      <span className={styles.ends}>
        <EndpointText end={client} role="client" /> <span>→</span>{' '}
        <EndpointText end={server} role="server" />
      </span>
      <span className={styles.traffic}>
        {waiting === null
          ? words.traffic(requests.length, responses.length)
          : words.waiting(waiting)}
      </span>
    </button>
  );
}
