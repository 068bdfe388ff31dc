/* Beside the conversation: the shopper's orders with parcels and cases, who they are, what was before, notes. */
import { ElButton, ElEmpty, ElSkeleton, ElTabPane, ElTabs, ElTag } from 'element-plus';
import { defineComponent, reactive, watch } from 'vue';
import { attempt, get } from '../api.js';
import { html } from '../html.js';
import { keysOf, useShortcuts } from '../shortcuts.js';
import { isMine } from '../store.js';
import { money, when } from '../times.js';
import { Events, Lines } from './cards.js';
import { NoteLine } from './message.js';
import { OrderActions } from './order_actions.js';
import { OWNERS } from './urgency.js';

const nothing = (text) => html`<${ElEmpty} imageSize=${56} description=${text} />`;
const pairs = (rows) => html`<dl class="facts">${rows.filter(({ value }) => value !== null && value !== undefined && value !== '').map(({ label, value }) => html`<div key=${label}><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;

const parcel = (each) => html`
  <details class="parcel" key=${each.tracking_number}><summary><span>${each.carrier} <span class="digits">${each.tracking_number}</span></span><span class="pill">${each.status}</span></summary>
    ${each.note && html`<p>${each.note}</p>`}<${Events} events=${each.events} /></details>`;

const aftersale = (each) => html`
  <div class="case" key=${each.number}><strong>${each.kind_title}</strong><span class="pill">${each.state_title}</span>
    <small class="muted">${each.number}${each.updated_at ? ` · ${when(each.updated_at)}` : ''}</small>${each.reason && html`<p>${each.reason}</p>`}</div>`;

export const ShopperPanel = defineComponent({
  props: { talk: Object },
  emits: ['open'],
  setup(props, { emit }) {
    const state = reactive({ tab: 'orders', busy: false, acting: false, number: null });
    const id = () => props.talk.conversation.id;

    async function load() {
      const kept = props.talk;
      state.busy = true;
      const answer = await attempt(get(`conversations/${kept.conversation.id}/shopper`));
      state.busy = false;
      if (!answer) return;
      const number = kept.conversation.order_number ?? answer.orders?.[0]?.number ?? null;
      kept.shopper = { ...answer, firstNumber: number, inView: number };
    }
    watch(id, () => { if (!props.talk.shopper) load(); }, { immediate: true });

    const act = (number) => Object.assign(state, { acting: true, number });
    useShortcuts({ order: () => { const number = props.talk.shopper?.inView; if (number && isMine(props.talk.conversation)) act(number); } });

    function order(each, { parcels = [], cases = [] }) {
      const isInView = props.talk.shopper.inView === each.number;
      return html`
        <article key=${each.number} class=${['order', { 'in-view': isInView }]}>
          <header onClick=${() => { props.talk.shopper.inView = each.number; }}>
            <span class="digits">${each.number}</span><span class="pill">${each.status_title}</span>
          </header>
          <${Lines} lines=${each.lines} />
          <div class="pair"><span class="muted">${when(each.created_at ?? each.at)} 下单</span><span class="sum">${money(each.amount)}</span></div>
          ${each.receiver && html`<p class="muted">${each.receiver}</p>`}
          ${parcels.filter(({ order_number: of }) => of === each.number).map(parcel)}
          ${cases.filter(({ order_number: of }) => of === each.number).map(aftersale)}
          <footer>
            ${isInView ? html`<${ElTag} size="small" effect="plain">话术按这单填</${ElTag}>` : html`<${ElButton} size="small" text=${true} onClick=${() => { props.talk.shopper.inView = each.number; }}>话术用这单</${ElButton}>`}
            ${isMine(props.talk.conversation) && html`<${ElButton} size="small" type="primary" plain=${true} title=${isInView ? keysOf('order') : ''} onClick=${() => act(each.number)}>处理</${ElButton}>`}
          </footer>
        </article>`;
    }

    const first = (orders, number) => [...orders].sort((a, b) => Number(b.number === number) - Number(a.number === number));
    const orders = (known) => (known.orders?.length ? first(known.orders, known.firstNumber).map((each) => order(each, known)) : nothing('没有查到订单。没登录的买家，请对方报订单号和手机号后四位'));

    const about = (known) => html`
      ${pairs(known.profile ?? [])}
      <h4>身材</h4>${known.measurements?.length ? pairs(known.measurements) : html`<p class="muted">还没有告诉过我们</p>`}
      <h4>优惠券</h4>${known.coupons?.length ? known.coupons.map((coupon) => html`<div class="coupon" key=${coupon.id ?? coupon.title}><strong>${coupon.title}</strong><small class="muted">${coupon.until ? `${when(coupon.until)} 前有效` : coupon.status ?? ''}</small></div>`) : html`<p class="muted">没有可用的券</p>`}`;

    const earlier = (known) => (known.conversations?.length ? known.conversations.map((each) => html`
      <button type="button" class="earlier" key=${each.id} onClick=${() => emit('open', each.id)}>
        <span><strong>${each.wish || each.reason_title || '咨询'}</strong><span class="pill">${OWNERS[each.owner]}</span></span>
        <small class="muted">${when(each.updated_at)}${each.agent ? ` · ${each.agent}` : ''}</small>
        ${each.last && html`<span class="item-last">${each.last.text}</span>`}
      </button>`) : nothing('以前没有聊过'));

    const notes = (known) => (known.notes?.length ? known.notes.map((note) => html`<${NoteLine} key=${note.id} note=${note} />`) : nothing('还没有记在买家名下的备注'));

    const TABS = { orders: ['订单', orders], about: ['资料', about], earlier: ['往来', earlier], notes: ['备注', notes] };

    return () => {
      const known = props.talk.shopper;
      return html`
        <aside class="column side" aria-label="买家资料">
          <${ElTabs} modelValue=${state.tab} onUpdate:modelValue=${(tab) => { state.tab = tab; }} stretch=${true}>
            ${Object.entries(TABS).map(([key, [title, draw]]) => html`
              <${ElTabPane} key=${key} name=${key} label=${title} lazy=${true}>${known ? draw(known) : state.busy ? html`<${ElSkeleton} rows=${5} animated=${true} />` : nothing('没有取到资料')}</${ElTabPane}>`)}
          </${ElTabs}>
          <${OrderActions} open=${state.acting} number=${state.number} conversation=${id()} onDone=${load} onUpdate:open=${(value) => { state.acting = value; }} />
        </aside>`;
    };
  },
});
