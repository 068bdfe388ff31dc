/* Which page is open, kept in the address so that a reload and the back button work: #/desk/<conversation>. */
import { reactive } from 'vue';

export const route = reactive({ page: 'desk', id: null });

function read() {
  const [, page, id] = location.hash.split('/');
  Object.assign(route, { page: page || 'desk', id: id ? decodeURIComponent(id) : null });
}

export function go(page, id = null) {
  location.hash = `#/${page}${id ? `/${encodeURIComponent(id)}` : ''}`;
  read();
}

addEventListener('hashchange', read);
read();
