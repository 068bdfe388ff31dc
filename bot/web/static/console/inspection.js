/* Quality inspection (质检): the shop's form for one conversation, with points for each item and a comment. */
import { ElButton, ElDialog, ElInput, ElMessage, ElRadioButton, ElRadioGroup, ElSlider } from 'element-plus';
import { computed, defineComponent, reactive, watch } from 'vue';
import { attempt, get, post } from './api.js';
import { html, model, shown } from './html.js';
import { when } from './times.js';

const FEW = 5;
const FORM = reactive({ items: null });

async function loadForm() {
  if (FORM.items) return;
  const answer = await attempt(get('inspections/form'));
  if (answer) FORM.items = answer.items;
}

export const InspectionDialog = defineComponent({
  props: { open: Boolean, conversation: Object },
  emits: ['update:open'],
  setup(props, { emit }) {
    const state = reactive({ scores: {}, comment: '', earlier: [], busy: false });
    const most = computed(() => (FORM.items ?? []).reduce((sum, { points }) => sum + points, 0));
    const total = computed(() => Object.values(state.scores).reduce((sum, points) => sum + points, 0));

    watch(() => props.open, async (open) => {
      if (!open) return;
      await loadForm();
      const answer = await attempt(get(`conversations/${props.conversation.id}/inspections`));
      const scores = Object.fromEntries((FORM.items ?? []).map(({ key, points }) => [key, points]));
      Object.assign(state, { scores, comment: '', earlier: answer?.inspections ?? [] });
    });

    async function submit() {
      if (total.value < most.value && !state.comment.trim()) { ElMessage.warning('扣了分，请写一句原因，让同事知道怎么改。'); return; }
      state.busy = true;
      const body = { scores: { ...state.scores }, comment: state.comment.trim() };
      const done = await attempt(post(`conversations/${props.conversation.id}/inspections`, body), '质检已保存');
      state.busy = false;
      if (done) emit('update:open', false);
    }

    const item = ({ key, title, points, hint }) => html`
      <div class="inspected" key=${key}>
        <div><strong>${title}</strong>${hint && html`<small class="muted">${hint}</small>`}</div>
        ${points <= FEW
    ? html`<${ElRadioGroup} ...${model(state.scores, key)} size="small" aria-label=${title}>${Array.from({ length: points + 1 }, (_, n) => html`<${ElRadioButton} key=${n} value=${n}>${n}</${ElRadioButton}>`)}</${ElRadioGroup}>`
    : html`<${ElSlider} ...${model(state.scores, key)} min=${0} max=${points} showInput=${true} size="small" aria-label=${title} />`}
      </div>`;

    return () => html`
      <${ElDialog} title=${`质检：${props.conversation?.shopper?.name ?? ''}${props.conversation?.agent ? `，接待 ${props.conversation.agent}` : ''}`} width="620px" ...${shown(props, emit)}>${{
        default: () => html`
          <div class="form">
            ${state.earlier.map((each) => html`<p class="quoted" key=${each.id}><small>${each.lead} · ${when(each.at)} · ${each.total} 分</small>${each.comment || '没有写评语'}</p>`)}
            ${(FORM.items ?? []).map(item)}
            <${ElInput} ...${model(state, 'comment')} type="textarea" rows=${3} maxlength="500" aria-label="评语" placeholder="哪里做得好，哪里可以更好" />
          </div>`,
        footer: () => html`<span class="total">共 <b>${total.value}</b> / ${most.value} 分</span><${ElButton} onClick=${() => emit('update:open', false)}>取消</${ElButton}><${ElButton} type="primary" loading=${state.busy} disabled=${!FORM.items} onClick=${submit}>保存</${ElButton}>`,
      }}</${ElDialog}>`;
  },
});
