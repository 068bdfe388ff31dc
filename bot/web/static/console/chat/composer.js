/* The composer: a reply or an internal note, canned replies behind "/", pictures by choice, paste or drop. */
import { ElButton, ElCheckbox, ElIcon, ElInput, ElMessage, ElTooltip } from 'element-plus';
import { ChatLineSquare, Clock, Close, EditPen, Picture } from '@element-plus/icons-vue';
import { defineComponent, nextTick, onBeforeUnmount, reactive, ref, watch } from 'vue';
import { attempt, get, post } from '../api.js';
import { html } from '../html.js';
import { tellTyping } from '../session.js';
import { keysOf, useShortcuts } from '../shortcuts.js';
import { isMine } from '../store.js';
import { CannedPicker } from './canned.js';
import { photosIn, recall, say, show, writeNote } from './deeds.js';
import { mayRecall } from './message.js';
import { ScheduleDialog, Scheduled } from './schedule.js';

const TYPING_AGAIN = 3000;
const TYPING_OVER = 4000;
const LONGEST = 2000;

export const Composer = defineComponent({
  props: { talk: Object },
  setup(props, { expose }) {
    const field = ref(null);
    const picker = ref(null);
    const chooser = ref(null);
    const state = reactive({ photos: [], isPicking: false, aboutShopper: false, schedules: false, drops: false, used: null, missing: [] });
    const id = () => props.talk.conversation.id;
    const served = () => isMine(props.talk.conversation);
    const isNote = () => props.talk.isNote || !served();

    // ---- the sign that I am writing
    let told = 0;
    let over = 0;
    function stopTyping() {
      clearTimeout(over);
      if (told) tellTyping(id(), false);
      told = 0;
    }
    function type() {
      if (isNote()) return;
      if (Date.now() - told > TYPING_AGAIN) { tellTyping(id(), true); told = Date.now(); }
      clearTimeout(over);
      over = setTimeout(stopTyping, TYPING_OVER);
    }
    onBeforeUnmount(stopTyping);

    // ---- text
    const focus = () => nextTick(() => field.value?.focus());
    watch(() => props.talk, focus);

    function write(text) {
      props.talk.draft = text;
      // A slash at the beginning calls the canned replies; what follows it filters them.
      state.isPicking = !isNote() && text.startsWith('/') && !text.includes('\n');
      if (!text) Object.assign(state, { used: null, missing: [] });
      if (text && !state.isPicking) type();
    }

    function insert(text) {
      const before = props.talk.draft.trim();
      props.talk.isNote = false;
      write(before && !before.startsWith('/') ? `${props.talk.draft}${text}` : text);
      focus();
    }
    expose({ insert });

    async function pick(reply) {
      state.isPicking = false;
      const order = props.talk.shopper?.inView ?? props.talk.conversation.order_number ?? undefined;
      const filled = await attempt(post(`canned_replies/${reply.id}/fill`, { conversation: id(), order }));
      if (!filled) return;
      props.talk.draft = filled.text;
      Object.assign(state, { used: reply.id, missing: filled.missing ?? [] });
      if (reply.image) await addCannedPicture(reply);
      focus();
    }

    async function addCannedPicture(reply) {
      const response = await fetch(reply.image, { credentials: 'same-origin' }).catch(() => null);
      if (!response?.ok) { ElMessage.warning('话术里的图片没有取到，可以另外选一张。'); return; }
      const blob = await response.blob();
      state.photos.push(...await photosIn([new File([blob], 'canned', { type: blob.type })]));
    }

    async function send() {
      const kept = props.talk;
      const text = kept.draft.trim();
      if (!text && !state.photos.length) return;
      if (text.length > LONGEST) { ElMessage.warning(`太长了，一条最多 ${LONGEST} 个字，请分几条发。`); return; }
      if (isNote()) {
        if (text && await writeNote(id(), text, state.aboutShopper)) kept.draft = '';
        return;
      }
      const { photos, used } = state;
      Object.assign(state, { photos: [], used: null, missing: [] });
      kept.draft = '';
      stopTyping();
      if (text) say(kept, text, used);
      photos.forEach((photo) => show(kept, photo));
    }

    function press(event) {
      if (event.isComposing || event.keyCode === 229) return;
      if (state.isPicking && picker.value?.key(event)) return;
      if (event.key !== 'Enter' || event.shiftKey || event.altKey || event.ctrlKey) return;
      event.preventDefault();
      send();
    }

    // ---- pictures
    async function add(files) {
      const chosen = [...files].filter((file) => file instanceof File);
      if (!chosen.length) return false;
      if (!served()) { ElMessage.info('接待以后才能发图片。'); return true; }
      props.talk.isNote = false;
      state.photos.push(...await photosIn(chosen));
      focus();
      return true;
    }
    function paste(event) {
      const { files } = event.clipboardData;
      if (files.length) { event.preventDefault(); add(files); }
    }
    function drop(event) {
      event.preventDefault();
      state.drops = false;
      add(event.dataTransfer.files);
    }
    const choose = (event) => { add(event.target.files); event.target.value = ''; };

    const last = () => [...props.talk.messages].reverse().find(mayRecall);
    const when = (act) => () => { if (served()) act(); };
    useShortcuts({
      focus,
      note: when(() => { props.talk.isNote = !props.talk.isNote; state.isPicking = false; focus(); }),
      replies: when(() => { props.talk.isNote = false; write('/'); focus(); }),
      photo: when(() => chooser.value.click()),
      schedule: when(() => { state.schedules = true; }),
      recall: when(() => { const message = last(); if (message) recall(message); else ElMessage.info('没有可以撤回的消息。'); }),
    });

    async function loadScheduled() {
      const kept = props.talk;
      if (!served()) return;
      const answer = await attempt(get(`conversations/${kept.conversation.id}/scheduled`));
      if (answer) kept.scheduled = answer.scheduled;
    }
    watch(id, loadScheduled, { immediate: true });

    const tool = (name, label, icon, act, isOn = false) => html`
      <${ElTooltip} content=${`${label}（${keysOf(name)}）`} placement="top" key=${name}>
        <${ElButton} text=${true} size="small" class=${{ tool: true, on: isOn }} aria-label=${label} aria-pressed=${String(isOn)} onClick=${act}><${ElIcon} size=${17}><${icon} /></${ElIcon}></${ElButton}>
      </${ElTooltip}>`;

    const tools = () => html`
      <div class="tools">
        ${served() && tool('replies', '话术', ChatLineSquare, () => { write('/'); focus(); }, state.isPicking)}
        ${served() && tool('photo', '图片', Picture, () => chooser.value.click())}
        ${served() && tool('schedule', '定时发送', Clock, () => { state.schedules = true; })}
        ${served() && tool('note', '内部备注', EditPen, () => { props.talk.isNote = !props.talk.isNote; focus(); }, isNote())}
        ${isNote() && html`<span class="note-mode">内部备注，买家看不到</span>
          <${ElCheckbox} size="small" modelValue=${state.aboutShopper} onUpdate:modelValue=${(value) => { state.aboutShopper = value; }}>记在买家名下</${ElCheckbox}>`}
      </div>`;

    const photo = (each) => html`
      <li key=${each.key}><img src=${each.preview} alt="要发的图片" /><button type="button" aria-label="不发这张" onClick=${() => { state.photos = state.photos.filter((other) => other !== each); }}><${ElIcon}><${Close} /></${ElIcon}></button></li>`;

    return () => html`
      <div class=${['composer', { 'as-note': isNote(), drops: state.drops }]} onDragover=${(event) => { event.preventDefault(); state.drops = true; }} onDragleave=${() => { state.drops = false; }} onDrop=${drop}>
        ${state.isPicking && html`<${CannedPicker} ref=${picker} filter=${props.talk.draft.slice(1)} onPick=${pick} onClose=${() => { state.isPicking = false; }} />`}
        <${Scheduled} talk=${props.talk} />
        ${tools()}
        ${state.photos.length > 0 && html`<ul class="photos">${state.photos.map(photo)}</ul>`}
        ${state.missing.length > 0 && html`<p class="missing">话术里有没填上的：${state.missing.join('、')}，发送前请补上。</p>`}
        <div class="write">
          <${ElInput} ref=${field} type="textarea" autosize=${{ minRows: 2, maxRows: 7 }} resize="none" modelValue=${props.talk.draft} aria-label=${isNote() ? '写备注' : '写回复'}
            placeholder=${isNote() ? '写给同事看的备注' : '回复买家，按 / 打开话术'} onUpdate:modelValue=${write} onKeydown=${press} onPaste=${paste} onBlur=${stopTyping} />
          <${ElButton} type=${isNote() ? 'warning' : 'primary'} disabled=${!props.talk.draft.trim() && !state.photos.length} onClick=${send}>${isNote() ? '记下' : '发送'}</${ElButton}>
        </div>
        <input ref=${chooser} type="file" accept="image/jpeg,image/png,image/webp" multiple hidden onChange=${choose} />
        <${ScheduleDialog} open=${state.schedules} talk=${props.talk} onUpdate:open=${(value) => { state.schedules = value; }} />
      </div>`;
  },
});

