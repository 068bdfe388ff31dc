/* What the console knows: one reactive store, changed by frames (FRAMES: type → function) and by answers to requests. */
import { computed, reactive, watch } from 'vue';
import { alertOf } from './alerts.js';

export const store = reactive({
  me: null,
  shop: '',
  groups: [],
  clocks: {},
  intents: [],
  maxPhoto: 10,
  link: 'connecting',
  wasDown: false,
  staff: {},
  conversations: {},
  talks: {},
  current: null,
  tickets: {},
  ticketsDue: 0,
  panel: 'list',
});

const RANK = { agent: 1, lead: 2, admin: 3 };
export const isLead = () => (RANK[store.me?.role] ?? 0) >= RANK.lead;
export const isAdmin = () => store.me?.role === 'admin';

const all = computed(() => Object.values(store.conversations));
const time = (at) => (at ? Date.parse(at) : Infinity);

/** Who waits for anybody: in the desk's order, as far as it is told, else the longest wait first. */
export const queue = computed(() => all.value.filter(({ owner }) => owner === 'waiting').sort((a, b) => (
  (b.priority ?? 0) - (a.priority ?? 0) || time(a.waiting_since) - time(b.waiting_since))));

/** Whom I serve: who waits for my answer first, of these the most urgent; the others by what happened last. */
export const mine = computed(() => all.value.filter(isMine).sort((a, b) => (
  Number(waitsForMe(b)) - Number(waitsForMe(a))
  || (waitsForMe(a) ? waitsSince(a) - waitsSince(b) : time(b.updated_at) - time(a.updated_at)))));

export const unread = computed(() => mine.value.reduce((sum, { unread: count }) => sum + (count ?? 0), 0));
export const isMine = (summary) => summary?.owner === 'human' && summary.agent_id === store.me?.id;
export const waitsForMe = (summary) => isMine(summary) && (Boolean(summary.reply_due_at) || summary.last?.from === 'shopper');
const waitsSince = (summary) => Math.min(time(summary.waiting_since), time(summary.last?.at));
export const talk = () => store.talks[store.current] ?? null;
export const summaryOf = (id) => store.talks[id]?.conversation ?? store.conversations[id] ?? null;
export const groupName = (key) => store.groups.find((group) => group.key === key)?.name ?? key ?? '';

// ---- conversations

export function keep(summary) {
  const kept = store.talks[summary.id];
  if (kept) kept.conversation = summary;
  if (summary.owner === 'waiting' || isMine(summary)) store.conversations[summary.id] = summary;
  else delete store.conversations[summary.id];
}

function newTalk(conversation) {
  return {
    conversation, packet: null, messages: [], notes: [], more: false, readId: 0, typing: null, rating: null,
    pending: [], draft: '', isNote: false, isLoaded: false, problem: '', shopper: null, scheduled: [],
  };
}

export function talkOf(id, summary = store.conversations[id] ?? { id, shopper: {} }) {
  store.talks[id] ??= newTalk(summary);
  return store.talks[id];
}

/** Put entries into a list by id, each once. */
function merge(list, entries, order) {
  const known = new Map(list.map((entry, index) => [entry.id, index]));
  for (const entry of entries) {
    if (known.has(entry.id)) list[known.get(entry.id)] = entry;
    else known.set(entry.id, list.push(entry) - 1);
  }
  list.sort(order);
}
const byId = (a, b) => a.id - b.id;

export function addMessage(message) {
  const kept = store.talks[message.conversation];
  if (!kept) return;
  merge(kept.messages, [message], byId);
  kept.pending = kept.pending.filter(({ client_id }) => client_id !== message.client_id);
  if (kept.typing?.by === 'shopper' && message.from === 'shopper') kept.typing = null;
}

export function addNote(note) {
  const kept = store.talks[note.conversation];
  if (kept) merge(kept.notes, [note], byId);
}

/** A conversation as it is opened, or a further stretch of it. */
export function addOpened(data, isOlder = false) {
  const kept = talkOf(data.conversation.id, data.conversation);
  const isFresh = !kept.isLoaded;
  keep(data.conversation);
  kept.conversation = data.conversation;
  merge(kept.messages, data.messages, byId);
  merge(kept.notes, data.notes, byId);
  if (isFresh || isOlder) kept.more = data.more;
  if (!isOlder) {
    kept.packet = data.packet;
    kept.readId = data.read_id;
    kept.rating = data.rating ?? kept.rating;
  }
  const stored = new Set(data.messages.map(({ client_id }) => client_id));
  kept.pending = kept.pending.filter(({ client_id }) => !stored.has(client_id));
  Object.assign(kept, { isLoaded: true, problem: '' });
}

function forget(id) {
  delete store.conversations[id];
  delete store.talks[id];
  if (store.current === id) store.current = null;
}

// ---- frames

export const FRAMES = {
  state(data) {
    store.me = { ...store.me, ...data.me };
    store.staff = Object.fromEntries(data.staff.map((person) => [person.id, person]));
    store.ticketsDue = data.tickets_due ?? 0;
    store.conversations = {};
    for (const summary of [...data.queue, ...data.mine]) keep(summary);
  },
  conversation(data) {
    const before = store.conversations[data.id]?.last?.at;
    keep(data);
    const isNews = isMine(data) && data.last?.from === 'shopper' && data.last.at !== before;
    if (isNews && (document.hidden || store.current !== data.id)) {
      alertOf({ kind: 'message', conversation: data.id, text: `${data.shopper.name}：${data.last.text}` });
    }
  },
  gone({ id }) { forget(id); },
  opened(data) { addOpened(data); },
  message(data) { addMessage(data); },
  note(data) { addNote(data); },
  typing({ conversation, on, by }) {
    const kept = store.talks[conversation];
    if (kept) kept.typing = on ? { by, until: Date.now() + 8000 } : null;
  },
  read({ conversation, read_id }) {
    const kept = store.talks[conversation];
    if (kept) kept.readId = Math.max(kept.readId, read_id);
  },
  staff(data) {
    store.staff[data.id] = { ...store.staff[data.id], ...data };
    if (data.id === store.me?.id) store.me = { ...store.me, presence: data.presence };
  },
  ticket(data) { store.tickets[data.id] = data; },
  alert(data) { alertOf(data); },
  refused({ error, message, conversation }) {
    const kept = store.talks[conversation ?? store.current];
    if (kept && !kept.isLoaded) kept.problem = message;
    alertOf({ kind: 'refused', text: message, error });
  },
};

export function reduce(frame) {
  FRAMES[frame.type]?.(frame.data);
}

/** Tell the alerts how many are waiting, whatever changed it. */
export function watchUnread(tell) {
  watch([unread, () => queue.value.length], ([count, waiting]) => tell(count, waiting), { immediate: true });
}
