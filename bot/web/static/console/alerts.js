/* How the console draws attention: a badge in the title, two short tones, a desktop notification when nobody looks. */
import { ElNotification } from 'element-plus';
import { reactive } from 'vue';

const KEPT_AS = 'xiaoer-console-alerts';
const KINDS = {
  assigned: ['有新会话分给您', 'primary', [660, 880]],
  transferred: ['有会话转接给您', 'primary', [660, 880]],
  message: ['买家来消息了', 'primary', [740]],
  late: ['有会话快超时了', 'warning', [880, 880, 880]],
  reassigned: ['会话已改派', 'warning', [520, 440]],
  whisper: ['主管的悄悄话', 'warning', [587, 740]],
  ticket_due: ['有工单到期了', 'warning', [520, 660]],
  refused: ['没有成功', 'error', []],
};

export const preferences = reactive({ sound: true, volume: 40, desktop: false, ...kept() });

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT_AS)) ?? {};
  } catch {
    return {};
  }
}

export function keepPreferences() {
  localStorage.setItem(KEPT_AS, JSON.stringify(preferences));
}

/** Set by whoever can open a conversation. */
export const opening = { open: () => {} };

let audio = null;

/** Tones without a file; browsers allow them once the page has been clicked. */
export function play(tones) {
  if (!preferences.sound || !tones.length || !window.AudioContext) return;
  audio ??= new AudioContext();
  if (audio.state === 'suspended') audio.resume();
  tones.forEach((pitch, index) => {
    const at = audio.currentTime + index * 0.16;
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(preferences.volume / 250, at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.15);
    tone.connect(gain).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.16);
  });
}

export function canNotify() {
  return 'Notification' in window && Notification.permission === 'granted';
}

function notify(title, text, conversation) {
  if (!preferences.desktop || !document.hidden || !canNotify()) return;
  const shown = new Notification(title, { body: text, tag: conversation ?? title });
  shown.onclick = () => { window.focus(); shown.close(); if (conversation) opening.open(conversation); };
}

/** An alert frame, or something of the same shape. */
export function alertOf({ kind, conversation, text }) {
  const [title, type, tones] = KINDS[kind] ?? ['提醒', 'info', [660]];
  play(tones);
  notify(title, text, conversation);
  if (kind === 'message') return;
  const shown = ElNotification({
    title, message: text, type, duration: type === 'primary' ? 5000 : 9000, position: 'bottom-right',
    onClick: () => { if (conversation) { opening.open(conversation); shown.close(); } },
  });
}

const plain = document.title;

/** The badge: how many messages wait for me, else how many people wait for anybody. */
export function badge(unread, waiting) {
  const head = unread ? `(${unread > 99 ? '99+' : unread}) ` : waiting ? `[排队 ${waiting}] ` : '';
  document.title = head + plain;
}
