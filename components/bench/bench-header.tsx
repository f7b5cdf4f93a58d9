'use client';

import { Check, Link2, Redo2, RotateCcw, Undo2 } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import type { LabOffer } from '@/components/live/lab-offer';
import { SideSwitch } from '@/components/live/twin/side-switch';
import { announce } from '@/components/ui/announce';
import { Badge } from '@/components/ui/badge';
import { benchTexts } from '@/content/messages/bench';
import { benchWords } from '@/content/messages/interface';
import { permalinkKey } from '@/store/permalink-code';
import { permalinkOf, type Session } from '@/store/simulation-session';
import { useSession } from '@/store/use-session';
import styles from './bench-header.module.css';
import { SaveMenu } from './save-menu';

/** Address of this page with the state of the session in its fragment. */
async function addressHere(session: Session): Promise<string> {
  const url = new URL(window.location.href);
  url.hash = `${permalinkKey}=${permalinkOf(session.getState())}`;
  return url.href;
}

/** The switch of what answers, and why it cannot be turned where there is no real kernel. */
function Answers({ offer, real, onChange }: AnswersProps) {
  const why = useId();
  const shut = offer.is === 'shut';
  return (
    <>
      <SideSwitch
        real={real}
        disabled={offer.is !== 'open' && !real}
        describedBy={shut ? why : undefined}
        onChange={onChange}
      />
      {shut && (
        <p id={why} className={styles.why}>
          {benchTexts.noRealKernel(offer.why)}
        </p>
      )}
    </>
  );
}

/** How the lab is, and which side the learner has chosen. */
export type AnswersProps = {
  offer: LabOffer;
  real: boolean;
  onChange: (real: boolean) => void;
};

/**
 * What it is, what answers, and the ways back: undo, redo, reset, and a link to this very moment.
 * Without `answers` the simulation alone does.
 */
export function BenchHeader({
  session,
  title,
  answers,
  addressOf = addressHere,
}: {
  session: Session;
  addressOf?: ((session: Session) => Promise<string>) | undefined;
  title: string;
  answers?: AnswersProps | undefined;
}) {
  const canUndo = useSession(session, (state) => state.past.length > 0);
  const canRedo = useSession(session, (state) => state.future.length > 0);
  const [link, setLink] = useState<{ copied: boolean; address: string } | null>(null);

  useEffect(() => {
    if (link?.copied !== true) return;
    const timer = setTimeout(() => setLink(null), 2500);
    return () => clearTimeout(timer);
  }, [link]);

  async function copy() {
    const address = await addressOf(session);
    try {
      await navigator.clipboard.writeText(address);
      setLink({ copied: true, address });
      announce(benchWords.linkCopied);
    } catch {
      setLink({ copied: false, address });
      announce(benchWords.linkFailed);
    }
  }

  const { undo, redo, reset } = session.getState();
  const button = (
    label: string,
    icon: React.ReactNode,
    off: boolean,
    deed: () => void,
    why?: string,
  ) => (
    <button
      type="button"
      className={styles.button}
      aria-label={label}
      aria-disabled={off}
      title={off ? why : label}
      onClick={() => !off && deed()}
    >
      {icon}
      <span className={styles.word}>{label}</span>
    </button>
  );
  return (
    <header className={styles.header}>
      <Badge code title={benchWords.simBadgeTip}>
        {benchWords.simBadge}
        <span className="visually-hidden">: {benchWords.simBadgeTip}</span>
      </Badge>
      <h3 className={styles.title}>{title}</h3>
      {answers && <Answers {...answers} />}
      <div className={styles.buttons}>
        {button(
          benchWords.undo,
          <Undo2 size={16} aria-hidden />,
          !canUndo,
          undo,
          benchWords.undoNothing,
        )}
        {button(
          benchWords.redo,
          <Redo2 size={16} aria-hidden />,
          !canRedo,
          redo,
          benchWords.redoNothing,
        )}
        {button(benchWords.reset, <RotateCcw size={15} aria-hidden />, false, reset)}
        {button(
          benchWords.link,
          link?.copied ? <Check size={16} aria-hidden /> : <Link2 size={16} aria-hidden />,
          false,
          copy,
        )}
        <SaveMenu session={session} />
      </div>
      {link?.copied === false && (
        <label className={styles.byHand}>
          {benchWords.linkFailed}
          <input
            readOnly
            value={link.address}
            aria-label={benchTexts.share}
            onFocus={(event) => event.currentTarget.select()}
          />
        </label>
      )}
    </header>
  );
}
