/* One line of the conversation list: who, why, in which mood, how long they have waited, what was said last. */
import { ElBadge, ElTag } from 'element-plus';
import { html } from '../html.js';
import { store } from '../store.js';
import { when } from '../times.js';
import { MOODS, OWNERS, urgencyOf } from './urgency.js';

const SAID_BY = { bot: '店小二：', agent: '我方：', system: '' };

export function Clock({ summary }) {
  const urgency = urgencyOf(summary);
  if (!urgency) return html`<time class="muted">${when(summary.last?.at ?? summary.updated_at)}</time>`;
  return html`<span class=${`clock ${urgency.level}`} title=${`${urgency.title} ${urgency.text}`}>${urgency.text}</span>`;
}
Clock.props = ['summary'];

export function Tags({ summary, isFull }) {
  const moodTitle = summary.mood_title ?? MOODS[summary.mood];
  return html`
    <span class="tags">
      ${moodTitle && summary.mood !== 'calm' && html`<${ElTag} size="small" type=${summary.mood === 'angry' ? 'danger' : 'warning'} effect="dark">${moodTitle}</${ElTag}>`}
      ${summary.priority > 0 && html`<${ElTag} size="small" type="warning" effect="plain">优先</${ElTag}>`}
      ${summary.reason_title && html`<${ElTag} size="small" type="info" effect="plain">${summary.reason_title}</${ElTag}>`}
      ${isFull && html`<${ElTag} size="small" type="info" effect="plain">${summary.owner === 'human' ? summary.agent : OWNERS[summary.owner]}</${ElTag}>`}
      ${isFull && summary.group_name && html`<${ElTag} size="small" type="info" effect="plain">${summary.group_name}</${ElTag}>`}
    </span>`;
}
Tags.props = ['summary', 'isFull'];

export function Item({ summary, box, onOpen }) {
  const { shopper, last } = summary;
  const isOther = box === 'all' || box === 'closed';
  const level = urgencyOf(summary)?.level ?? '';
  return html`
    <li class=${['item', level, { current: store.current === summary.id }]}>
      <button type="button" aria-current=${store.current === summary.id ? 'true' : null} data-conversation=${summary.id} onClick=${() => onOpen(summary.id)}>
        <span class="item-top">
          <${ElBadge} value=${summary.unread ?? 0} max=${99} hidden=${!summary.unread} class="item-unread"><span class="face">${[...(shopper.name || '访')][0]}</span></${ElBadge}>
          <strong>${shopper.name || '访客'}</strong>
          <${Clock} summary=${summary} />
        </span>
        <span class="item-last">${last ? (SAID_BY[last.from] ?? '') + last.text : summary.wish || '还没有消息'}</span>
        <${Tags} summary=${summary} isFull=${isOther} />
      </button>
    </li>`;
}
Item.props = ['summary', 'box', 'onOpen'];
