/* Sends for later: written now, sent at a time, as long as the conversation is open; listed and cancelled here. */
import { ElButton, ElDatePicker, ElDialog, ElIcon, ElInput, ElMessage } from 'element-plus';
import { Timer } from '@element-plus/icons-vue';
import { defineComponent, reactive, watch } from 'vue';
import { attempt, get, post, remove } from '../api.js';
import { html, model, shown } from '../html.js';
import { when } from '../times.js';

const HOUR = 3_600_000;

async function reload(talk) {
  const answer = await attempt(get(`conversations/${talk.conversation.id}/scheduled`));
  if (answer) talk.scheduled = answer.scheduled;
}

export function Scheduled({ talk }) {
  const cancel = async ({ id }) => {
    if (await attempt(remove(`conversations/${talk.conversation.id}/scheduled/${id}`), '已取消')) await reload(talk);
  };
  return talk.scheduled.length > 0 && html`
    <ul class="scheduled">
      ${talk.scheduled.map((each) => html`
        <li key=${each.id}><${ElIcon}><${Timer} /></${ElIcon}><time>${when(each.at)}</time><span>${each.text}</span>
          <${ElButton} size="small" text=${true} onClick=${() => cancel(each)}>取消</${ElButton}></li>`)}
    </ul>`;
}
Scheduled.props = ['talk'];

const tomorrow = (hour) => { const at = new Date(); at.setDate(at.getDate() + 1); at.setHours(hour, 0, 0, 0); return at; };
const SOON = [['1 小时后', () => new Date(Date.now() + HOUR)], ['明早 9 点', () => tomorrow(9)], ['明晚 8 点', () => tomorrow(20)]];

export const ScheduleDialog = defineComponent({
  props: { open: Boolean, talk: Object },
  emits: ['update:open'],
  setup(props, { emit }) {
    const form = reactive({ text: '', at: null, busy: false });
    watch(() => props.open, (open) => { if (open) Object.assign(form, { text: props.talk.draft, at: new Date(Date.now() + HOUR) }); });

    async function submit() {
      if (!form.text.trim() || !form.at || form.at <= Date.now()) { ElMessage.warning('请写好内容，并选一个以后的时间。'); return; }
      form.busy = true;
      const { talk } = props;
      const body = { text: form.text.trim(), at: form.at.toISOString() };
      const done = await attempt(post(`conversations/${talk.conversation.id}/schedule`, body), `已定在 ${when(form.at)} 发送`);
      form.busy = false;
      if (!done) return;
      if (talk.draft.trim() === body.text) talk.draft = '';
      emit('update:open', false);
      await reload(talk);
    }

    return () => html`
      <${ElDialog} title="定时发送" width="480px" appendToBody=${true} ...${shown(props, emit)}>${{
        default: () => html`
          <div class="form">
            <${ElInput} ...${model(form, 'text')} type="textarea" rows=${4} maxlength="2000" aria-label="要发的内容" placeholder="到时间要发给买家的话" />
            <div class="row">
              <${ElDatePicker} ...${model(form, 'at')} type="datetime" format="M月D日 HH:mm" aria-label="发送时间" disabledDate=${(day) => day < Date.now() - 24 * HOUR} />
              ${SOON.map(([label, at]) => html`<${ElButton} key=${label} size="small" onClick=${() => { form.at = at(); }}>${label}</${ElButton}>`)}
            </div>
            <p class="muted">到时间会话如果已经结束，就不会发出。</p>
          </div>`,
        footer: () => html`<${ElButton} onClick=${() => emit('update:open', false)}>取消</${ElButton}><${ElButton} type="primary" loading=${form.busy} onClick=${submit}>定好</${ElButton}>`,
      }}</${ElDialog}>`;
  },
});
