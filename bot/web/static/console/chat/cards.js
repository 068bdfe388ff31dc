/* Cards as the shopper gets them, drawn for the agent: product, order, parcel, payment and size advice. */
import { ElImage } from 'element-plus';
import { html } from '../html.js';
import { money, when } from '../times.js';

const safe = (url) => (typeof url === 'string' && /^(https?:\/\/|\/)/.test(url) ? url : null);

const head = (title, status) => html`
  <div class="card-head"><strong>${title}</strong>${status && html`<span class="pill">${status}</span>`}</div>`;

const pair = (label, value, kind = '') => html`<div class=${`pair ${kind}`}><span>${label}</span><span class="digits">${value}</span></div>`;

export const Lines = ({ lines }) => html`
  <ul class="card-lines">
    ${(lines ?? []).map((line) => html`
      <li><span>${line.title}${line.spec && html`<small>${line.spec}</small>`}</span><span class="muted">×${line.quantity}</span><span class="digits">${money(line.price)}</span></li>`)}
  </ul>`;
Lines.props = ['lines'];

const sums = (card, label) => html`
  ${card.discount && pair('优惠', `−${money(card.discount)}`)}
  ${card.freight && pair('运费', money(card.freight))}
  ${pair(label, money(card.amount), 'sum')}`;

function product(card) {
  const url = safe(card.url);
  return html`
    <div class="card-goods">
      ${safe(card.image) && html`<${ElImage} src=${card.image} fit="cover" lazy=${true} alt="" />`}
      <div><strong>${card.title}</strong><small>${card.subtitle}</small>
        <span class="sum">${money(card.price)}</span>${url && html` <a href=${url} target="_blank" rel="noopener">看商品页</a>`}</div>
    </div>`;
}

const order = (card) => html`${head(`订单 ${card.number}`, card.status)}<${Lines} lines=${card.lines} />${sums(card, '合计')}`;

const payment = (card) => html`
  ${head('待付款', card.pay_before && `${when(card.pay_before)} 前付`)}
  ${pair('订单', card.number)}<${Lines} lines=${card.lines} />${sums(card, '应付')}`;

export const Events = ({ events }) => html`
  <ol class="card-events">${(events ?? []).map((event) => html`<li><span>${event.text}</span><time>${when(event.at)}</time></li>`)}</ol>`;
Events.props = ['events'];

const logistics = (card) => html`
  ${head(card.carrier || '物流', card.status)}
  ${card.tracking_number && pair('运单号', card.tracking_number)}
  ${card.note && html`<p>${card.note}</p>`}
  <${Events} events=${(card.events ?? []).slice(0, 3)} />`;

const size = (card) => html`
  ${head('尺码建议')}
  <p class="card-best"><strong>${card.size}</strong>${card.other_size && html`<span class="muted">或 ${card.other_size}</span>`}</p>
  ${card.reason && html`<p>${card.reason}</p>`}
  ${(card.rows ?? []).map(([label, value]) => pair(label, value))}`;

const CARDS = { product, order, payment, logistics, size };

/** A card, or null for one that this console does not know: its message has a plain text. */
export function Card({ card }) {
  const draw = Object.hasOwn(CARDS, card?.type) ? CARDS[card.type] : null;
  return draw && html`<div class=${`card card-${card.type}`}>${draw(card)}</div>`;
}
Card.props = ['card'];
export const isKnownCard = (card) => Object.hasOwn(CARDS, card?.type ?? '');
