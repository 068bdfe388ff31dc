/* Somebody's log-in and the line that lasts as long as it: both begin and end here. */
import { ElMessage } from 'element-plus';
import { reactive } from 'vue';
import { attempt, get, onLoggedOut, post, put, useCsrf } from './api.js';
import { resendLost } from './chat/deeds.js';
import { connect } from './socket.js';
import { addOpened, isMine, keep, reduce, store, talkOf } from './store.js';

export const session = reactive({ csrf: '', isKnown: false, isOver: false, focused: document.hasFocus() });
const SEEN_AGAIN = 30;
let line = null;

/** Whether somebody is logged in already. */
export async function resume() {
  try {
    begin(await get('me'));
  } catch (error) {
    if (error.code === 'unreachable') ElMessage.error(error.message);
  }
  session.isKnown = true;
}

export async function logIn(login, password) {
  const { csrf } = await post('login', { login, password });
  useCsrf(csrf);
  begin(await get('me'));
}

function begin({ me, csrf, groups, clocks, shop, max_photo: maxPhoto, intents }) {
  useCsrf(csrf);
  Object.assign(session, { csrf, isOver: false });
  Object.assign(store, { me, groups: groups ?? [], clocks: clocks ?? {}, shop: shop?.name ?? shop ?? '',
    maxPhoto: maxPhoto ?? 10, intents: intents ?? [] });
  line?.close();
  line = me.must_change_password ? null : connect({
    csrf: () => session.csrf, follows, onFrame: reduce, onLost: end, onLink,
    onFailed: () => get('me').catch(() => {}),
  });
}

function onLink(link) {
  store.link = link;
  if (link !== 'connecting') store.wasDown = link === 'down';
  if (link === 'up') resendLost();
}

/** What to take up again: each open conversation, a little before its end, as messages may have been recalled since. */
function follows() {
  return Object.entries(store.talks).filter(([, kept]) => kept.isLoaded || kept.conversation.id === store.current)
    .map(([id, kept]) => [id, (kept.messages.at(-SEEN_AGAIN)?.id ?? 1) - 1]);
}

export async function logOut() {
  await attempt(post('logout'));
  end();
}

/** Nobody is logged in any more, by will or because the time is up. */
function end() {
  if (!store.me) return;
  line?.close();
  line = null;
  session.isOver = true;
  Object.assign(store, { me: null, wasDown: false, conversations: {}, talks: {}, current: null, staff: {}, tickets: {} });
}
onLoggedOut(end);

export const retry = () => line?.retry();

export async function setPresence(presence) {
  const before = store.me.presence;
  store.me.presence = presence;
  if (!await attempt(put('me/presence', { presence }))) store.me.presence = before;
}

// ---- conversations on the line

/** Look at a conversation; what came before is asked for once, what comes is told as it happens. */
export function follow(id) {
  const kept = talkOf(id);
  line?.send('follow', { conversation: id, after: kept.messages.at(-1)?.id ?? 0 });
  return kept;
}

/** Stop hearing of conversations that are nobody's of ours any more. */
export function unfollow(id) {
  const kept = store.talks[id];
  if (!kept || isMine(kept.conversation)) return;
  line?.send('unfollow', { conversation: id });
  if (!kept.draft && !kept.pending.length) delete store.talks[id];
}

export async function older(id) {
  const [first] = store.talks[id]?.messages ?? [];
  const opened = first && await attempt(get(`conversations/${id}`, { before: first.id }));
  if (opened) addOpened(opened, true);
}

export function tellTyping(id, on) {
  line?.send('typing', { conversation: id, on });
}

/** The agent has seen all that there is. */
export function tellRead(id) {
  const kept = store.talks[id];
  const last = kept?.messages.at(-1);
  if (!last || !kept.conversation.unread || !isMine(kept.conversation)) return;
  keep({ ...kept.conversation, unread: 0 });
  line?.send('read', { conversation: id, id: last.id });
}

addEventListener('focus', () => { session.focused = true; });
addEventListener('blur', () => { session.focused = false; });
