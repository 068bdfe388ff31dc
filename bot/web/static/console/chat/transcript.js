/* The transcript: days, messages, notes between them, what is on its way, and who is writing. */
import { ElButton, ElRate, ElSkeleton } from 'element-plus';
import { defineComponent, nextTick, onMounted, ref, watch } from 'vue';
import { html } from '../html.js';
import { older } from '../session.js';
import { dayLine, isoDay, now } from '../times.js';
import { Message, NoteLine, Pending } from './message.js';

const NEAR = 80;

/** Messages with the notes that stand after them, oldest first. */
function lines({ messages, notes }) {
  const after = [...notes].sort((a, b) => a.after_id - b.after_id || a.id - b.id);
  const found = [];
  const upTo = (id) => { while (after.length && after[0].after_id < id) found.push({ note: after.shift() }); };
  for (const message of messages) {
    upTo(message.id);
    found.push({ message });
  }
  upTo(Infinity);
  return found;
}

export const Transcript = defineComponent({
  props: { talk: Object, on: Object },
  setup(props) {
    const box = ref(null);
    const hasNews = ref(false);
    const isNear = () => !box.value || box.value.scrollHeight - box.value.scrollTop - box.value.clientHeight < NEAR;
    let follows = true;

    function toEnd() {
      follows = true;
      hasNews.value = false;
      if (box.value) box.value.scrollTop = box.value.scrollHeight;
    }
    // Pictures grow after they are drawn, and the packet above takes its room; who reads the end goes on reading the end.
    onMounted(() => {
      toEnd();
      const grown = new ResizeObserver(() => { if (follows) toEnd(); });
      grown.observe(box.value);
      grown.observe(box.value.firstElementChild);
    });
    watch(() => [props.talk.messages.length, props.talk.notes.length, props.talk.pending.length], async ([, , pending], [, , earlier]) => {
      await nextTick();
      if (follows || pending > earlier) toEnd();
      else hasNews.value = true;
    });

    async function more() {
      const before = box.value.scrollHeight;
      follows = false;
      await older(props.talk.conversation.id);
      await nextTick();
      box.value.scrollTop += box.value.scrollHeight - before;
    }

    function drawn() {
      let day = '';
      return lines(props.talk).flatMap(({ message, note }) => {
        const { at } = message ?? note;
        const line = isoDay(at) === day ? [] : [html`<div class="day" key=${`d${at}`}>${dayLine(at)}</div>`];
        day = isoDay(at);
        return [...line, message
          ? html`<${Message} key=${`m${message.id}`} message=${message} readId=${props.talk.readId} on=${props.on} />`
          : html`<${NoteLine} key=${`n${note.id}`} note=${note} />`];
      });
    }

    const isTyping = () => props.talk.typing?.by === 'shopper' && props.talk.typing.until > now.value;
    const rating = ({ rating: given }) => given && html`
      <div class="rated">买家评价 <${ElRate} modelValue=${given.score} disabled=${true} size="small" /> ${given.word && html`<q>${given.word}</q>`}</div>`;

    return () => {
      const { talk } = props;
      return html`
        <div class="transcript" ref=${box} tabindex="0" role="log" aria-label="聊天记录" onScrollPassive=${() => { follows = isNear(); if (follows) hasNews.value = false; }}>
          <div class="transcript-inside">
            ${!talk.isLoaded && (talk.problem ? html`<p class="blank">${talk.problem}</p>` : html`<${ElSkeleton} rows=${6} animated=${true} />`)}
            ${talk.more && html`<div class="blank"><${ElButton} size="small" text=${true} onClick=${more}>看更早的消息</${ElButton}></div>`}
            ${drawn()}
            ${talk.pending.map((pending) => html`<${Pending} key=${pending.client_id} pending=${pending} on=${props.on} />`)}
            ${rating(talk)}
            ${isTyping() && html`<div class="typing" aria-live="polite">买家正在输入<i /><i /><i /></div>`}
          </div>
          ${hasNews.value && html`<button type="button" class="news" onClick=${toEnd}>有新消息 ↓</button>`}
        </div>`;
    };
  },
});
