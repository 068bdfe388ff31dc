/* Times and amounts as people read them, and one clock that everything that ticks looks at. */
import { ref } from 'vue';

/** The time, to the second; whatever is drawn with it is drawn anew. */
export const now = ref(Date.now());
setInterval(() => { now.value = Date.now(); }, 1000);

const ZONE = 'Asia/Shanghai';
const format = (options) => new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, hourCycle: 'h23', ...options });
const CLOCK = format({ hour: '2-digit', minute: '2-digit' });
const DAY = format({ month: 'numeric', day: 'numeric' });
const DATE = format({ year: 'numeric', month: '2-digit', day: '2-digit' });
const WEEKDAY = format({ month: 'long', day: 'numeric', weekday: 'long' });

const moment = (at) => (at instanceof Date ? at : new Date(at));
export const isoDay = (at) => DATE.format(moment(at)).replaceAll('/', '-');
const daysAgo = (at) => Math.round((Date.parse(isoDay(Date.now())) - Date.parse(isoDay(at))) / 86_400_000);

export const clock = (at) => CLOCK.format(moment(at));

/** 14:05, 昨天 14:05, 11/3 14:05. */
export function when(at) {
  if (!at) return '';
  const ago = daysAgo(at);
  if (ago === 0) return clock(at);
  if (ago === 1) return `昨天 ${clock(at)}`;
  if (ago === -1) return `明天 ${clock(at)}`;
  return `${DAY.format(moment(at))} ${clock(at)}`;
}

/** The line between days in a transcript. */
export function dayLine(at) {
  const ago = daysAgo(at);
  return ago === 0 ? '今天' : ago === 1 ? '昨天' : WEEKDAY.format(moment(at));
}

/** Seconds as 0:42, 12:05, 1:03:20. */
export function span(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n) => String(n).padStart(2, '0');
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Seconds as 不到 1 分钟, 12 分钟, 3 小时, 2 天. */
export function roughly(seconds) {
  if (seconds < 60) return '不到 1 分钟';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} 分钟`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} 小时`;
  return `${Math.floor(seconds / 86_400)} 天`;
}

export const since = (at) => (at ? (now.value - Date.parse(at)) / 1000 : 0);

/** An amount that may come as a number, or as a text that says 起. */
export const money = (amount) => (amount === undefined || amount === null || amount === '' ? '' : `¥${amount}`);
