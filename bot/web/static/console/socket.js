/* The line to the desk: state first, events after it; it comes back by itself, and says where it left off. */
const PING_EVERY = 20_000;
// Whoever says nothing for so long, not even to a ping, is gone although the browser has not noticed.
const SILENT_FOR = 45_000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;

/**
 * Open the line and keep it open.
 *
 * @param csrf     gives the session's token
 * @param follows  gives the open conversations as [id, after], to take up again after every connect
 * @param onFrame  gets each frame
 * @param onLink   is told 'connecting', 'up' or 'down'
 * @param onLost   is called when the desk wants a new log-in
 * @param onFailed is called when the line broke before it stood: perhaps a log-in has ended
 */
export function connect({ csrf, follows, onFrame, onLink, onLost, onFailed }) {
  let socket = null;
  let tries = 0;
  let heard = 0;
  let timer = 0;
  let closed = false;
  let hasState = false;
  // What was said while the line was down: the newest of a kind for each conversation is enough.
  const waiting = new Map();

  const isOpen = () => socket?.readyState === WebSocket.OPEN;
  const write = (type, data = {}) => socket.send(JSON.stringify({ type, data }));

  function open() {
    clearTimeout(timer);
    if (closed) return;
    onLink('connecting');
    hasState = false;
    const line = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/console/ws`);
    socket = line;
    line.onopen = () => { heard = Date.now(); write('hello', { csrf: csrf() }); };
    line.onmessage = ({ data }) => { if (line === socket) hear(JSON.parse(data)); };
    line.onclose = ({ code }) => { if (line === socket) drop(code); };
  }

  function hear(frame) {
    heard = Date.now();
    if (frame.type === 'pong') return;
    onFrame(frame);
    if (frame.type === 'state') settle();
  }

  function settle() {
    tries = 0;
    hasState = true;
    onLink('up');
    for (const [conversation, after] of follows()) write('follow', { conversation, after });
    for (const [type, data] of waiting.values()) write(type, data);
    waiting.clear();
  }

  function drop(code) {
    socket = null;
    onLink('down');
    if (closed) return;
    if (!hasState) onFailed();
    if (code === 4401 || code === 4403) { onLost(); return; }
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries);
    tries += 1;
    timer = setTimeout(open, wait * (0.5 + Math.random() / 2));
  }

  function cut() {
    const line = socket;
    if (!line) return;
    line.onclose = null;
    line.close();
    drop(0);
  }

  const pings = setInterval(() => {
    if (!isOpen()) return;
    if (Date.now() - heard > SILENT_FOR) cut();
    else write('ping');
  }, PING_EVERY);
  const again = () => { if (!socket && !closed) { tries = 0; open(); } };
  addEventListener('online', again);
  addEventListener('offline', cut);
  open();

  return {
    /** Say something now, or as soon as the line is back; a sign of typing is not worth keeping. */
    send(type, data) {
      if (isOpen()) write(type, data);
      else if (type === 'read') waiting.set(`${type} ${data.conversation}`, [type, data]);
    },
    retry: again,
    close() {
      closed = true;
      clearInterval(pings);
      clearTimeout(timer);
      removeEventListener('online', again);
      removeEventListener('offline', cut);
      socket?.close();
    },
  };
}
