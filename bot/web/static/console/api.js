/* The console's HTTP API: one function per verb, the CSRF token on everything that changes, errors as sentences. */
import { ElMessage } from 'element-plus';

const ROOT = '/api/console/';
const PATIENCE = 20_000;
const session = { csrf: '', lost: () => {} };

/** A refusal, or no answer; `message` can be shown as it stands. */
export class Refused extends Error {
  constructor(code, message, answer = {}) {
    super(message);
    this.code = code;
    this.answer = answer;
  }
}

export function useCsrf(token) {
  session.csrf = token;
}

/** What to do when somebody turns out not to be logged in any more. */
export function onLoggedOut(act) {
  session.lost = act;
}

async function ask(method, path, { body, file } = {}) {
  const headers = method === 'GET' ? {} : { 'X-CSRF-Token': session.csrf };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response;
  try {
    response = await fetch(ROOT + path, {
      method, headers, body: file ?? (body === undefined ? undefined : JSON.stringify(body)),
      credentials: 'same-origin', signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new Refused('unreachable', '网络不通，没有送达，请稍后再试。');
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok && answer.ok !== false) return answer;
  if (response.status === 401 && path !== 'login') session.lost();
  throw new Refused(answer.error ?? 'internal', answer.message ?? '系统出了点小问题，请稍后再试。', answer);
}

const query = (given = {}) => {
  const told = Object.entries(given).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return told.length ? `?${new URLSearchParams(told)}` : '';
};

export const get = (path, given) => ask('GET', path + query(given));
export const post = (path, body = {}) => ask('POST', path, { body });
export const put = (path, body = {}) => ask('PUT', path, { body });
export const remove = (path) => ask('DELETE', path);
export const upload = (method, path, file) => ask(method, path, { file });
export const linkTo = (path, given) => ROOT + path + query(given);

/** Say what went wrong, and go on: the answer, or null. */
export async function attempt(promise, done) {
  try {
    const answer = await promise;
    if (done) ElMessage.success({ message: done, grouping: true });
    return answer;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    ElMessage.error({ message: error.message, grouping: true, showClose: true });
    return null;
  }
}

export const newId = () => (crypto.randomUUID?.() ?? Array.from(
  crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(''));
