/* The hand-over packet: the whole story in one card, so that the shopper need not tell it twice. */
import { ElButton, ElTag } from 'element-plus';
import { defineComponent, ref, watch } from 'vue';
import { html } from '../html.js';
import { roughly, when } from '../times.js';
import { Card } from './cards.js';
import { MOODS } from './urgency.js';

export const Packet = defineComponent({
  props: { packet: Object, isNew: Boolean, mayInsert: Boolean },
  emits: ['insert'],
  setup(props, { emit }) {
    // Whoever has answered knows the story and needs the room.
    const isOpen = ref(props.isNew);
    watch(() => props.isNew, (isNew) => { isOpen.value = isNew; });

    const answered = (texts) => texts?.length > 0 && html`
      <div class="packet-part"><h4>店小二已经答过</h4><ul>${texts.map((text) => html`<li>${text}</li>`)}</ul></div>`;
    const slots = (known) => known?.length > 0 && html`
      <dl class="packet-slots">${known.map(({ label, value }) => html`<div key=${label}><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;
    const rule = (applied) => applied && html`
      <div class="packet-part rule"><h4>适用规则</h4><p>${applied.text}</p><small class="muted">${applied.id} · ${applied.version}</small></div>`;
    const suggestions = (texts) => texts?.length > 0 && html`
      <div class="packet-part"><h4>建议回复 <small class="muted">${props.mayInsert ? '点一下填入' : '接待以后可以填入'}</small></h4>
        <div class="suggestions">${texts.map((text) => html`<button type="button" key=${text} disabled=${!props.mayInsert} onClick=${() => emit('insert', text)}>${text}</button>`)}</div></div>`;

    return () => {
      const { packet } = props;
      const mood = packet.mood === 'calm' ? null : packet.mood_title ?? MOODS[packet.mood];
      return html`
        <section class="packet" aria-label="转接说明">
          <header>
            <span class="packet-wish">${packet.wish || '买家要找人工客服'}</span>
            <span class="tags">
              ${mood && html`<${ElTag} size="small" type=${packet.mood === 'angry' ? 'danger' : 'warning'} effect="dark">${mood}</${ElTag}>`}
              <${ElTag} size="small" type="info" effect="plain">${packet.reason_title || '转人工'}</${ElTag}>
              ${packet.intent_title && html`<${ElTag} size="small" type="info" effect="plain">${packet.intent_title}</${ElTag}>`}
            </span>
            <span class="muted packet-when">${when(packet.at)} 转来${packet.waited_s ? `，等了${roughly(packet.waited_s)}` : ''}</span>
            <${ElButton} size="small" text=${true} aria-expanded=${String(isOpen.value)} onClick=${() => { isOpen.value = !isOpen.value; }}>${isOpen.value ? '收起' : '展开'}</${ElButton}>
          </header>
          ${isOpen.value && html`
            <div class="packet-body">
              ${(packet.order_card || packet.slots?.length > 0) && html`
                <div class="packet-facts">${packet.order_card && html`<${Card} card=${packet.order_card} />`}${slots(packet.slots)}</div>`}
              <div class="packet-words">${answered(packet.answered)}${rule(packet.rule)}${suggestions(packet.suggestions)}</div>
            </div>`}
        </section>`;
    };
  },
});
