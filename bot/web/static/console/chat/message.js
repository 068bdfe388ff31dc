/* One message, note or line of the system in the transcript. */
import { ElButton, ElImage, ElTag } from 'element-plus';
import { html } from '../html.js';
import { store } from '../store.js';
import { clock, now, when } from '../times.js';
import { Card, isKnownCard } from './cards.js';

const RECALL_S = 120;
const FOLDED_AT = 400;
const NOTE_KINDS = { note: '内部备注', whisper: '主管悄悄话', transfer: '转接说明' };

/** Whether it is mine and young enough to take back. */
export function mayRecall(message) {
  const isMine = message.from === 'agent' && message.agent_id === store.me?.id && !message.recalled_at;
  return isMine && (now.value - Date.parse(message.at)) / 1000 < (store.clocks.recall_s ?? RECALL_S);
}

function body(message) {
  if (message.kind === 'image' && message.image) {
    return html`<${ElImage} class="bubble-image" src=${message.image} previewSrcList=${[message.image]} previewTeleported=${true} fit="contain" hideOnClickModal=${true} alt="图片">${{
      error: () => html`<span class="bubble">图片打不开了，请刷新页面</span>` }}</${ElImage}>`;
  }
  if (message.kind === 'card' && isKnownCard(message.card)) return html`<${Card} card=${message.card} />`;
  return html`<div class=${{ bubble: true, long: message.text.length > FOLDED_AT }}>${message.text}</div>`;
}

const buttons = (message) => message.buttons?.length > 0 && html`
  <div class="offered" title="买家看到的按钮">${message.buttons.map((button) => html`<span key=${button.id}>${button.title}</span>`)}</div>`;

const understood = (message) => (message.intent_title || message.intent) && html`
  <span class="understood" title="机器人的理解和把握">${message.intent_title || message.intent}${message.confidence !== null && message.confidence !== undefined ? ` ${Math.round(message.confidence * 100)}%` : ''}</span>`;

function marks(message, readId) {
  const isOurs = message.from === 'agent';
  return html`
    ${message.liked === false && html`<${ElTag} size="small" type="danger" effect="plain">买家点了踩</${ElTag}>`}
    ${message.liked === true && html`<${ElTag} size="small" type="success" effect="plain">买家点了赞</${ElTag}>`}
    ${understood(message)}
    ${isOurs && !message.recalled_at && html`<span class=${message.id <= readId ? 'read' : 'unread'}>${message.id <= readId ? '已读' : '未读'}</span>`}
    <time title=${when(message.at)}>${clock(message.at)}</time>`;
}

const acts = (message, on) => html`
  <span class="message-acts">
    ${message.from === 'bot' && html`<${ElButton} size="small" text=${true} onClick=${() => on.wrong(message)}>机器人答错了</${ElButton}>`}
    ${mayRecall(message) && html`<${ElButton} size="small" text=${true} onClick=${() => on.recall(message)}>撤回</${ElButton}>`}
  </span>`;

const names = { bot: () => '店小二 · 机器人', agent: (message) => message.agent || '客服', shopper: () => '' };

export function Message({ message, readId, on }) {
  if (message.from === 'system') return html`<div class="system">${message.text} <time>${clock(message.at)}</time></div>`;
  const side = message.from === 'shopper' ? 'theirs' : 'ours';
  return html`
    <div class=${['message', side, `from-${message.from}`, { recalled: message.recalled_at }]} data-message=${message.id}>
      ${side === 'ours' && html`<span class="said-by">${names[message.from](message)}</span>`}
      ${message.recalled_at && html`<span class="recalled-sign">已撤回，买家看不到这条</span>`}
      ${body(message)}
      ${buttons(message)}
      <div class="marks">${acts(message, on)}${marks(message, readId)}</div>
    </div>`;
}
Message.props = ['message', 'readId', 'on'];

export function NoteLine({ note }) {
  return html`
    <div class=${`note note-${note.kind}`}>
      <div class="note-head"><strong>${NOTE_KINDS[note.kind] ?? '内部备注'}</strong><span class="internal">仅内部可见</span><span>${note.agent}</span><time>${when(note.at)}</time></div>
      <p>${note.text}</p>
    </div>`;
}
NoteLine.props = ['note'];

/** What I sent and the desk has not taken yet. */
export function Pending({ pending, on }) {
  const hasFailed = pending.state === 'failed';
  return html`
    <div class=${['message ours from-agent pending', { failed: hasFailed }]}>
      ${pending.preview ? html`<img class="bubble-image" src=${pending.preview} alt="要发的图片" />` : html`<div class="bubble">${pending.text}</div>`}
      <div class="marks">
        ${hasFailed
    ? html`<span class="problem">${pending.problem}</span>
          <${ElButton} size="small" text=${true} type="primary" onClick=${() => on.retry(pending)}>重发</${ElButton}>
          <${ElButton} size="small" text=${true} onClick=${() => on.drop(pending)}>不发了</${ElButton}>`
    : html`<span>发送中…</span>`}
      </div>
    </div>`;
}
Pending.props = ['pending', 'on'];
