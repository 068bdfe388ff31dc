/* Canned replies (话术): kept once for all who pick from them, found by shortcut or words, filled by the desk. */
import { ElIcon, ElTag } from 'element-plus';
import { Picture } from '@element-plus/icons-vue';
import { defineComponent, nextTick, reactive, ref, watch } from 'vue';
import { attempt, get } from '../api.js';
import { html } from '../html.js';

const SHOWN = 30;
export const canned = reactive({ replies: [], isLoaded: false });

export async function loadCanned() {
  const answer = await attempt(get('canned_replies'));
  if (answer) Object.assign(canned, { replies: answer.replies, isLoaded: true });
}

/** Those that begin with the shortcut first, then what is used most. */
export function matching(text) {
  const wanted = text.toLowerCase().trim();
  const rank = ({ shortcut }) => (shortcut.toLowerCase().startsWith(wanted) ? 0 : shortcut.toLowerCase().includes(wanted) ? 1 : 2);
  return canned.replies
    .filter((reply) => !wanted || [reply.shortcut, reply.text, reply.folder].some((each) => each.toLowerCase().includes(wanted)))
    .sort((a, b) => rank(a) - rank(b) || b.times_used - a.times_used).slice(0, SHOWN);
}

/** The list above the composer; its keys are the composer's, which keeps the focus. */
export const CannedPicker = defineComponent({
  props: { filter: String },
  emits: ['pick', 'close'],
  setup(props, { emit, expose }) {
    const chosen = ref(0);
    const box = ref(null);
    if (!canned.isLoaded) loadCanned();
    const rows = () => matching(props.filter);
    watch(() => props.filter, () => { chosen.value = 0; });

    async function move(by) {
      const count = rows().length;
      chosen.value = count ? (chosen.value + by + count) % count : 0;
      await nextTick();
      box.value?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
    }

    /** Whether the key was for the list. */
    function key(event) {
      const acts = {
        ArrowDown: () => move(1), ArrowUp: () => move(-1), Escape: () => emit('close'),
        Enter: () => { const reply = rows()[chosen.value]; if (reply) emit('pick', reply); },
      };
      acts.Tab = acts.Enter;
      if (!acts[event.key]) return false;
      event.preventDefault();
      acts[event.key]();
      return true;
    }
    expose({ key });

    const row = (reply, index) => html`
      <li key=${reply.id} role="option" aria-selected=${String(index === chosen.value)} onMousedown=${(event) => { event.preventDefault(); emit('pick', reply); }}>
        <span class="canned-name"><b>/${reply.shortcut}</b><small>${reply.folder}</small>${reply.own && html`<${ElTag} size="small" effect="plain">我的</${ElTag}>`}${reply.image && html`<${ElIcon}><${Picture} /></${ElIcon}>`}</span>
        <span class="canned-text">${reply.text}</span>
      </li>`;

    return () => html`
      <div class="canned" ref=${box}>
        <ul role="listbox" aria-label="话术">
          ${rows().map(row)}
          ${!rows().length && html`<li class="blank">${canned.isLoaded ? '没有这样的话术，换个词试试' : '正在取话术…'}</li>`}
        </ul>
        <small class="muted">↑↓ 选择 · Enter 填入 · Esc 关闭</small>
      </div>`;
  },
});
