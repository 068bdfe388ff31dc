/* Above the transcript: who it is, how long they wait, and what can be done with the conversation. */
import { ElButton, ElTooltip } from 'element-plus';
import { html } from '../html.js';
import { keysOf } from '../shortcuts.js';
import { isLead, isMine } from '../store.js';
import { Clock, Tags } from './item.js';
import { OWNERS } from './urgency.js';

const CHANNELS = { widget: '网页', web: '网页', wechat: '微信', wecom: '企业微信' };

const button = (name, label, act, type = '') => html`
  <${ElTooltip} key=${name} content=${keysOf(name)} placement="bottom"><${ElButton} size="small" type=${type} plain=${type !== 'primary'} onClick=${act}>${label}</${ElButton}></${ElTooltip}>`;

/** `on` has a function per deed; who may not do something does not see it. */
export function TalkHead({ conversation, hasPacket, on }) {
  const mine = isMine(conversation);
  const others = conversation.owner === 'human' && !mine;
  const mayLead = isLead() && (conversation.owner === 'bot' || others);
  return html`
    <header class="talk-head">
      <div class="talk-who">
        <strong>${conversation.shopper.name || '访客'}</strong>
        <span class="muted">${CHANNELS[conversation.channel] ?? conversation.channel ?? ''}</span>
        <span class=${`owner ${conversation.owner}`}>${conversation.owner === 'human' ? (mine ? '我在接待' : `${conversation.agent} 接待中`) : OWNERS[conversation.owner]}</span>
        <${Clock} summary=${conversation} />
        ${!hasPacket && html`<${Tags} summary=${conversation} />`}
      </div>
      <div class="talk-acts">
        ${conversation.owner === 'waiting' && html`<${ElButton} size="small" type="primary" onClick=${on.take}>接待</${ElButton}>`}
        ${mayLead && button('takeOver', '接管', on.takeOver)}
        ${others && isLead() && button('whisper', '悄悄话', on.whisper)}
        ${isLead() && on.inspect && html`<${ElButton} size="small" plain=${true} onClick=${on.inspect}>质检</${ElButton}>`}
        ${mine && html`<${ElButton} size="small" plain=${true} onClick=${on.ticket}>建工单</${ElButton}>`}
        ${mine && button('transfer', '转接', on.transfer)}
        ${mine && button('back', '交还机器人', on.back)}
        ${mine && button('resolve', '结束', on.resolve, 'primary')}
      </div>
    </header>`;
}
TalkHead.props = ['conversation', 'hasPacket', 'on'];
