/* How long somebody has waited for us, and how bad that is: green, orange or red at the shop's limits. */
import { now, since, span } from '../times.js';
import { store } from '../store.js';

const WARN_S = 100;
const LATE_S = 180;
// The part of the time to the first reply that is left when green becomes orange.
const SOON = 0.4;

const limits = () => ({ warn: store.clocks.warn_s ?? WARN_S, late: store.clocks.late_s ?? LATE_S });

function levelOf(waited) {
  const { warn, late } = limits();
  return waited >= late ? 'late' : waited >= warn ? 'soon' : 'calm';
}

/** {text, level, title} for what must be answered, null for what waits for nobody of us. */
export function urgencyOf(summary) {
  if (summary.owner === 'waiting') {
    const waited = since(summary.waiting_since);
    return { text: span(waited), level: levelOf(waited), title: '已排队' };
  }
  if (summary.owner !== 'human') return null;
  if (summary.reply_due_at) {
    const left = (Date.parse(summary.reply_due_at) - now.value) / 1000;
    if (left <= 0) return { text: `超 ${span(-left)}`, level: 'late', title: '首次回复已超时' };
    return { text: span(left), level: left <= limits().warn * SOON ? 'soon' : 'calm', title: '首次回复还剩' };
  }
  if (summary.last?.from !== 'shopper') return null;
  const waited = since(summary.last.at);
  return { text: span(waited), level: levelOf(waited), title: '买家等回复' };
}

export const MOODS = { impatient: '着急', angry: '生气' };
export const OWNERS = { bot: '机器人', waiting: '排队中', human: '人工', closed: '已结束' };
