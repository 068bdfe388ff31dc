/* The audit: who of the staff looked at or changed what, the latest first. */
import { ElButton, ElDatePicker, ElEmpty, ElInput, ElOption, ElSelect, ElTable, ElTableColumn } from 'element-plus';
import { defineComponent, onMounted, reactive, watch } from 'vue';
import { attempt, get } from './api.js';
import { html, model } from './html.js';
import { when } from './times.js';

const ACTIONS = {
  'agent.log_in': '登录', 'agent.log_in_failed': '登录失败', 'agent.log_out': '退出', 'agent.create': '新建账号', 'agent.change': '修改账号',
  'agent.change_password': '改自己的密码', 'agent.reset_password': '重设密码', 'agent.deactivate': '停用账号', 'agent.reactivate': '恢复账号',
  'conversation.view': '看了会话', 'shopper.view': '看了买家资料', 'order.view': '看了订单', 'order.change': '改了订单',
  'report.export': '导出报表', 'sheet.export': '导出日表',
};
const DETAILS = {
  role: '角色', name: '名字', groups: '技能组', capacity: '接待上限', address: '地址', format: '格式', from: '从', to: '到', day: '日期',
  action: '操作', conversation: '会话',
};

export const AuditList = defineComponent({
  props: { people: Array },
  setup(props) {
    const state = reactive({ entries: [], more: false, agent: '', subject: '', days: null, busy: false });

    async function load(before) {
      state.busy = true;
      const [from, to] = state.days ?? [];
      const answer = await attempt(get('audit', { agent: state.agent, subject: state.subject.trim(), from, to, before, limit: 100 }));
      state.busy = false;
      if (answer) Object.assign(state, { entries: before ? [...state.entries, ...answer.entries] : answer.entries, more: answer.more });
    }
    onMounted(() => load());
    watch(() => [state.agent, state.days], () => load());

    const written = (value) => (Array.isArray(value) ? value.join('、') || '无' : value && typeof value === 'object' ? JSON.stringify(value) : value);
    const detail = (entry) => Object.entries(entry.detail ?? {}).map(([key, value]) => `${DETAILS[key] ?? key}：${written(value)}`).join('，');
    const column = (label, draw, more = {}) => html`<${ElTableColumn} label=${label} ...${more}>${{ default: ({ row }) => draw(row) }}</${ElTableColumn}>`;

    return () => html`
      <div class="audit">
        <div class="row filters">
          <${ElSelect} ...${model(state, 'agent')} emptyValues=${[null, undefined]} valueOnClear="" clearable=${true} aria-label="谁"><${ElOption} value="" label="全部人员" />${props.people.map(({ id, name }) => html`<${ElOption} key=${id} value=${id} label=${name} />`)}</${ElSelect}>
          <${ElDatePicker} ...${model(state, 'days')} type="daterange" valueFormat="YYYY-MM-DD" startPlaceholder="从" endPlaceholder="到" aria-label="日期" />
          <${ElInput} ...${model(state, 'subject')} placeholder="订单号、会话编号" clearable=${true} onChange=${() => load()} />
        </div>
        <${ElTable} data=${state.entries} rowKey="id" class="paper">${{
          default: () => [
            column('时间', (row) => when(row.at), { width: 130 }),
            column('谁', (row) => row.agent ?? '—', { width: 110 }),
            column('做了什么', (row) => row.action_title ?? ACTIONS[row.action] ?? row.action, { width: 150 }),
            column('对象', (row) => html`<span class="digits">${row.subject}</span>`, { minWidth: 160 }),
            column('详情', (row) => html`<span class="muted">${detail(row)}</span>`, { minWidth: 200 }),
          ],
          empty: () => html`<${ElEmpty} imageSize=${56} description=${state.busy ? '正在取记录…' : '没有这样的记录'} />`,
        }}</${ElTable}>
        ${state.more && html`<div class="blank"><${ElButton} text=${true} loading=${state.busy} onClick=${() => load(state.entries.at(-1).id)}>再看更早的</${ElButton}></div>`}
      </div>`;
  },
});
