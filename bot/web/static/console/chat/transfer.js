/* Transfer to a group or a person, with what they need to know, so that the shopper need not say it again. */
import { ElButton, ElDialog, ElInput, ElMessage, ElProgress, ElRadio, ElRadioGroup } from 'element-plus';
import { defineComponent, reactive, watch } from 'vue';
import { html, model, shown } from '../html.js';
import { groupName, store } from '../store.js';
import { transfer } from './deeds.js';

const RANK = { online: 0, away: 1 };
const TITLES = { online: '在线', away: '小休' };

export const TransferDialog = defineComponent({
  props: { open: Boolean, conversation: Object },
  emits: ['update:open', 'done'],
  setup(props, { emit }) {
    const form = reactive({ to: '', note: '', busy: false });
    watch(() => props.open, (open) => { if (open) Object.assign(form, { to: '', note: '' }); });

    const people = () => Object.values(store.staff).filter(({ id, presence }) => id !== store.me.id && presence !== 'offline')
      .sort((a, b) => RANK[a.presence] - RANK[b.presence] || a.load / a.capacity - b.load / b.capacity);
    const free = (key) => Object.values(store.staff).filter((person) => person.groups.includes(key) && person.presence === 'online' && person.load < person.capacity).length;

    async function submit() {
      const [kind, key] = form.to.split(' ');
      if (!kind) { ElMessage.warning('请先选择转给谁。'); return; }
      form.busy = true;
      const to = kind === 'group' ? { group: key } : { agent: Number(key) };
      const done = await transfer(props.conversation.id, { ...to, note: form.note.trim() });
      form.busy = false;
      if (done) { emit('update:open', false); emit('done'); }
    }

    const group = ({ key, name }) => html`
      <${ElRadio} key=${key} value=${`group ${key}`} border=${true}>${name}<small class="muted">${free(key) ? `${free(key)} 人有空` : '暂时没人有空，会排队'}</small></${ElRadio}>`;
    const person = (each) => html`
      <${ElRadio} key=${each.id} value=${`agent ${each.id}`} border=${true}>
        <span class=${`dot ${each.presence}`} />${each.name}<small class="muted">${TITLES[each.presence]} · ${each.groups.map(groupName).join('、')}</small>
        <${ElProgress} percentage=${Math.min(100, (each.load / each.capacity) * 100)} strokeWidth=${5} format=${() => `${each.load}/${each.capacity}`} status=${each.load >= each.capacity ? 'exception' : ''} />
      </${ElRadio}>`;

    return () => html`
      <${ElDialog} title="转接会话" width="560px" ...${shown(props, emit)}>${{
        default: () => html`
          <div class="form transfer">
            <${ElRadioGroup} ...${model(form, 'to')} aria-label="转给谁">
              <h4>技能组</h4>${store.groups.map(group)}
              <h4>同事</h4>${people().map(person)}${!people().length && html`<p class="muted">现在没有别的同事在，可以转给技能组。</p>`}
            </${ElRadioGroup}>
            <${ElInput} ...${model(form, 'note')} type="textarea" rows=${3} maxlength="500" aria-label="转接说明" placeholder="跟同事说清楚：买家要什么、已经做了什么、还差什么（买家看不到）" />
          </div>`,
        footer: () => html`<${ElButton} onClick=${() => emit('update:open', false)}>取消</${ElButton}><${ElButton} type="primary" loading=${form.busy} disabled=${!form.to} onClick=${submit}>转接</${ElButton}>`,
      }}</${ElDialog}>`;
  },
});
