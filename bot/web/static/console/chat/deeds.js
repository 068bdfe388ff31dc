/* What an agent does with a conversation; each asks the desk and keeps what it answers. */
import { ElMessage, ElMessageBox } from 'element-plus';
import { attempt, newId, post, upload } from '../api.js';
import { addMessage, addNote, isMine, keep, queue, store, talk } from '../store.js';

const PHOTO_TYPES = ['image/jpeg', 'image/png', 'image/webp'];

async function change(id, deed, body, done) {
  const answer = await attempt(post(`conversations/${id}/${deed}`, body), done);
  if (answer?.conversation) keep(answer.conversation);
  return answer;
}

export const take = (id) => change(id, 'take');
export const takeOver = (id) => change(id, 'take_over', {}, '已接管');
export const transfer = (id, to) => change(id, 'transfer', to, '已转接');
export const returnToBot = (id) => change(id, 'return_to_bot', {}, '已交还机器人');

/** Take who is next; whoever is quicker leaves us the one after. */
export async function takeNext() {
  const [next] = queue.value;
  if (!next) {
    ElMessage.info({ message: '现在没有排队的买家。', grouping: true });
    return null;
  }
  return (await take(next.id)) && next.id;
}

/** Whether it is settled; what is written and not sent is asked about. */
export async function resolve(id) {
  const draft = store.talks[id]?.draft.trim();
  if (draft) {
    const sure = await ElMessageBox.confirm('输入框里还有没发出的内容，确定结束会话吗？', '结束会话', { type: 'warning', confirmButtonText: '结束', cancelButtonText: '再看看' }).catch(() => null);
    if (!sure) return null;
  }
  return change(id, 'resolve', {}, '会话已结束');
}

// ---- saying something

async function deliver(kept, pending) {
  const id = kept.conversation.id;
  Object.assign(pending, { state: 'sending', isLost: false });
  try {
    const answer = pending.file
      ? await upload('POST', `conversations/${id}/photos?client_id=${pending.client_id}`, pending.file)
      : await post(`conversations/${id}/reply`, { text: pending.text, client_id: pending.client_id, canned: pending.canned });
    if (answer.message) addMessage(answer.message);
    kept.pending = kept.pending.filter(({ client_id }) => client_id !== pending.client_id);
  } catch (error) {
    Object.assign(pending, { state: 'failed', problem: error.message, isLost: error.code === 'unreachable' });
  }
}

const queued = new Map();

/** One after the other, so that the order stays as it was written. */
function line(kept, pending) {
  const id = kept.conversation.id;
  const before = queued.get(id) ?? Promise.resolve();
  const sent = before.then(() => deliver(kept, pending));
  queued.set(id, sent);
  return sent;
}

function put(kept, pending) {
  kept.pending.push({ client_id: newId(), state: 'sending', problem: '', at: new Date().toISOString(), ...pending });
  return line(kept, kept.pending.at(-1));
}

export const say = (kept, text, canned = null) => put(kept, { text, canned: canned ?? undefined });
export const resend = (kept, pending) => line(kept, pending);
/** What did not get through while the line was down; the desk takes each of them once, however often it comes. */
export function resendLost() {
  for (const kept of Object.values(store.talks)) kept.pending.filter(({ isLost }) => isLost).forEach((pending) => resend(kept, pending));
}
export const drop = (kept, pending) => { kept.pending = kept.pending.filter((each) => each !== pending); };

const asData = (file) => new Promise((done) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result);
  reader.readAsDataURL(file);
});

/** The pictures among files that can be sent, as {file, preview}; the others are named. */
export async function photosIn(files) {
  const chosen = [];
  for (const file of files) {
    if (!PHOTO_TYPES.includes(file.type)) ElMessage.warning('只能发 JPG、PNG、WebP 格式的图片。');
    else if (file.size > store.maxPhoto * 2 ** 20) ElMessage.warning(`图片太大了，一张最多 ${store.maxPhoto} MB。`);
    else chosen.push({ file, preview: await asData(file), key: newId() });
  }
  return chosen;
}

export const show = (kept, { file, preview }) => put(kept, { file, preview, text: '[图片]' });

export async function recall(message) {
  const answer = await attempt(post(`conversations/${message.conversation}/recall`, { message: message.id }), '已撤回');
  if (answer?.message) addMessage(answer.message);
}

export async function writeNote(id, text, aboutShopper) {
  const answer = await attempt(post(`conversations/${id}/notes`, { text, about_shopper: aboutShopper }));
  if (answer?.note) addNote(answer.note);
  return answer;
}

export async function whisper(id) {
  const asked = await ElMessageBox.prompt('只有接待的客服看得到，买家看不到。', '悄悄话', {
    inputType: 'textarea', confirmButtonText: '发送', cancelButtonText: '取消', inputValidator: (text) => Boolean(text?.trim()) || '请先写内容', customClass: 'whisper-box',
  }).catch(() => null);
  if (!asked) return;
  const answer = await attempt(post(`conversations/${id}/whisper`, { text: asked.value.trim() }), '已发给接待的客服');
  if (answer?.note) addNote(answer.note);
}

/** The talk that is open, if I am the one who serves it. */
export function servedTalk() {
  const kept = talk();
  return kept && isMine(kept.conversation) ? kept : null;
}
