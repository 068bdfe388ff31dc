/* Tickets: what is due, whose it is, and what came of it. */
import { ElButton, ElEmpty, ElMessageBox, ElRadioButton, ElRadioGroup, ElTable, ElTableColumn, ElTag } from 'element-plus';
import { defineComponent, onMounted, reactive, watch } from 'vue';
import { attempt, get, post } from './api.js';
import { html, model } from './html.js';
import { go } from './route.js';
import { store } from './store.js';
import { TicketDialog } from './ticket_dialog.js';
import { now, roughly, when } from './times.js';

const BOXES = { open: '待处理', mine: '我的', closed: '已办结' };
const KINDS = { message: '留言', task: '跟进' };

export function Due({ ticket }) {
  if (ticket.closed_at) return html`<span class="muted">${when(ticket.closed_at)} 办结</span>`;
  const left = (Date.parse(ticket.due_at) - now.value) / 1000;
  const level = left < 0 ? 'late' : left < 3600 ? 'soon' : 'calm';
  return html`<span class=${`clock ${level}`}>${left < 0 ? `超 ${roughly(-left)}` : `${roughly(left)}后`}</span><small class="muted">${when(ticket.due_at)} 前</small>`;
}
Due.props = ['ticket'];

export const TicketsPage = defineComponent({
  setup() {
    const state = reactive({ box: 'open', tickets: [], busy: false, making: false });

    async function load() {
      state.busy = true;
      const answer = await attempt(get('tickets', { box: state.box }));
      state.busy = false;
      if (!answer) return;
      state.tickets = answer.tickets;
      if (state.box === 'open') store.ticketsDue = answer.tickets.filter(({ due_at: due }) => Date.parse(due) < Date.now()).length;
    }
    onMounted(load);
    watch(() => state.box, load);
    watch(() => store.tickets, load, { deep: true });

    async function take({ id }) {
      if (await attempt(post(`tickets/${id}/take`), '归您处理了')) load();
    }
    async function close({ id, subject }) {
      const asked = await ElMessageBox.prompt(subject, '办结工单', {
        inputPlaceholder: '怎么处理的，买家满意吗', inputType: 'textarea', confirmButtonText: '办结', cancelButtonText: '取消', inputValidator: (text) => Boolean(text?.trim()) || '请写一下处理结果',
      }).catch(() => null);
      if (asked && await attempt(post(`tickets/${id}/close`, { outcome: asked.value.trim() }), '已办结')) load();
    }

    const column = (label, draw, more = {}) => html`<${ElTableColumn} label=${label} ...${more}>${{ default: ({ row }) => draw(row) }}</${ElTableColumn}>`;
    const acts = (row) => html`
      ${row.conversation && html`<${ElButton} size="small" text=${true} type="primary" onClick=${() => go('desk', row.conversation)}>看会话</${ElButton}>`}
      ${!row.closed_at && row.agent_id !== store.me.id && html`<${ElButton} size="small" text=${true} onClick=${() => take(row)}>我来处理</${ElButton}>`}
      ${!row.closed_at && html`<${ElButton} size="small" text=${true} onClick=${() => close(row)}>办结</${ElButton}>`}`;

    return () => html`
      <main class="page">
        <header class="page-head">
          <h1>工单</h1>
          <${ElRadioGroup} ...${model(state, 'box')} aria-label="工单范围">${Object.entries(BOXES).map(([key, title]) => html`<${ElRadioButton} key=${key} value=${key}>${title}</${ElRadioButton}>`)}</${ElRadioGroup}>
          <${ElButton} type="primary" onClick=${() => { state.making = true; }}>建工单</${ElButton}>
        </header>
        <${ElTable} data=${state.tickets} rowKey="id" class="paper">${{
          default: () => [
            column('期限', (row) => html`<${Due} ticket=${row} />`, { width: 150 }),
            column('事情', (row) => html`<strong>${row.subject}</strong>${row.outcome && html`<p class="muted">结果：${row.outcome}</p>`}`, { minWidth: 260 }),
            column('类型', (row) => html`<${ElTag} size="small" effect="plain" type=${row.kind === 'message' ? 'warning' : 'info'}>${KINDS[row.kind] ?? row.kind}</${ElTag}>`, { width: 80 }),
            column('买家', (row) => html`${row.shopper_name ?? '—'}${row.order_number && html`<small class="muted digits">${row.order_number}</small>`}`, { width: 160 }),
            column('谁办', (row) => row.agent || row.group_name, { width: 100 }),
            column('', acts, { width: 220, align: 'right' }),
          ],
          empty: () => html`<${ElEmpty} imageSize=${72} description=${state.busy ? '正在取工单…' : state.box === 'closed' ? '还没有办结的工单' : '没有要处理的工单'} />`,
        }}</${ElTable}>
        <${TicketDialog} open=${state.making} onDone=${load} onUpdate:open=${(value) => { state.making = value; }} />
      </main>`;
  },
});
