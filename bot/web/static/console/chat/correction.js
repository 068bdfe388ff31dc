/* 「机器人答错了」: what should have been understood or answered, for the trainers' inbox. */
import { ElButton, ElDialog, ElInput, ElMessage, ElOption, ElSelect } from 'element-plus';
import { defineComponent, reactive, watch } from 'vue';
import { attempt, post } from '../api.js';
import { html, model, shown } from '../html.js';
import { store } from '../store.js';

export const CorrectionDialog = defineComponent({
  props: { open: Boolean, message: Object, asked: String },
  emits: ['update:open'],
  setup(props, { emit }) {
    const form = reactive({ intent: null, answer: '', busy: false });
    watch(() => props.message, () => Object.assign(form, { intent: null, answer: '' }));

    async function submit() {
      if (!form.intent && !form.answer.trim()) { ElMessage.warning('请选一个正确的意思，或者写一下应该怎么答。'); return; }
      form.busy = true;
      const body = { message: props.message.id, intent: form.intent || null, answer: form.answer.trim() };
      const done = await attempt(post(`conversations/${props.message.conversation}/corrections`, body), '已交给训练师，谢谢');
      form.busy = false;
      if (done) emit('update:open', false);
    }

    return () => html`
      <${ElDialog} title="机器人答错了" width="520px" ...${shown(props, emit)}>${{
        default: () => props.message && html`
          <div class="form">
            ${props.asked && html`<p class="quoted"><small>买家说</small>${props.asked}</p>`}
            <p class="quoted"><small>店小二答${props.message.intent_title ? `，理解成“${props.message.intent_title}”` : ''}</small>${props.message.text}</p>
            <label>买家其实是想<${ElSelect} ...${model(form, 'intent')} filterable=${true} clearable=${true} placeholder="理解没错就不用选" aria-label="正确的意思">
              ${store.intents.map(({ id, title }) => html`<${ElOption} key=${id} value=${id} label=${title} />`)}
            </${ElSelect}></label>
            <label>应该怎么答，或者哪里不对<${ElInput} ...${model(form, 'answer')} type="textarea" rows=${3} maxlength="1000" aria-label="应该怎么答" /></label>
          </div>`,
        footer: () => html`<${ElButton} onClick=${() => emit('update:open', false)}>取消</${ElButton}><${ElButton} type="primary" loading=${form.busy} onClick=${submit}>交给训练师</${ElButton}>`,
      }}</${ElDialog}>`;
  },
});
