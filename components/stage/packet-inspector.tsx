import { packetWords } from '@/content/messages/interface';
import type { PacketView } from '@/contract/trace';
import type { Link } from '@/simulation/packet/packet-bytes';
import styles from './packet-inspector.module.css';
import { packetWord } from './packet-words';
import { packetTurn } from './wire-view/packet-turn';
import { WireView } from './wire-view/wire-view';

/**
 * One packet, envelope by envelope: every field with what it is for, and its bytes. `link` is null
 * for one that stays inside its host. Large: it is fetched when it is looked at.
 */
export function PacketInspector({ packet, link }: { packet: PacketView; link: Link | null }) {
  const again = packet.role === 'retransmit' ? packetWords.again : '';
  const name = `${packetWord(packet)}, ${packet.proto.toUpperCase()}${again}`;
  return (
    <div className={styles.inspector}>
      {/* Another packet is walked through from its beginning. */}
      <WireView
        key={packet.id}
        turns={[packetTurn(packet, link, name)]}
        label={packetWords.title}
      />
      {packet.data === '' && <p className={styles.none}>{packetWords.noData}</p>}
    </div>
  );
}
