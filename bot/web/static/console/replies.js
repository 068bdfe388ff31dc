/* Canned replies (话术): everybody's and one's own, by folder, with their shortcut, places to fill and picture. */
import { ElButton, ElDialog, ElEmpty, ElIcon, ElInput, ElMessage, ElMessageBox, ElRadioButton, ElRadioGroup, ElTag } from 'element-plus';
import { Picture } from '@element-plus/icons-vue';
import { defineComponent, onMounted, reactive, ref } from 'vue';
import { attempt, post, put, remove, upload } from './api.js';
import { canned, loadCanned } from './chat/canned.js';
import { photosIn } from './chat/deeds.js';
import { html, model } from './html.js';
import { isLead, store } from './store.js';

const PLACES = ['买家', '订单号', '商品', '尺码', '快递', '运单号', '金额', '客服'];

const ReplyDialog = defineComponent({
  props: { reply: Object, folders: Array },
  emits: ['close', 'done'],
  setup(props, { emit }) {
    const form = reactive({ folder: '', shortcut: '', text: '', own: true, ...props.reply, photo: null, dropsPhoto: false, busy: false });
    const chooser = ref(null);

    async function choose(event) {
      const [photo] = await photosIn([...event.target.files]);
      event.target.value = '';
      if (photo) form.photo = photo;
    }

    async function submit() {
      const { folder, shortcut, text, own } = form;
      if (!folder.trim() || !shortcut.trim() || !text.trim()) { ElMessage.warning('分组、快捷词和内容都要写。'); return; }
      form.busy = true;
      const body = { folder: folder.trim(), shortcut: shortcut.trim().replace(/^\//, ''), text: text.trim(), own };
      const saved = await attempt(props.reply?.id ? put(`canned_replies/${props.reply.id}`, body) : post('canned_replies', body));
      const path = saved && `canned_replies/${saved.reply.id}/picture`;
      if (saved && form.photo) await attempt(upload('PUT', path, form.photo.file));
      else if (saved && form.dropsPhoto) await attempt(remove(path));
      form.busy = false;
      if (saved) { ElMessage.success('已保存'); emit('done'); }
    }

    const picture = () => form.photo?.preview ?? (form.dropsPhoto ? null : form.image);
    const places = canned.places ?? PLACES;

    return () => html`
      <${ElDialog} modelValue=${true} title=${props.reply?.id ? '修改话术' : '新话术'} width="560px" onClose=${() => emit('close')}>${{
        default: () => html`
          <div class="form">
            ${isLead() && html`<${ElRadioGroup} ...${model(form, 'own')} aria-label="谁能用"><${ElRadioButton} value=${false}>大家共用</${ElRadioButton}><${ElRadioButton} value=${true}>只有我用</${ElRadioButton}></${ElRadioGroup}>`}
            <div class="row">
              <label>分组<${ElInput} ...${model(form, 'folder')} maxlength="30" list="folders" /></label>
              <label>快捷词<${ElInput} ...${model(form, 'shortcut')} maxlength="30">${{ prepend: () => '/' }}</${ElInput}></label>
            </div>
            <datalist id="folders">${props.folders.map((folder) => html`<option key=${folder} value=${folder} />`)}</datalist>
            <label>内容<${ElInput} ...${model(form, 'text')} type="textarea" rows=${4} maxlength="2000" /></label>
            <div class="places"><small class="muted">点一下插入，发送时按买家和订单自动填：</small>
              ${places.map((place) => html`<${ElButton} key=${place} size="small" text=${true} bg=${true} onClick=${() => { form.text += `{${place}}`; }}>{${place}}</${ElButton}>`)}</div>
            <div class="row">
              ${picture() && html`<img class="reply-picture" src=${picture()} alt="话术的图片" />`}
              <${ElButton} size="small" onClick=${() => chooser.value.click()}>${picture() ? '换一张图片' : '加一张图片（如尺码表）'}</${ElButton}>
              ${picture() && html`<${ElButton} size="small" text=${true} onClick=${() => Object.assign(form, { photo: null, dropsPhoto: true })}>去掉图片</${ElButton}>`}
              <input ref=${chooser} type="file" accept="image/jpeg,image/png,image/webp" hidden onChange=${choose} />
            </div>
          </div>`,
        footer: () => html`<${ElButton} onClick=${() => emit('close')}>取消</${ElButton}><${ElButton} type="primary" loading=${form.busy} onClick=${submit}>保存</${ElButton}>`,
      }}</${ElDialog}>`;
  },
});

export const RepliesPage = defineComponent({
  setup() {
    const state = reactive({ q: '', editing: null });
    onMounted(loadCanned);
    const may = (reply) => reply.own || isLead();
    const found = () => canned.replies.filter(({ folder, shortcut, text }) => [folder, shortcut, text].some((each) => each.includes(state.q.trim())));
    const folders = () => [...new Set(canned.replies.map(({ folder }) => folder))];

    async function drop(reply) {
      const sure = await ElMessageBox.confirm(`删除“/${reply.shortcut}”吗？${reply.own ? '' : '大家都会用不到它。'}`, '删除话术', { type: 'warning', confirmButtonText: '删除', cancelButtonText: '取消' }).catch(() => null);
      if (sure && await attempt(remove(`canned_replies/${reply.id}`), '已删除')) loadCanned();
    }

    const row = (reply) => html`
      <li key=${reply.id}>
        <div class="canned-name"><b>/${reply.shortcut}</b>${reply.own && html`<${ElTag} size="small" effect="plain">我的</${ElTag}>`}${reply.image && html`<${ElIcon}><${Picture} /></${ElIcon}>`}<small class="muted">用过 ${reply.times_used} 次</small></div>
        <p>${reply.text}</p>
        ${may(reply) && html`<div class="row-acts"><${ElButton} size="small" text=${true} onClick=${() => { state.editing = reply; }}>修改</${ElButton}><${ElButton} size="small" text=${true} onClick=${() => drop(reply)}>删除</${ElButton}></div>`}
      </li>`;

    return () => html`
      <main class="page">
        <header class="page-head"><h1>话术</h1>
          <${ElInput} ...${model(state, 'q')} clearable=${true} placeholder="搜话术" class="page-search" />
          <${ElButton} type="primary" onClick=${() => { state.editing = { own: !isLead(), folder: '', shortcut: '', text: '' }; }}>新话术</${ElButton}>
        </header>
        ${folders().map((folder) => {
          const rows = found().filter((reply) => reply.folder === folder);
          return rows.length > 0 && html`<section class="paper folder" key=${folder}><h2>${folder}</h2><ul>${rows.map(row)}</ul></section>`;
        })}
        ${!found().length && html`<${ElEmpty} description=${!canned.isLoaded ? '正在取话术…' : state.q ? '没有找到，换个词试试' : '还没有话术，把常说的话存下来吧'} />`}
        ${state.editing && store.me && html`<${ReplyDialog} reply=${state.editing} folders=${folders()} onClose=${() => { state.editing = null; }} onDone=${() => { state.editing = null; loadCanned(); }} />`}
      </main>`;
  },
});
