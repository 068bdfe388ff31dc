/* A new ticket: something to do for a shopper by a certain time. */
import { ElButton, ElDatePicker, ElDialog, ElInput, ElMessage, ElOption, ElSelect } from 'element-plus';
import { defineComponent, reactive, watch } from 'vue';
import { attempt, post } from './api.js';
import { html, model, shown } from './html.js';
import { store } from './store.js';

const DAY = 86_400_000;

export const TicketDialog = defineComponent({
  props: { open: Boolean, conversation: Object },
  emits: ['update:open', 'done'],
  setup(props, { emit }) {
    const form = reactive({ subject: '', group: '', due: null, busy: false });
    watch(() => props.open, (open) => {
      const group = props.conversation?.group ?? store.me.groups?.[0] ?? store.groups[0]?.key ?? '';
      if (open) Object.assign(form, { subject: '', group, due: new Date(Date.now() + DAY) });
    });

    async function submit() {
      if (!form.subject.trim() || !form.due || !form.group) { ElMessage.warning('请写清楚要办什么，选好技能组和期限。'); return; }
      form.busy = true;
      const { id, order_number: order } = props.conversation ?? {};
      const body = { subject: form.subject.trim(), group: form.group, due_at: form.due.toISOString(), conversation: id ?? null, order_number: order ?? null };
      const done = await attempt(post('tickets', body), '工单已建好');
      form.busy = false;
      if (done) { emit('update:open', false); emit('done', done.ticket); }
    }

    return () => html`
      <${ElDialog} title="建工单" width="480px" ...${shown(props, emit)}>${{
        default: () => html`
          <div class="form">
            <label>要办什么<${ElInput} ...${model(form, 'subject')} type="textarea" rows=${3} maxlength="500" placeholder="如：跟仓库核实漏发，办好后回复买家" /></label>
            <label>技能组<${ElSelect} ...${model(form, 'group')}>${store.groups.map(({ key, name }) => html`<${ElOption} key=${key} value=${key} label=${name} />`)}</${ElSelect}></label>
            <label>最晚办好<${ElDatePicker} ...${model(form, 'due')} type="datetime" format="M月D日 HH:mm" disabledDate=${(day) => day < Date.now() - DAY} /></label>
          </div>`,
        footer: () => html`<${ElButton} onClick=${() => emit('update:open', false)}>取消</${ElButton}><${ElButton} type="primary" loading=${form.busy} onClick=${submit}>建好</${ElButton}>`,
      }}</${ElDialog}>`;
  },
});
