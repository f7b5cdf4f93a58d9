'use client';

import '@xterm/xterm/css/xterm.css';
import type { IDisposable, ILink, Terminal } from '@xterm/xterm';
import { useEffect, useRef } from 'react';
import { highlightLines } from './highlight-lines';
import { wrapLines } from './wrap-lines';
import styles from './xterm-view.module.css';

/** Wide enough for a row of `ss -tlnp`; narrower screens scroll sideways instead of breaking it. */
const columns = 118;

/** The terminal is dark in both themes; every colour reads well on it. */
const theme = {
  background: '#10141c',
  foreground: '#d6deeb',
  cursor: '#6ee7b7',
  cursorAccent: '#10141c',
  selectionBackground: '#33507e',
  black: '#8f9ab3',
  red: '#ff9b92',
  green: '#6ee7b7',
  yellow: '#f2c97d',
  blue: '#93b8ff',
  magenta: '#dcb0ff',
  cyan: '#7fdbea',
  white: '#d6deeb',
  brightBlack: '#8f9ab3',
  brightRed: '#ff9b92',
  brightGreen: '#6ee7b7',
  brightYellow: '#f2c97d',
  brightBlue: '#93b8ff',
  brightMagenta: '#dcb0ff',
  brightCyan: '#7fdbea',
  brightWhite: '#ffffff',
};

export type XtermProps = {
  label: string;
  /** All that was printed, the prompt included. */
  text: string;
  /** What is being typed, and where in it the cursor stands. */
  draft: { text: string; cursor: number };
  /** Ends of the selected socket, to be marked in the text. */
  endpoints: readonly string[];
  cursorShown: boolean;
  /** A key or pasted text that the terminal takes; true when it is dealt with. */
  onKey: (event: KeyboardEvent) => boolean;
  onPaste: (text: string) => void;
  /** An address and port in the text was picked. */
  onEndpoint: (endpoint: string) => void;
  focusSignal: number;
};

const endpointPattern = /(?:\d{1,3}(?:\.\d{1,3}){3}|\*|\[[0-9a-f:]+\]):\d{1,5}/gi;

async function open(element: HTMLElement, label: string) {
  const [{ Terminal: Xterm }, { FitAddon }] = await Promise.all([
    import('@xterm/xterm'),
    import('@xterm/addon-fit'),
  ]);
  const terminal = new Xterm({
    cols: columns,
    rows: 16,
    convertEol: true,
    cursorBlink: false,
    cursorStyle: 'block',
    cursorInactiveStyle: 'outline',
    fontFamily: '"JetBrains Mono Variable", ui-monospace, monospace',
    fontSize: 12.5,
    lineHeight: 1.32,
    scrollback: 2000,
    theme,
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(element);
  terminal.textarea?.setAttribute('aria-label', label);
  return { terminal, fit };
}

/** Keeps the screen equal to `text` and `draft`, writing only what is new where that is possible. */
function createPainter(terminal: Terminal, scroller: HTMLElement) {
  /** A screen that is wider than its frame shows the cursor, and the line's start where it can. */
  function showCursor() {
    terminal.scrollToBottom();
    const screen = terminal.element?.querySelector<HTMLElement>('.xterm-screen');
    if (!screen) return;
    const at = (screen.offsetWidth / terminal.cols) * (terminal.buffer.active.cursorX + 2);
    scroller.scrollLeft = Math.max(0, at - scroller.clientWidth + 24);
  }

  let painted = '';
  let drafted = '\u0000';
  return (text: string, draft: XtermProps['draft']) => {
    const key = `${draft.cursor}:${draft.text}`;
    if (text === painted && key === drafted) return;
    let out = '';
    if (text !== painted) {
      // What is typed now belongs behind the text, so it is wiped before more text comes.
      if (painted !== '' && text.startsWith(painted))
        out += `\x1b8\x1b[J${text.slice(painted.length)}`;
      // In the stream, not by reset(): text that is still on its way in must go first.
      else out += `\x1bc${text}`;
      out += '\x1b7';
      painted = text;
    }
    drafted = key;
    // The cursor is put by writing up to it, so that wrapped lines work too.
    out += `\x1b8\x1b[J${draft.text}\x1b8${draft.text.slice(0, draft.cursor)}`;
    terminal.write(out, showCursor);
  };
}

/** The screen of a terminal (xterm.js, DOM renderer). It only shows and listens; it knows no shell. */
export function XtermView(props: XtermProps) {
  const frame = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const live = useRef<Terminal | null>(null);
  const repaint = useRef(() => {});

  useEffect(() => {
    const element = frame.current;
    const scroller = element?.parentElement;
    if (!element || !scroller) return;
    let ended = false;
    const ends: (() => void)[] = [];
    const keep = (one: IDisposable) => ends.push(() => one.dispose());
    open(element, latest.current.label).then(({ terminal, fit }) => {
      if (ended) {
        terminal.dispose();
        return;
      }
      // Behind the last write: what is on its way to the screen still needs one to arrive on.
      ends.push(() => terminal.write('', () => terminal.dispose()));
      const resize = () => {
        const rows = fit.proposeDimensions()?.rows;
        if (rows !== undefined && rows > 0) terminal.resize(columns, Math.max(6, rows));
        repaint.current();
      };
      const observer = new ResizeObserver(resize);
      observer.observe(element);
      ends.push(() => observer.disconnect());
      // Returning false leaves the key to the browser, or to nobody when it was dealt with.
      terminal.attachCustomKeyEventHandler((event) => {
        if (event.type !== 'keydown') return false;
        if (latest.current.onKey(event)) {
          event.preventDefault();
          event.stopPropagation();
        }
        return false;
      });
      keep(terminal.onData((data) => latest.current.onPaste(data)));
      keep(
        terminal.registerLinkProvider({
          provideLinks(line, answer) {
            const text = terminal.buffer.active.getLine(line - 1)?.translateToString() ?? '';
            const links = [...text.matchAll(endpointPattern)].map(
              (found): ILink => ({
                text: found[0],
                range: {
                  start: { x: found.index + 1, y: line },
                  end: { x: found.index + found[0].length, y: line },
                },
                activate: (_, endpoint) => latest.current.onEndpoint(endpoint),
              }),
            );
            answer(links);
          },
        }),
      );
      const paint = createPainter(terminal, scroller);
      live.current = terminal;
      repaint.current = () => {
        const { text, draft, endpoints } = latest.current;
        const screen = terminal.element?.querySelector<HTMLElement>('.xterm-screen');
        const cell = (screen?.offsetWidth ?? 0) / terminal.cols;
        const seen = cell === 0 ? columns : Math.floor((scroller.clientWidth - 20) / cell);
        paint(highlightLines(wrapLines(text, Math.min(columns, seen)), endpoints), draft);
      };
      resize();
      // After an editor has closed, the focus that it had belongs here.
      if (latest.current.focusSignal > 0 && document.activeElement === document.body)
        terminal.focus();
    });
    return () => {
      ended = true;
      live.current = null;
      repaint.current = () => {};
      for (const end of ends) end();
    };
  }, []);

  const { text, draft, endpoints, cursorShown, focusSignal } = props;
  useEffect(() => {
    repaint.current();
  }, [text, draft, endpoints]);
  useEffect(() => {
    if (live.current) live.current.options.cursorInactiveStyle = cursorShown ? 'outline' : 'none';
  }, [cursorShown]);
  useEffect(() => {
    if (focusSignal > 0) live.current?.focus();
  }, [focusSignal]);

  return (
    <div className={styles.scroll}>
      <div ref={frame} className={styles.frame} />
    </div>
  );
}
