/**
 * The chat widget: one script without dependencies that any shop page embeds.
 *
 *   <script src="https://desk.example/static/widget.js" data-server="https://desk.example"
 *           data-product="P1001" data-token="<shop JWT>" async></script>
 *
 * data-server   the desk; "" = the page's own origin; left out = where this script came from
 * data-product  the product being viewed (or Xiaoer.setProduct(id))
 * data-token    the shop's word for who the shopper is (or Xiaoer.identify(token)); none = a visitor
 *
 * Everything from outside reaches the page through textContent, checked URLs and createElement only.
 */
(() => {
  'use strict';
  if (window.Xiaoer) return;

  const SCRIPT = document.currentScript;
  const SERVER = serverOf(SCRIPT);
  const PHONE = window.matchMedia('(max-width: 480px)');
  const CALM = window.matchMedia('(prefers-reduced-motion: reduce)');

  const PING_EVERY = 25_000;
  const PONG_WITHIN = 10_000;
  const STATE_WITHIN = 10_000;
  const ACCEPTED_WITHIN = 10_000;
  const REQUEST_WITHIN = 10_000;
  const UPLOAD_WITHIN = 120_000;
  const RETRY_FIRST = 1_000;
  const RETRY_LAST = 30_000;
  const STEADY_AFTER = 5_000;
  const TYPING_AT_MOST = 15_000;
  const TYPING_TOLD_EVERY = 5_000;
  const TYPING_OVER_AFTER = 4_000;
  const TYPING_REFUSED_WITHIN = 3_000;
  const SCORES = [1, 2, 3, 4, 5];
  const WORD_LIMIT = 200;
  const ASK_HUMAN_EVERY = 3_000;
  const WARNING_SHOWN = 6_000;
  const SEPARATE_AFTER = 5 * 60_000;
  const COUNT_FROM = 450;
  const OUTBOX_LIMIT = 50;
  const EVENTS_SHOWN = 3;
  const PHOTO_TYPES = 'image/jpeg,image/png,image/webp';
  const PHOTOS_AT_ONCE = 9;
  const PREVIEW_SIDE = 440;
  // Close codes that say "not with this session": policy violation and the usual private 401/403.
  const UNAUTHORISED = new Set([1008, 3000, 3003, 4001, 4003, 4401, 4403]);
  const UNAUTHORISED_ERROR = /unauthori[sz]ed|(session|token)_(expired|invalid|unknown)|(bad|invalid|expired)_(session|token)/;

  const TEXT = Object.freeze({
    launcher: '咨询客服',
    unread: (count) => `${count} 条未读消息`,
    dialog: '在线客服',
    close: '关闭聊天窗口',
    log: '聊天记录',
    human: '转人工',
    humanHint: '转接人工客服',
    queueing: '排队中',
    left: '已留言',
    attended: '人工服务中',
    bot: '店小二',
    agent: '人工客服',
    you: '我',
    subtitle: {
      bot: '店小二 · 智能客服',
      waiting: '正在为您转接人工客服',
      kept: '现在不在人工服务时间',
      human: (name) => (name ? `${name} · 人工客服` : '人工客服为您服务'),
      closed: '本次咨询已结束',
    },
    position: (position, wait) => `您排在第 ${position} 位，${wait ? `大约需要等 ${wait} 分钟` : '请稍候'}`,
    kept: '已为您留言，客服上班后会联系您',
    closed: '本次咨询已结束，发送消息即可重新开始',
    connecting: '正在连接客服…',
    broken: '网络断开，正在重连…',
    unavailable: '客服暂时连接不上，请稍后再试',
    retryNow: '立即重试',
    input: '输入消息',
    placeholder: '请输入您的问题…',
    send: '发送',
    tooLong: (over) => `超出 ${over} 字，请分成几条发送`,
    quick: '常见问题',
    typing: (by, name) => `${by === 'agent' ? name || '客服' : '店小二'}正在输入`,
    delivered: '✓ 已送达',
    seen: '已读',
    recalled: (name) => `${name || '对方'}撤回了一条消息`,
    thumbs: '这个回答有帮助吗',
    helpful: '有帮助',
    unhelpful: '没帮助',
    rating: '为本次服务评分',
    score: (score) => `${score} 分`,
    scores: { 1: '很不满意', 2: '不满意', 3: '一般', 4: '满意', 5: '非常满意' },
    scoreFirst: '点星星打分，5 分最满意',
    word: '有什么想说的，可以写在这里（选填）',
    rate: '提交评分',
    rated: (score) => `您给了 ${score} 分，感谢反馈`,
    newMessages: '新消息',
    queued: '待发送',
    sending: '发送中…',
    late: '未送达',
    refused: '发送失败',
    resend: '重发',
    remove: '删除',
    image: '图片',
    imageBroken: '图片加载失败',
    ownPhoto: '我发送的图片',
    enlarge: (label) => `查看大图：${label}`,
    viewer: '查看图片',
    closeViewer: '关闭图片',
    attach: '发送图片',
    drop: '松开鼠标，发送图片',
    uploading: (percent) => (percent < 100 ? `上传中 ${percent}%` : '处理中…'),
    photoTooLarge: (megabytes) => `图片太大了，一张最多 ${megabytes} MB，请压缩或截图后再发`,
    photosAtOnce: (count) => `一次最多发 ${count} 张图片，其余的请分次发送`,
    photoLost: '图片没有上传成功，请重新选择后再发',
    today: '今天',
    yesterday: '昨天',
    seeProduct: '查看商品',
    order: '订单',
    orderNumber: '订单号',
    unpaidOrder: '待支付订单',
    trackingNumber: '运单号',
    copy: '复制',
    copied: '已复制',
    copyNumber: '复制单号',
    total: '合计',
    discount: '优惠',
    freight: '运费',
    amountDue: '应付金额',
    pay: '去支付',
    payHint: '在新窗口打开支付页面',
    payLeft: '剩余支付时间',
    payOver: '已超过支付时间',
    allEvents: (count) => `查看全部 ${count} 条物流`,
    fewerEvents: '收起',
    logistics: '物流',
    sizeAdvice: '尺码建议',
    sizeOr: (size) => `也可以选 ${size}`,
  });

  function serverOf(script) {
    const given = script?.dataset.server;
    if (given) return given.replace(/\/+$/, '');
    if (given === undefined && script?.src) return new URL(script.src).origin;
    return window.location.origin;
  }

  function setProp(node, name, value) {
    if (value === null || value === undefined || value === false) return;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'text') node.textContent = String(value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }

  /** Build an element. Strings among the children become text nodes, so data can never turn into markup. */
  function h(tag, props, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(props ?? {})) setProp(node, name, value);
    node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
    return node;
  }

  /** Build an SVG from rows of [tag, attributes]. */
  function drawing(viewBox, props, rows) {
    const make = (tag, attributes) => {
      const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
      for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
      return node;
    };
    const svg = make('svg', { viewBox, 'aria-hidden': 'true', focusable: 'false', ...props });
    svg.append(...rows.map(([tag, attributes]) => make(tag, attributes)));
    return svg;
  }

  const LINES = {
    chat: ['M4 5.5h16v11H12l-4.5 3.5v-3.5H4z', 'M8.2 11h.01', 'M12 11h.01', 'M15.8 11h.01'],
    close: ['M6 6l12 12', 'M18 6L6 18'],
    send: ['M12 19V5', 'M6 11l6-6 6 6'],
    headset: ['M5 14v-2a7 7 0 0 1 14 0v2', 'M5 13h2.5v5H6a1 1 0 0 1-1-1z', 'M19 13h-2.5v5H18a1 1 0 0 0 1-1z'],
    up: ['M7 11v9H4v-9z', 'M7 11l4.2-7.4a1.9 1.9 0 0 1 3.4 1.5L13.8 9.5h4.8a1.6 1.6 0 0 1 1.6 1.9l-1.3 7A2 2 0 0 1 17 20H7'],
    down: ['M12 5v13', 'M6.5 12.5L12 18l5.5-5.5'],
    star: ['M12 3.6l2.6 5.3 5.8.8-4.2 4.1 1 5.8-5.2-2.7-5.2 2.7 1-5.8-4.2-4.1 5.8-.8z'],
    image: ['M4 5h16v14H4z', 'M4 16l4.6-4.6 4 4 2.6-2.6L20 17.4', 'M15.2 9.2h.01'],
    bag: ['M6 8h12l1 12H5z', 'M9 8V7a3 3 0 0 1 6 0v1'],
  };

  function icon(name) {
    const stroke = { fill: 'none', stroke: 'currentColor', 'stroke-width': '1.9' };
    const round = { 'stroke-linecap': 'round', 'stroke-linejoin': 'round' };
    return drawing('0 0 24 24', { class: 'icon', ...stroke, ...round }, LINES[name].map((d) => ['path', { d }]));
  }

  function botFace() {
    return drawing('0 0 40 40', { class: 'face' }, [
      ['circle', { cx: 20, cy: 20, r: 20, fill: '#f8e2d4' }],
      ['circle', { cx: 20, cy: 23, r: 9.5, fill: '#fff4ea' }],
      ['path', { d: 'M10 17.5C10 11 14.4 7.5 20 7.5S30 11 30 17.5z', fill: '#b5452a' }],
      ['rect', { x: 8.6, y: 16, width: 22.8, height: 3.6, rx: 1.8, fill: '#8e3119' }],
      ['circle', { cx: 16.6, cy: 24, r: 1.25, fill: '#3a2a22' }],
      ['circle', { cx: 23.4, cy: 24, r: 1.25, fill: '#3a2a22' }],
      ['path', { d: 'M16.8 27.6c1.9 1.8 4.5 1.8 6.4 0', fill: 'none', stroke: '#3a2a22', 'stroke-width': 1.3 }],
    ]);
  }

  /** An http(s) address, made absolute against the server, or null: nothing else may become a link. */
  function safeUrl(value) {
    if (!value) return null;
    try {
      const url = new URL(String(value), `${SERVER}/`);
      return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
    } catch {
      return null;
    }
  }

  function safeImage(value) {
    return /^data:image\/[\w.+-]+[;,]/i.test(String(value ?? '')) ? String(value) : safeUrl(value);
  }

  /** A new tab for other sites; the shop's own pages open in place. */
  function linkTarget(url) {
    const own = new URL(url).origin === window.location.origin;
    return own ? {} : { target: '_blank', rel: 'noopener noreferrer nofollow' };
  }

  function trimUrl(url) {
    let end = url.replace(/[.,;:!?'*]+$/, '');
    while (end.endsWith(')') && end.split(')').length > end.split('(').length) end = end.slice(0, -1);
    return end;
  }

  /** Split a text into text and links; only http(s) addresses in ASCII become links, as Han text follows without a space. */
  function linkify(text) {
    const parts = [];
    let from = 0;
    for (const match of text.matchAll(/https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+/gi)) {
      const shown = trimUrl(match[0]);
      const href = safeUrl(shown);
      if (!href) continue;
      parts.push(text.slice(from, match.index));
      parts.push(h('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow', text: shown }));
      from = match.index + shown.length;
    }
    return [...parts, text.slice(from)];
  }

  /** crypto.randomUUID exists on https and localhost only; a shop may try the demo over plain http in its LAN. */
  function newId() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
  }

  /** Count as the server does, in code points. */
  function lengthOf(text) {
    return [...text].length;
  }

  /** "129" and 129 are yuan; words such as "129 元起" stay as the server wrote them. */
  function money(value) {
    if (value === null || value === undefined || value === '') return '';
    if (typeof value === 'number') return `¥${value.toFixed(2)}`;
    return /^\d+(\.\d+)?$/.test(value) ? `¥${value}` : String(value);
  }

  function parseTime(value) {
    const time = value ? new Date(value) : null;
    return time && !Number.isNaN(time.getTime()) ? time : null;
  }

  const CLOCK = { timeZone: 'Asia/Shanghai', hourCycle: 'h23' };
  const DAY = new Intl.DateTimeFormat('zh-CN', { ...CLOCK, year: 'numeric', month: 'numeric', day: 'numeric' });
  const MONTH_DAY = new Intl.DateTimeFormat('zh-CN', { ...CLOCK, month: 'long', day: 'numeric' });
  const MINUTE = new Intl.DateTimeFormat('zh-CN', { ...CLOCK, hour: '2-digit', minute: '2-digit' });

  function dayWords(time, now) {
    if (DAY.format(time) === DAY.format(now)) return '';
    if (DAY.format(time) === DAY.format(new Date(now.getTime() - 86_400_000))) return `${TEXT.yesterday} `;
    const [year, thisYear] = [time, now].map((moment) => DAY.format(moment).slice(0, 4));
    return `${year === thisYear ? '' : `${year}年`}${MONTH_DAY.format(time)} `;
  }

  function timeWords(time, now = new Date()) {
    return `${dayWords(time, now)}${MINUTE.format(time)}`;
  }

  function eventTime(value) {
    const time = parseTime(value);
    if (!time) return String(value ?? '');
    return `${dayWords(time, new Date()) || `${TEXT.today} `}${MINUTE.format(time)}`;
  }

  function leftWords(milliseconds) {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    const two = (number) => String(number).padStart(2, '0');
    const days = Math.floor(seconds / 86_400);
    const clock = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map((part) => two(Math.floor(part))).join(':');
    return days ? `${days} 天 ${clock}` : clock;
  }

  /** Give `parent` exactly these children, moving as few as possible (a live region reads out what is inserted). */
  function arrange(parent, nodes) {
    const wanted = new Set(nodes);
    for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
    nodes.forEach((node, index) => {
      if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
    });
  }

  /** JSON under one prefix of localStorage; falls back to memory where storage is forbidden or full. */
  class Store {
    static keys = ['session', 'conversation', 'outbox', 'read', 'used', 'spoken'];
    #prefix;
    #memory = new Map();

    constructor(who) {
      this.#prefix = `xiaoer:${SERVER}:${who}:`;
    }

    get(key, fallback = null) {
      try {
        const text = window.localStorage.getItem(this.#prefix + key) ?? this.#memory.get(key);
        return text ? JSON.parse(text) : fallback;
      } catch {
        return this.#memory.has(key) ? JSON.parse(this.#memory.get(key)) : fallback;
      }
    }

    set(key, value) {
      const text = JSON.stringify(value);
      try {
        window.localStorage.setItem(this.#prefix + key, text);
        this.#memory.delete(key);
      } catch {
        this.#memory.set(key, text);
      }
    }

    forget(keys = Store.keys) {
      for (const key of keys) {
        this.#memory.delete(key);
        try {
          window.localStorage.removeItem(this.#prefix + key);
        } catch {
          /* forbidden storage holds nothing to forget */
        }
      }
    }

    /** Become what another store is; only unsent messages of both are kept. */
    adopt(other) {
      const outbox = [...this.get('outbox', []), ...other.get('outbox', [])];
      this.forget();
      for (const key of Store.keys) {
        const value = other.get(key);
        if (value !== null) this.set(key, value);
      }
      this.set('outbox', outbox);
      other.forget();
    }
  }

  /** Whose conversation it is: the token's subject (the server verifies it), or a visitor. */
  function subjectOf(token) {
    if (!token) return 'visitor';
    try {
      const payload = token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
      return `shopper-${JSON.parse(atob(payload)).sub}`;
    } catch {
      return `shopper-${token.slice(-24)}`;
    }
  }

  /**
   * One store per person, so that after logging out (or on a shared computer) nobody sees another's conversation.
   * Who has asked something as a visitor and then logs in keeps that conversation.
   */
  function storeFor(token) {
    const store = new Store(subjectOf(token));
    if (!token) return store;
    const visitor = new Store('visitor');
    if (visitor.get('spoken') || (visitor.get('session') && !store.get('session'))) store.adopt(visitor);
    else visitor.forget();
    return store;
  }

  /** Messages on their way, kept until the server has accepted them. Read anew each time: other tabs write here too. */
  class Outbox {
    #store;

    constructor(store) {
      this.#store = store;
    }

    items() {
      return this.#store.get('outbox', []);
    }

    add(item) {
      this.#store.set('outbox', [...this.items(), item].slice(-OUTBOX_LIMIT));
    }

    /** @param {boolean} final whether sending the same again would be refused again. */
    mark(clientId, error, final = false) {
      const marked = (item) => (item.client_id === clientId ? { ...item, error, final } : item);
      this.#store.set('outbox', this.items().map(marked));
    }

    remove(clientId) {
      const items = this.items();
      const left = items.filter((item) => item.client_id !== clientId);
      if (left.length !== items.length) this.#store.set('outbox', left);
    }
  }

  function frameOf(item) {
    const { client_id, text, product, message_id, button } = item;
    if (item.type === 'click') return { type: 'click', data: { client_id, message_id, button } };
    return { type: 'text', data: { client_id, text, product } };
  }

  /**
   * The files of photos on their way, by client_id. They are too large for localStorage; where IndexedDB is forbidden
   * they live as long as the page.
   */
  class PhotoBox {
    #memory = new Map();
    #opening = null;

    #open() {
      this.#opening ??= new Promise((resolve, reject) => {
        const request = indexedDB.open('xiaoer', 1);
        request.onupgradeneeded = () => request.result.createObjectStore('photos');
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      return this.#opening;
    }

    async #with(mode, act) {
      const photos = (await this.#open()).transaction('photos', mode).objectStore('photos');
      return new Promise((resolve, reject) => {
        const request = act(photos);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    }

    /** Bytes instead of the file itself, which some browsers cannot read any more once the original has changed. */
    async put(id, file) {
      this.#memory.set(id, file);
      try {
        const [bytes] = await Promise.all([file.arrayBuffer(), this.#open()]);
        const kept = { type: file.type, bytes };
        if (this.#memory.has(id)) await this.#with('readwrite', (photos) => photos.put(kept, id));
      } catch {
        /* forbidden or full: it will not survive a reload */
      }
    }

    async get(id) {
      const known = this.#memory.get(id);
      if (known) return known;
      const kept = await this.#with('readonly', (photos) => photos.get(id)).catch(() => null);
      return kept?.bytes ? new Blob([kept.bytes], { type: kept.type }) : null;
    }

    remove(id) {
      this.#memory.delete(id);
      this.#with('readwrite', (photos) => photos.delete(id)).catch(() => {});
    }
  }

  /** Send a photo; fetch cannot tell how far an upload is. Resolves to {status, body}, with status 0 when the line broke. */
  function postPhoto(session, { client_id, product }, file, onProgress) {
    const query = new URLSearchParams({ client_id, ...(product ? { product } : {}) });
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const end = () => resolve({ status: request.status, body: request.response });
      request.open('POST', `${SERVER}/api/chat/photos?${query}`);
      request.setRequestHeader('Authorization', `Bearer ${session}`);
      request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
      request.responseType = 'json';
      request.timeout = UPLOAD_WITHIN;
      request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
      request.onload = request.onerror = request.ontimeout = request.onabort = end;
      request.send(file);
    });
  }

  /** The message with an id as it stands now: the address of a photo is only good for a while. */
  async function getMessage(session, id) {
    const headers = { Authorization: `Bearer ${session}` };
    const response = await fetch(`${SERVER}/api/chat/messages?after=${id - 1}`, { headers, credentials: 'omit' });
    const body = await response.json();
    return (body.messages ?? []).find((message) => message.id === id) ?? null;
  }

  class ApiError extends Error {
    constructor(status, body) {
      super(body?.message || TEXT.unavailable);
      this.status = status;
    }
  }

  async function postSession(token, session) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), REQUEST_WITHIN);
    try {
      const response = await fetch(`${SERVER}/api/chat/sessions`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ token, session }),
        credentials: 'omit',
        signal: abort.signal,
      });
      const body = await response.json().catch(() => null);
      if (!response.ok || !body?.ok) throw new ApiError(response.status, body);
      return body;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ask for a session; when the earlier one is no longer good, ask once for a new one. */
  async function openSession(token, earlier) {
    try {
      return await postSession(token, earlier);
    } catch (error) {
      if (error.status !== 401 || !earlier) throw error;
      return postSession(token, null);
    }
  }

  /**
   * One WebSocket that comes back by itself.
   *
   * `host` gives: session(renew) → promise of a token, after() → last message id, onFrame(frame), onStatus(status, words).
   * Status: idle, connecting, ready, broken (will retry), refused (the server said no; only a person retries).
   */
  class Line {
    #host;
    #socket = null;
    #turn = 0;
    #failures = 0;
    #readySince = 0;
    #renew = '';
    #timers = {};
    status = 'idle';

    constructor(host) {
      this.#host = host;
      window.addEventListener('online', () => this.hurry());
      window.addEventListener('offline', () => this.#check());
      document.addEventListener('visibilitychange', () => document.hidden || this.hurry());
    }

    start() {
      if (this.status === 'idle' || this.status === 'refused') this.#attempt();
    }

    stop() {
      this.#hangUp();
      this.#failures = 0;
      this.#renew = '';
      this.#become('idle');
    }

    /** Try now instead of waiting; on a line that looks alive, make sure that it is. */
    hurry() {
      if (this.status === 'broken') this.#attempt();
      else if (this.status === 'ready') this.#check();
    }

    send(type, data) {
      if (this.status !== 'ready') return false;
      this.#write({ type, data });
      return true;
    }

    #write(frame) {
      if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
    }

    #become(status, words = '') {
      this.status = status;
      this.#host.onStatus(status, words);
    }

    #after(name, milliseconds, action) {
      clearTimeout(this.#timers[name]);
      this.#timers[name] = setTimeout(action, milliseconds);
    }

    #hangUp() {
      this.#turn += 1;
      Object.values(this.#timers).forEach(clearTimeout);
      this.#socket?.close();
      this.#socket = null;
    }

    async #attempt() {
      this.#hangUp();
      const turn = this.#turn;
      if (!this.#failures) this.#become('connecting');
      else this.status = 'connecting';
      try {
        const session = await this.#host.session(this.#renew);
        if (turn === this.#turn) this.#dial(session, turn);
      } catch (error) {
        if (turn === this.#turn) this.#failed(error);
      }
    }

    #dial(session, turn) {
      const mine = (action) => (event) => turn === this.#turn && action(event);
      const socket = new WebSocket(`${SERVER.replace(/^http/, 'ws')}/api/chat/ws`);
      this.#socket = socket;
      this.#after('state', STATE_WITHIN, () => this.#lost());
      socket.onopen = mine(() => this.#write({ type: 'hello', data: { session, after: this.#host.after() } }));
      socket.onmessage = mine((event) => this.#receive(event.data));
      socket.onclose = mine((event) => this.#lost(event.code));
    }

    #receive(text) {
      clearTimeout(this.#timers.pong);
      let frame;
      try {
        frame = JSON.parse(text);
      } catch {
        return;
      }
      if (frame?.type === 'state') this.#ready();
      if (frame?.type === 'refused' && this.#turnedAway(frame)) this.#lost(4401);
      else if (frame?.type) this.#host.onFrame(frame);
    }

    #turnedAway(frame) {
      return this.status !== 'ready' || UNAUTHORISED_ERROR.test(frame.data?.error ?? '');
    }

    #ready() {
      clearTimeout(this.#timers.state);
      this.#readySince = Date.now();
      this.#renew = '';
      this.#become('ready');
      this.#after('ping', PING_EVERY, () => this.#beat());
    }

    #beat() {
      this.#check();
      this.#after('ping', PING_EVERY, () => this.#beat());
    }

    #check() {
      if (this.status !== 'ready') return;
      this.#write({ type: 'ping' });
      this.#after('pong', PONG_WITHIN, () => this.#lost());
    }

    #lost(code = 1006) {
      const steady = this.status === 'ready' && Date.now() - this.#readySince > STEADY_AFTER;
      // A line that closes before it is ready may mean a session that the server no longer knows:
      // have it checked, and given up when the server has turned it away again after that.
      if (this.status !== 'ready' || UNAUTHORISED.has(code)) this.#renew = this.#renew && UNAUTHORISED.has(code) ? 'new' : 'check';
      if (steady) this.#failures = 0;
      this.#retryLater();
    }

    #failed(error) {
      const final = error.status >= 400 && error.status < 500 && error.status !== 429 && error.status !== 408;
      if (!final) return this.#retryLater(error.status ? error.message : '');
      this.#hangUp();
      this.#become('refused', error.message);
    }

    #retryLater(words = '') {
      this.#hangUp();
      const ceiling = Math.min(RETRY_LAST, RETRY_FIRST * 2 ** this.#failures);
      this.#failures += 1;
      this.#become('broken', words);
      const delay = Math.max(RETRY_FIRST, ceiling * (0.5 + Math.random() / 2));
      this.#after('retry', delay, () => this.#attempt());
    }
  }

  /** All messages in order, each once, however often and by whichever way it arrives. */
  class Conversation {
    #messages = new Map();
    #keys = new Map();
    lastId = 0;
    owner = 'bot';
    position = null;
    wait = null;
    agent = null;
    seenId = 0;

    clear() {
      this.#messages.clear();
      this.#keys.clear();
      Object.assign(this, { lastId: 0, owner: 'bot', position: null, wait: null, agent: null, seenId: 0 });
    }

    /**
     * @param {string|null} agent who is at the other end now, when the message has just been said
     * @returns the message when it is new here, else null.
     */
    merge(raw, agent = null) {
      if (!raw || !Number.isFinite(raw.id)) return null;
      const key = this.#keyOf(raw);
      const known = this.#messages.get(key);
      this.lastId = Math.max(this.lastId, raw.id);
      if (known?.stored) return null;
      const message = { ...raw, key, at: parseTime(raw.at) ?? new Date(), delivery: 'sent', stored: true };
      message.by = raw.from === 'agent' ? raw.agent ?? agent : null;
      this.#keys.set(raw.id, key);
      this.#messages.set(key, message);
      return known ? null : message;
    }

    #keyOf(raw) {
      const own = raw.from === 'shopper' && raw.client_id;
      return this.#keys.get(raw.id) ?? (own ? raw.client_id : `#${raw.id}`);
    }

    /** Show an outgoing message before the server knows it. */
    addPending(item, delivery) {
      if (this.#messages.has(item.client_id)) return;
      const { client_id, text, error = '', final = false } = item;
      const at = parseTime(item.at) ?? new Date();
      const kind = item.type === 'photo' ? 'image' : 'text';
      const state = error ? 'refused' : delivery;
      this.#messages.set(client_id, { key: client_id, client_id, from: 'shopper', kind, text, at, error, final, delivery: state });
    }

    /** The id tells the place; what is asked for after a reconnect stays with what was really received. */
    accept(clientId, id) {
      const message = this.#messages.get(clientId);
      if (!message || message.stored) return;
      message.id = id;
      message.delivery = 'sent';
      this.#keys.set(id, clientId);
    }

    setDelivery(clientId, delivery, error = '', final = false) {
      const message = this.#messages.get(clientId);
      if (message && !message.stored) Object.assign(message, { delivery, error, final, refusedAfter: this.lastId });
    }

    isStored(clientId) {
      return Boolean(this.#messages.get(clientId)?.stored);
    }

    remove(clientId) {
      this.#messages.delete(clientId);
    }

    setOwner({ owner, position = null, wait = null, agent = null, seen_id = 0 }) {
      Object.assign(this, { owner: owner ?? this.owner, position, wait, agent });
      this.see(seen_id);
    }

    see(id) {
      this.seenId = Math.max(this.seenId, id || 0);
    }

    /** Change a message that is there: it was taken back, liked, rated. */
    amend(id, change) {
      const message = this.#messages.get(this.#keys.get(id));
      if (message) Object.assign(message, change(message));
    }

    /** What is said to a person is marked as delivered, then as read; the bot reads everything. */
    markOf({ from, id, delivery }) {
      if (from !== 'shopper' || delivery !== 'sent' || !id || id < this.#lastOfBot() || !['waiting', 'human', 'closed'].includes(this.owner)) return '';
      return id <= this.seenId ? 'seen' : 'delivered';
    }

    #lastOfBot() {
      return Math.max(0, ...[...this.#messages.values()].filter((message) => message.from === 'bot').map((message) => message.id));
    }

    /** The buttons of a notice hold while the shopper waits, and only those of the latest one. */
    isOffering({ id }) {
      const notices = [...this.#messages.values()].filter((message) => message.from === 'system' && message.buttons?.length);
      return this.owner === 'waiting' && id === Math.max(...notices.map((notice) => notice.id));
    }

    /** Waiting without a place in the queue: nobody is on duty, a message is kept. */
    get isKept() {
      return this.owner === 'waiting' && !this.position;
    }

    /** Name the agent of the messages that came with the state: those since anybody else but the shopper spoke. */
    nameRecentAgent() {
      for (const message of this.list().reverse()) {
        if (message.from === 'bot' || message.from === 'system') return;
        if (message.from === 'agent') message.by ??= this.agent;
      }
    }

    /** What is on its way stands last; what was refused stays where it was said. */
    list() {
      const waiting = (message) => (message.delivery === 'refused' ? (message.refusedAfter ?? this.lastId) + 0.5 : Infinity);
      const place = (message) => message.id ?? waiting(message);
      return [...this.#messages.values()].sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
    }

    unread(readId) {
      const fromUs = (message) => message.from === 'bot' || message.from === 'agent';
      return this.list().filter((message) => fromUs(message) && message.id > readId).length;
    }

    hasShopperSpoken() {
      return this.list().some((message) => message.from === 'shopper');
    }
  }

  function picture(source, label, className) {
    const url = safeImage(source);
    const empty = () => h('span', { class: `${className} blank`, role: 'img', 'aria-label': label }, icon('bag'));
    if (!url) return empty();
    const image = h('img', { class: className, src: url, alt: label, loading: 'lazy' });
    image.addEventListener('error', () => image.replaceWith(empty()), { once: true });
    return image;
  }

  function cardHead(title, status) {
    return h('div', { class: 'card-head' }, h('span', { class: 'card-title', text: title }),
      status ? h('span', { class: 'pill', text: status }) : null);
  }

  function lineRow(line) {
    const count = line.quantity ? `×${line.quantity}` : '';
    return h('li', null,
      h('span', { class: 'line-title' }, line.title ?? '', line.spec ? h('small', { text: line.spec }) : null),
      h('span', { class: 'line-count', text: count }),
      h('span', { class: 'line-price', text: money(line.price) }));
  }

  function lineList(lines) {
    return h('ul', { class: 'lines' }, (Array.isArray(lines) ? lines : []).map(lineRow));
  }

  /** What stands between the lines and the amount. */
  function extraRows(card) {
    const row = (label, text) => h('div', { class: 'extra' }, h('span', { text: label }), h('span', { class: 'digits', text }));
    return h('div', null, card.discount ? row(TEXT.discount, `−${money(card.discount)}`) : null,
      card.freight ? row(TEXT.freight, money(card.freight)) : null);
  }

  function amountRow(label, amount) {
    return h('div', { class: 'amount' }, h('span', { text: label }), h('strong', { text: money(amount) }));
  }

  function numberRow(label, number) {
    return h('div', { class: 'number' }, h('span', { text: label }), h('span', { class: 'digits', text: number }), copyButton(number));
  }

  /** The clipboard needs https; elsewhere the number can still be selected by hand. */
  function copyButton(value) {
    if (!value || !navigator.clipboard) return null;
    const button = h('button', { type: 'button', class: 'copy', 'aria-label': TEXT.copyNumber, text: TEXT.copy });
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(String(value)).then(() => { button.textContent = TEXT.copied; }, () => {});
      setTimeout(() => { button.textContent = TEXT.copy; }, 2000);
    });
    return button;
  }

  function productCard(card) {
    const url = safeUrl(card.url);
    const inside = [
      picture(card.image, card.title ?? '', 'product-image'),
      h('span', { class: 'product-words' },
        h('span', { class: 'card-title', text: card.title ?? '' }),
        card.subtitle ? h('small', { text: card.subtitle }) : null,
        h('span', { class: 'product-foot' }, h('strong', { class: 'price', text: money(card.price) }),
          url ? h('span', { class: 'more', text: TEXT.seeProduct }) : null)),
    ];
    return url ? h('a', { class: 'product', href: url, ...linkTarget(url) }, inside) : h('div', { class: 'product' }, inside);
  }

  function orderCard(card) {
    return h('div', null, cardHead(TEXT.order, card.status), numberRow(TEXT.orderNumber, card.number),
      lineList(card.lines), extraRows(card), amountRow(TEXT.total, card.amount));
  }

  function eventRow(event) {
    return h('li', null, h('span', { text: event.text ?? '' }), h('time', { text: eventTime(event.at) }));
  }

  function newestFirst(events) {
    const time = (event) => parseTime(event.at)?.getTime() ?? 0;
    return [...(Array.isArray(events) ? events : [])].sort((a, b) => time(b) - time(a));
  }

  function logisticsCard(card) {
    const events = newestFirst(card.events);
    const list = h('ol', { class: 'events' }, events.slice(0, EVENTS_SHOWN).map(eventRow));
    const rest = events.slice(EVENTS_SHOWN).map(eventRow);
    return h('div', null, cardHead(card.carrier || TEXT.logistics, card.status),
      card.tracking_number ? numberRow(TEXT.trackingNumber, card.tracking_number) : null,
      card.note ? h('p', { text: card.note }) : null, list, rest.length ? unfold(list, rest) : null);
  }

  function unfold(list, rest) {
    const words = TEXT.allEvents(list.children.length + rest.length);
    const button = h('button', { type: 'button', class: 'unfold', 'aria-expanded': 'false', text: words });
    button.addEventListener('click', () => {
      const open = button.getAttribute('aria-expanded') === 'true';
      if (open) rest.forEach((row) => row.remove());
      else list.append(...rest);
      button.setAttribute('aria-expanded', String(!open));
      button.textContent = open ? words : TEXT.fewerEvents;
    });
    return button;
  }

  function paymentCard(card) {
    const before = parseTime(card.pay_before);
    const url = safeUrl(card.pay_url);
    const pay = url && h('a', { class: 'pay', href: url, target: '_blank', rel: 'noopener', title: TEXT.payHint, text: TEXT.pay });
    const node = h('div', null, cardHead(TEXT.unpaidOrder), numberRow(TEXT.orderNumber, card.number), lineList(card.lines),
      extraRows(card), amountRow(TEXT.amountDue, card.amount), before ? countdown(before, pay) : null, pay);
    return node;
  }

  /** Counts down while it is on the page; afterwards the pay button is gone for good. */
  function countdown(before, pay) {
    const left = h('strong', { class: 'digits' });
    const node = h('div', { class: 'left', role: 'timer', 'aria-live': 'off' }, h('span', { text: TEXT.payLeft }), left);
    const tick = () => {
      const rest = before.getTime() - Date.now();
      left.textContent = leftWords(rest);
      if (rest > 0) return true;
      node.replaceChildren(h('span', { text: TEXT.payOver }));
      if (pay) pay.hidden = true;
      return false;
    };
    if (tick()) repeatWhileShown(node, tick);
    return node;
  }

  function repeatWhileShown(node, tick) {
    let shown = false;
    const timer = setInterval(() => {
      shown ||= node.isConnected;
      if ((shown && !node.isConnected) || !tick()) clearInterval(timer);
    }, 1000);
  }

  function sizeCard(card) {
    const rows = (Array.isArray(card.rows) ? card.rows : []).map(([label, value]) =>
      h('div', null, h('dt', { text: label }), h('dd', { text: value })));
    return h('div', null, cardHead(TEXT.sizeAdvice),
      h('div', { class: 'size' }, h('strong', { text: card.size ?? '' }), card.other_size ? h('span', { text: TEXT.sizeOr(card.other_size) }) : null),
      card.reason ? h('p', { text: card.reason }) : null, rows.length ? h('dl', null, rows) : null);
  }

  /** Five stars and an optional word, once; afterwards what was given. */
  function ratingCard(message, actions) {
    const { title, score, word } = message.card;
    const node = h('div', { class: 'card card-rating', role: 'group', 'aria-label': TEXT.rating });
    const given = (value) => node.replaceChildren(h('p', { class: 'card-title', text: title ?? TEXT.rating }), starRow(value),
      h('small', { text: TEXT.rated(value) }), ...(message.card.word ? [h('p', { class: 'rating-word', text: message.card.word })] : []));
    if (score) given(score);
    else node.append(...ratingForm(title, (value, said) => actions.rate(message, value, said)));
    node.dataset.rated = `${score ?? ''}|${word ?? ''}`;
    return node;
  }

  function starRow(score) {
    const star = (value) => h('span', { class: value <= score ? 'star on' : 'star' }, icon('star'));
    return h('div', { class: 'stars', role: 'img', 'aria-label': TEXT.score(score) }, SCORES.map(star));
  }

  /** Radio buttons under the stars: the arrow keys choose, and screen readers know how many there are. */
  function ratingForm(title, send) {
    const hint = h('small', { class: 'score-words', text: TEXT.scoreFirst });
    const word = h('input', { type: 'text', class: 'word', maxlength: WORD_LIMIT, placeholder: TEXT.word, 'aria-label': TEXT.word, hidden: true });
    const button = h('button', { type: 'submit', class: 'rate', text: TEXT.rate, hidden: true });
    const name = `score-${newId()}`;
    const star = (value) => {
      const radio = h('input', { type: 'radio', class: 'pick', name, value, 'aria-label': `${TEXT.score(value)}，${TEXT.scores[value]}` });
      return h('label', { class: 'star' }, radio, icon('star'));
    };
    const stars = h('div', { class: 'stars', role: 'radiogroup', 'aria-label': TEXT.rating }, SCORES.map(star));
    const chosen = () => Number(stars.querySelector('input:checked')?.value ?? 0);
    stars.addEventListener('change', () => {
      [...stars.children].forEach((label, index) => label.classList.toggle('on', index < chosen()));
      hint.textContent = TEXT.scores[chosen()];
      word.hidden = button.hidden = false;
    });
    const form = h('form', { class: 'rating' }, stars, hint, word, button);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (chosen()) send(chosen(), word.value.trim());
    });
    return [h('p', { class: 'card-title', text: title ?? TEXT.rating }), form];
  }

  const CARDS = new Map(Object.entries({
    product: productCard, order: orderCard, logistics: logisticsCard, payment: paymentCard, size: sizeCard,
  }));

  function bubble(text) {
    return h('div', { class: 'bubble' }, linkify(String(text ?? '')));
  }

  /** A picture that opens large; whose address has become too old is asked for again, once. */
  function imageBody(message, actions) {
    const url = safeImage(message.image);
    if (!url) return bubble(message.text);
    const label = message.from === 'shopper' ? TEXT.ownPhoto : TEXT.image;
    const image = h('img', { src: url, alt: label, loading: 'lazy' });
    const enlarge = () => actions.enlarge(image, label);
    const node = h('button', { type: 'button', class: 'image', 'aria-label': TEXT.enlarge(label), onclick: enlarge }, image);
    let asked = false;
    image.addEventListener('error', async () => {
      const fresh = asked ? null : await actions.freshImage(message);
      asked = true;
      if (fresh) image.src = fresh;
      else node.replaceWith(bubble(TEXT.imageBroken));
    });
    return node;
  }

  /**
   * A photo on its way. Drawn on a canvas, as a shop's page may forbid blob: pictures; a kind that the browser cannot
   * draw stays a blank, and the desk says what is wrong with it.
   */
  function previewBody(file) {
    const canvas = h('canvas', { class: 'preview', role: 'img', 'aria-label': TEXT.ownPhoto });
    const node = h('div', { class: 'image pending blank' }, icon('image'));
    file.then((blob) => createImageBitmap(blob)).then((bitmap) => {
      const scale = Math.min(1, PREVIEW_SIDE / Math.max(bitmap.width, bitmap.height));
      Object.assign(canvas, { width: Math.max(1, bitmap.width * scale), height: Math.max(1, bitmap.height * scale) });
      canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      bitmap.close();
      node.classList.remove('blank');
      node.replaceChildren(canvas);
    }).catch(() => {});
    return node;
  }

  /** A card that this version does not know, or a broken one, is still readable: every message has its plain text. */
  function cardBody(message, actions) {
    if (message.card?.type === 'rating') return ratingCard(message, actions);
    const draw = CARDS.get(message.card?.type);
    if (!draw) return bubble(message.text);
    try {
      return h('div', { class: `card card-${message.card.type}` }, draw(message.card));
    } catch {
      return bubble(message.text);
    }
  }

  function bodyOf(message, actions) {
    if (message.kind === 'image' && !message.image) return previewBody(actions.file(message));
    if (message.kind === 'image') return imageBody(message, actions);
    if (message.kind === 'card') return cardBody(message, actions);
    return bubble(message.text);
  }

  function avatarOf(message) {
    if (message.from !== 'agent') return h('span', { class: 'avatar' }, botFace());
    return h('span', { class: 'avatar person', 'aria-hidden': 'true' }, message.by ? [...message.by].pop() : icon('headset'));
  }

  function nameOf(message) {
    if (message.from === 'shopper') return TEXT.you;
    return message.from === 'agent' ? message.by || TEXT.agent : TEXT.bot;
  }

  /** One message as a row; update() changes in place what can change, so that nothing is read out twice. */
  class MessageRow {
    #actions;
    #status = null;
    #chips = null;
    #preview = null;
    #thumbs = null;

    constructor(message, actions) {
      this.#actions = actions;
      this.stamp = MessageRow.stampOf(message);
      this.node = message.from === 'system' || message.recalled ? this.#systemRow(message) : this.#row(message);
      this.separator = h('div', { class: 'time' }, h('time'));
    }

    /** What makes a row another one: it was taken back, or its card says something else. */
    static stampOf(message) {
      return `${Boolean(message.recalled)}|${message.card?.score ?? ''}`;
    }

    #systemRow(message) {
      if (message.recalled) return h('div', { class: 'row system' }, h('span', { text: TEXT.recalled(message.by) }));
      if (message.kind === 'card') return h('div', { class: 'row system' }, cardBody(message, this.#actions));
      if (message.buttons?.length) this.#chips = this.#chipRow(message);
      return h('div', { class: 'row system' }, h('span', null, linkify(String(message.text ?? ''))), this.#chips);
    }

    #row(message) {
      const own = message.from === 'shopper';
      const name = h('span', { class: own ? 'hidden' : 'name', text: nameOf(message) });
      const body = bodyOf(message, this.#actions);
      if (message.kind === 'image' && !message.image) this.#preview = body;
      if (Array.isArray(message.buttons) && message.buttons.length) this.#chips = this.#chipRow(message);
      if (own) this.#status = h('div', { class: 'status' });
      if (message.from === 'bot' && message.id) this.#thumbs = this.#thumbRow(message);
      return h('div', { class: `row ${own ? 'mine' : 'theirs'}` }, own ? null : avatarOf(message),
        h('div', { class: 'stack' }, name, body, this.#chips, this.#thumbs, this.#status));
    }

    #thumbRow(message) {
      const thumb = (liked, label) => {
        const onclick = () => this.#actions.like(message, message.liked === liked ? null : liked);
        return h('button', { type: 'button', class: `thumb ${liked ? 'up' : 'no'}`, 'aria-label': label, title: label, onclick }, icon('up'));
      };
      return h('div', { class: 'thumbs', role: 'group', 'aria-label': TEXT.thumbs, hidden: true }, thumb(true, TEXT.helpful), thumb(false, TEXT.unhelpful));
    }

    #chipRow(message) {
      const chip = (button) => h('button', {
        type: 'button', class: 'chip', 'data-button': button.id, text: button.title, onclick: () => this.#actions.click(message, button),
      });
      return h('div', { class: 'chips', role: 'group', 'aria-label': message.text }, message.buttons.map(chip));
    }

    update(message, { first, used, over, last, mark }) {
      this.node.classList.toggle('first', first);
      this.#paintTime(message.at);
      if (this.#chips) this.#paintChips(used, over);
      if (this.#thumbs) this.#paintThumbs(message, last);
      if (this.#status) this.#paintStatus(message, mark);
      if (this.#preview && message.image) this.#replacePreview(message);
    }

    /** How far an upload is, between 0 and 1. */
    progress(part) {
      const percent = Math.round(part * 100);
      this.#preview?.style.setProperty('--left', `${100 - percent}%`);
      const words = this.#status?.querySelector('[role="progressbar"]');
      if (!words) return;
      words.textContent = TEXT.uploading(percent);
      words.setAttribute('aria-valuenow', String(percent));
    }

    /** The stored photo takes the place of its preview when it can be seen. */
    async #replacePreview(message) {
      const preview = this.#preview;
      this.#preview = null;
      const body = imageBody(message, this.#actions);
      const image = body.querySelector('img');
      if (image) image.loading = 'eager'; // what is not on the page yet would never be loaded lazily
      await image?.decode().catch(() => {});
      preview.replaceWith(body);
    }

    /** A message that was only on its way had the browser's time; the desk's is the one that stays. */
    #paintTime(at) {
      const words = at ? timeWords(at) : '';
      const time = this.separator.firstChild;
      if (time.textContent !== words) time.textContent = words;
    }

    /** Under the last message of an answer, or where one was given; "I bring somebody" is no answer. */
    #paintThumbs({ liked = null }, last) {
      this.#thumbs.hidden = !last && liked === null;
      for (const thumb of this.#thumbs.children) thumb.setAttribute('aria-pressed', String(liked === thumb.classList.contains('up') && liked !== null));
    }

    /** @param {boolean} over whether nothing can be pressed any more: the buttons of a queue that is left. */
    #paintChips(used, over) {
      this.#chips.hidden = over && !used;
      for (const chip of this.#chips.children) {
        const chosen = chip.dataset.button === used;
        chip.classList.toggle('chosen', chosen);
        chip.setAttribute('aria-pressed', String(chosen));
        chip.disabled = Boolean(used) || over;
      }
    }

    #paintStatus(message, mark) {
      const stamp = `${message.delivery}|${message.error ?? ''}|${mark}`;
      if (this.#status.dataset.stamp === stamp) return;
      this.#status.dataset.stamp = stamp;
      this.node.dataset.delivery = message.delivery;
      this.#status.replaceChildren(...this.#statusParts(message, mark));
    }

    #progressBar() {
      const range = { 'aria-valuemin': '0', 'aria-valuemax': '100', 'aria-valuenow': '0' };
      return h('span', { class: 'digits', role: 'progressbar', 'aria-label': TEXT.attach, ...range, text: TEXT.uploading(0) });
    }

    #statusParts(message, mark) {
      const { delivery } = message;
      // A mark changes often and says little: it is there to be looked up, not read out.
      if (delivery === 'sent') return mark ? [h('span', { class: `mark ${mark}`, 'aria-live': 'off', text: TEXT[mark] })] : [];
      const parts = [delivery === 'uploading' ? this.#progressBar() : h('span', { text: message.error || TEXT[delivery] })];
      const button = (text, action) => h('button', { type: 'button', text, onclick: () => action(message) });
      if ((delivery === 'late' || delivery === 'refused') && !message.final) parts.push(button(TEXT.resend, this.#actions.resend));
      if (delivery === 'refused') parts.push(button(TEXT.remove, this.#actions.remove));
      return parts;
    }
  }

  /** The list of messages with its scrolling: stays at the end unless the reader has scrolled up. */
  class LogView {
    #actions;
    #rows = new Map();
    #greeting = null;
    #atEnd = true;
    #top = 0;
    #quick = h('div', { class: 'quick', role: 'group', 'aria-label': TEXT.quick });
    #log = h('div', { class: 'log', role: 'log', 'aria-live': 'polite', 'aria-relevant': 'additions', 'aria-label': TEXT.log });
    #dots = h('span', { class: 'dots' }, h('i'), h('i'), h('i'));
    #typing = h('div', { class: 'row theirs first typing', hidden: true });
    #scroll = h('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': TEXT.log });
    #pill = h('button', { type: 'button', class: 'new-pill', hidden: true }, icon('down'), TEXT.newMessages);

    constructor(actions) {
      this.#actions = actions;
      const inside = h('div', { class: 'inside' }, this.#log, this.#quick, this.#typing);
      this.#scroll.append(inside);
      this.node = h('div', { class: 'scroll-frame' }, this.#scroll, this.#pill);
      this.#scroll.addEventListener('scroll', () => this.#scrolled(), { passive: true });
      this.#pill.addEventListener('click', () => this.toEnd(true));
      const watch = new ResizeObserver(() => this.#atEnd && this.toEnd());
      watch.observe(inside);
      watch.observe(this.#scroll);
    }

    get atEnd() {
      return this.#atEnd;
    }

    clear() {
      this.#rows.clear();
      this.#log.replaceChildren();
      this.#pill.hidden = true;
      this.#atEnd = true;
    }

    setGreeting(text, quick) {
      this.#greeting = text ? { key: 'greeting', from: 'bot', kind: 'text', text, at: null } : null;
      this.#rows.delete('greeting');
      const chip = (words) => h('button', { type: 'button', class: 'chip', text: words, onclick: () => this.#actions.askQuick(words) });
      this.#quick.replaceChildren(...(Array.isArray(quick) ? quick : []).map(chip));
    }

    draw(conversation, used) {
      const messages = conversation.list();
      const stored = messages[0]?.text === this.#greeting?.text;
      const all = this.#greeting && !stored ? [this.#greeting, ...messages] : messages;
      arrange(this.#log, all.flatMap((message, index) => this.#place(message, all[index - 1], all[index + 1], conversation, used)));
      this.#quick.hidden = !this.#greeting || conversation.hasShopperSpoken();
      if (this.#atEnd) this.toEnd();
    }

    #place(message, before, after, conversation, used) {
      if (this.#rows.get(message.key)?.stamp !== MessageRow.stampOf(message)) this.#rows.set(message.key, new MessageRow(message, this.#actions));
      const row = this.#rows.get(message.key);
      const pause = Boolean(message.at) && (!before?.at || message.at - before.at > SEPARATE_AFTER);
      const first = pause || before?.from !== message.from || before?.by !== message.by;
      const over = message.from === 'system' && !conversation.isOffering(message);
      row.update(message, { first, used: used[message.id], over, last: !['bot', 'system'].includes(after?.from), mark: conversation.markOf(message) });
      return pause ? [row.separator, row.node] : [row.node];
    }

    progress(key, part) {
      this.#rows.get(key)?.progress(part);
    }

    /** For the moment in which history is filled in, read nothing out. */
    quietly() {
      this.#log.setAttribute('aria-live', 'off');
      setTimeout(() => this.#log.setAttribute('aria-live', 'polite'), 500);
    }

    setTyping(by, agent) {
      this.#typing.hidden = !by;
      if (!by) return;
      const label = h('span', { class: 'hidden', text: TEXT.typing(by, agent) });
      this.#typing.replaceChildren(avatarOf({ from: by, by: agent }), h('div', { class: 'bubble' }, label, this.#dots));
    }

    announceNew() {
      this.#pill.hidden = this.#atEnd;
    }

    toEnd(smoothly = false) {
      const behavior = smoothly && !CALM.matches ? 'smooth' : 'auto';
      this.#scroll.scrollTo({ top: this.#scroll.scrollHeight, behavior });
      this.#atEnd = true;
      this.#pill.hidden = true;
    }

    #scrolled() {
      const { scrollHeight, scrollTop, clientHeight } = this.#scroll;
      const near = scrollHeight - scrollTop - clientHeight < 48;
      // Content that has just grown also looks like "not at the end": only a reader who moves up leaves it.
      if (near || scrollTop < this.#top) this.#atEnd = near;
      this.#top = scrollTop;
      if (this.#atEnd) this.#pill.hidden = true;
      if (this.#atEnd) this.#actions.reachedEnd();
    }
  }

  /** The input: Enter sends, Shift+Enter breaks the line, an input method's Enter belongs to the input method. */
  class Composer {
    #send;
    #attach;
    #typing;
    #limit = 500;
    #files = h('input', { type: 'file', class: 'hidden', accept: PHOTO_TYPES, multiple: true, tabindex: '-1', 'aria-hidden': 'true' });
    #picker = h('button', { type: 'button', class: 'attach', 'aria-label': TEXT.attach, title: TEXT.attach }, icon('image'));
    #input = h('textarea', { rows: '1', placeholder: TEXT.placeholder, 'aria-label': TEXT.input, 'aria-describedby': 'counter', enterkeyhint: 'send' });
    #button = h('button', { type: 'submit', class: 'send', 'aria-label': TEXT.send, disabled: true }, icon('send'));
    #counter = h('div', { class: 'counter', id: 'counter', hidden: true });

    constructor({ ask, attach, typing }) {
      this.#send = ask;
      this.#attach = attach;
      this.#typing = typing;
      const field = h('div', { class: 'field' }, this.#picker, this.#files, this.#input, this.#button);
      this.node = h('form', { class: 'composer' }, this.#counter, field);
      this.#picker.addEventListener('click', () => this.#files.click());
      this.#files.addEventListener('change', () => this.#picked());
      this.#input.addEventListener('paste', (event) => this.#pasted(event));
      this.node.addEventListener('submit', (event) => this.#submit(event));
      this.#input.addEventListener('input', () => {
        this.#changed();
        this.#typing(Boolean(this.#input.value.trim()));
      });
      this.#input.addEventListener('keydown', (event) => this.#pressed(event));
    }

    set limit(value) {
      this.#limit = value || 500;
      this.#changed();
    }

    focus() {
      this.#input.focus({ preventScroll: true });
    }

    #picked() {
      this.#attach([...this.#files.files]);
      this.#files.value = ''; // the same photo may be chosen again
    }

    /** A copied photo is sent; from an office program, where a picture comes with its text, the text is meant. */
    #pasted(event) {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length || event.clipboardData.getData('text/plain')) return;
      event.preventDefault();
      this.#attach(files);
    }

    #pressed(event) {
      // Safari ends the composition before its keydown; only the old key code still tells.
      const composing = event.isComposing || event.keyCode === 229;
      if (event.key === 'Enter' && !event.shiftKey && !composing) this.#submit(event);
    }

    #submit(event) {
      event.preventDefault();
      const text = this.#input.value.trim();
      if (!text || lengthOf(text) > this.#limit) return;
      this.#typing(false);
      this.#send(text);
      this.#input.value = '';
      this.#changed();
      this.focus();
    }

    #changed() {
      const length = lengthOf(this.#input.value.trim());
      const over = length - this.#limit;
      this.#button.disabled = !length || over > 0;
      this.#input.setAttribute('aria-invalid', String(over > 0));
      this.#counter.hidden = length < Math.min(COUNT_FROM, this.#limit);
      this.#counter.classList.toggle('over', over > 0);
      this.#counter.textContent = `${over > 0 ? `${TEXT.tooLong(over)}　` : ''}${length}/${this.#limit}`;
      this.#grow();
    }

    #grow() {
      this.#input.style.height = 'auto';
      if (this.#input.scrollHeight) this.#input.style.height = `${this.#input.scrollHeight}px`;
    }
  }

  /** The window: header, notice, messages, input; a dialog that keeps the focus and closes on Esc. */
  class Panel {
    #actions;
    #title = h('h2', { id: 'title', text: TEXT.dialog });
    #subtitle = h('p');
    #avatar = h('div', { class: 'head-avatar' }, h('span', { class: 'avatar' }, botFace()));
    #human = h('button', { type: 'button', class: 'human', title: TEXT.humanHint });
    #close = h('button', { type: 'button', class: 'close', 'aria-label': TEXT.close }, icon('close'));
    #notice = h('div', { class: 'notice', role: 'status', hidden: true });
    #drop = h('div', { class: 'drop', hidden: true }, icon('image'), TEXT.drop);

    constructor(actions) {
      this.#actions = actions;
      this.log = new LogView(actions);
      this.composer = new Composer(actions);
      const words = h('div', { class: 'head-words' }, this.#title, this.#subtitle);
      this.node = h('section', { class: 'panel', role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': 'title', tabindex: '-1', hidden: true },
        h('header', null, this.#avatar, words, this.#human, this.#close), this.#notice, this.log.node, this.composer.node, this.#drop);
      this.#human.addEventListener('click', () => this.#human.getAttribute('aria-disabled') === 'true' || actions.askHuman());
      this.#close.addEventListener('click', actions.close);
      this.node.addEventListener('keydown', (event) => this.#pressed(event));
      for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) this.node.addEventListener(type, (event) => this.#dragged(event));
      window.visualViewport?.addEventListener('resize', () => this.fit());
      window.visualViewport?.addEventListener('scroll', () => this.fit());
    }

    get isOpen() {
      return !this.node.hidden;
    }

    show() {
      this.node.hidden = false;
      this.fit();
      this.log.toEnd();
    }

    /** Not into the field on a phone: the keyboard would cover half of the messages. */
    focus() {
      if (PHONE.matches) this.node.focus({ preventScroll: true });
      else this.composer.focus();
    }

    hide() {
      this.node.hidden = true;
    }

    setShop(name) {
      this.#title.textContent = name || TEXT.dialog;
    }

    setOwner({ owner, agent, isKept }) {
      const subtitle = TEXT.subtitle[isKept ? 'kept' : owner] ?? TEXT.subtitle.bot;
      this.#subtitle.textContent = typeof subtitle === 'function' ? subtitle(agent) : subtitle;
      this.#human.textContent = { waiting: isKept ? TEXT.left : TEXT.queueing, human: TEXT.attended }[owner] ?? TEXT.human;
      this.#human.setAttribute('aria-disabled', String(owner === 'waiting' || owner === 'human'));
      this.#avatar.replaceChildren(avatarOf({ from: owner === 'human' ? 'agent' : 'bot', by: agent }));
    }

    setNotice(words, kind = 'info', retry = null) {
      this.#notice.hidden = !words;
      this.#notice.className = `notice ${kind}`;
      const stamp = `${kind}|${words}|${Boolean(retry)}`;
      if (this.#notice.dataset.stamp === stamp) return;
      this.#notice.dataset.stamp = stamp;
      const button = retry && h('button', { type: 'button', text: TEXT.retryNow, onclick: retry });
      this.#notice.replaceChildren(h('span', { text: words }), ...(button ? [button] : []));
    }

    /** On a phone fill what the on-screen keyboard leaves visible. */
    fit() {
      const view = window.visualViewport;
      const full = PHONE.matches && view && this.isOpen;
      this.node.style.height = full ? `${view.height}px` : '';
      this.node.style.transform = full && view.offsetTop ? `translateY(${view.offsetTop}px)` : '';
    }

    #pressed(event) {
      if (event.key === 'Escape' && !event.isComposing) {
        event.stopPropagation();
        this.#actions.close();
      } else if (event.key === 'Tab') this.#trap(event);
    }

    #dragged(event) {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault(); // else the browser would open the file instead of the page
      const inside = event.type === 'dragleave' && this.node.contains(event.relatedTarget);
      this.#drop.hidden = event.type === 'drop' || (event.type === 'dragleave' && !inside);
      if (event.type === 'drop') this.#actions.attach([...event.dataTransfer.files]);
    }

    #trap(event) {
      const all = [...this.node.querySelectorAll('button, a[href], textarea, input, [tabindex="0"]')];
      const shown = all.filter((node) => !node.disabled && node.getClientRects().length);
      const active = this.node.getRootNode().activeElement;
      const edge = event.shiftKey ? shown[0] : shown[shown.length - 1];
      if (active !== edge && !(event.shiftKey && active === this.node)) return;
      event.preventDefault();
      (event.shiftKey ? shown[shown.length - 1] : shown[0]).focus();
    }
  }

  /** A picture over the whole page: the browser's own modal dialog, which keeps the focus, closes on Esc and gives it back. */
  class Viewer {
    #image = h('img');
    #close = h('button', { type: 'button', class: 'viewer-close', 'aria-label': TEXT.closeViewer }, icon('close'));

    constructor() {
      this.node = h('dialog', { class: 'viewer', 'aria-label': TEXT.viewer }, this.#image, this.#close);
      this.node.addEventListener('click', () => this.node.close());
      // Esc is meant for the picture alone, not for the chat nor for the page.
      this.node.addEventListener('keydown', (event) => event.stopPropagation());
    }

    show(url, label) {
      Object.assign(this.#image, { src: url, alt: label });
      this.node.showModal();
    }
  }

  class Launcher {
    #badge = h('span', { class: 'badge', 'aria-hidden': 'true', hidden: true });

    constructor(onclick) {
      this.node = h('button', { type: 'button', class: 'launcher', 'aria-haspopup': 'dialog', 'aria-label': TEXT.launcher, onclick },
        icon('chat'), h('span', { class: 'launcher-words', text: TEXT.launcher }), this.#badge);
    }

    setUnread(count) {
      this.#badge.hidden = !count;
      this.#badge.textContent = count > 99 ? '99+' : String(count);
      this.node.setAttribute('aria-label', count ? `${TEXT.launcher}，${TEXT.unread(count)}` : TEXT.launcher);
    }
  }

  class Widget {
    #token;
    #product;
    #store;
    #outbox;
    #session = null;
    #timers = new Map();
    #typingTimer = 0;
    #ownTyping = { on: false, told: 0, silent: false, timer: 0 };
    #humanAsked = 0;
    #pageOverflow = null;
    #status = { status: 'idle', words: '' };
    #conversation = new Conversation();
    #photos = new PhotoBox();
    #uploads = new Map();
    #uploading = Promise.resolve();
    #maxPhoto = 10;
    #viewer = new Viewer();
    #panel;
    #launcher;
    #line;

    constructor({ token, product }) {
      this.#token = token || null;
      this.#product = product || null;
      this.#store = storeFor(this.#token);
      this.#outbox = new Outbox(this.#store);
      this.#panel = new Panel(this.#actions());
      this.#launcher = new Launcher(() => this.open());
      this.#line = new Line(this.#lineHost());
      document.addEventListener('visibilitychange', () => this.#markRead());
      PHONE.addEventListener?.('change', () => this.#fitPage());
      this.#mount();
      this.#drawOwner();
      this.#resume();
    }

    /* Public face */

    open() {
      this.#show();
      this.#panel.focus();
    }
    close() {
      if (!this.#panel.isOpen) return;
      this.#panel.hide();
      this.#launcher.node.hidden = false;
      this.#rememberOpen(false);
      this.#fitPage();
      this.#launcher.node.focus({ preventScroll: true });
    }

    setProduct(id) {
      this.#product = id || null;
    }

    identify(token) {
      const same = subjectOf(token) === subjectOf(this.#token);
      this.#token = token || null;
      if (same) return;
      this.#line.stop();
      this.#forgetTimers();
      this.#session = null;
      this.#store = storeFor(this.#token);
      this.#outbox = new Outbox(this.#store);
      this.#clearConversation();
      if (this.#panel.isOpen || this.#store.get('session')) this.#line.start();
    }

    #show() {
      if (this.#panel.isOpen) return;
      this.#panel.show();
      this.#launcher.node.hidden = true;
      this.#rememberOpen(true);
      this.#fitPage();
      this.#line.start();
      this.#markRead();
    }

    /* Set-up */

    #actions() {
      return {
        ask: (text) => this.#ask(text),
        askQuick: (text) => this.#askQuick(text),
        askHuman: () => this.#askHuman(),
        click: (message, button) => this.#click(message, button),
        resend: (message) => this.#resend(message),
        remove: (message) => this.#remove(message),
        attach: (files) => this.#attach(files),
        file: (message) => this.#photos.get(message.client_id),
        freshImage: (message) => this.#freshImage(message),
        enlarge: (image, label) => this.#viewer.show(image.src, label),
        reachedEnd: () => this.#markRead(),
        typing: (on) => this.#tellTyping(on),
        like: (message, liked) => this.#line.send('like', { id: message.id, liked }) || this.#reconnect(),
        rate: (message, score, word) => this.#line.send('rate', { id: message.id, score, word }) || this.#reconnect(),
        close: () => this.close(),
      };
    }

    #lineHost() {
      return {
        session: (renew) => this.#getSession(renew),
        after: () => this.#conversation.lastId,
        onFrame: (frame) => this.#receive(frame),
        onStatus: (status, words) => this.#statusChanged(status, words),
      };
    }

    #mount() {
      const host = h('div', { id: 'xiaoer-widget', lang: 'zh-CN' });
      const root = host.attachShadow({ mode: 'open' });
      addStyle(root);
      root.append(h('div', { class: 'root' }, this.#launcher.node, this.#panel.node, this.#viewer.node));
      document.body.append(host);
    }

    /** Who has talked before hears of new messages without opening; who has not costs the server nothing. */
    #resume() {
      if (this.#store.get('session')) this.#line.start();
      if (!PHONE.matches && sessionFlag('open')) this.#show();
    }

    #rememberOpen(open) {
      sessionFlag('open', open);
    }

    /** Behind a full-screen panel the page must not scroll. */
    #fitPage() {
      const page = document.documentElement;
      const lock = PHONE.matches && this.#panel.isOpen;
      if (lock && this.#pageOverflow === null) {
        this.#pageOverflow = page.style.overflow;
        page.style.overflow = 'hidden';
      } else if (!lock && this.#pageOverflow !== null) {
        page.style.overflow = this.#pageOverflow;
        this.#pageOverflow = null;
      }
      this.#panel.fit();
    }

    /* Session and line */

    /** @param {string} renew '' = the one in hand will do, 'check' = have it checked, 'new' = give it up. */
    async #getSession(renew) {
      if (this.#session && !renew) return this.#session;
      const store = this.#store;
      const answer = await openSession(this.#token, renew === 'new' ? null : store.get('session'));
      if (store !== this.#store) throw new Error('identity changed meanwhile');
      if (store.get('conversation') !== answer.conversation) this.#newConversation(answer.conversation);
      store.set('session', answer.session);
      this.#session = answer.session;
      this.#introduce(answer);
      return answer.session;
    }

    #newConversation(id) {
      this.#store.forget(['read', 'used']);
      this.#store.set('conversation', id);
      this.#clearConversation();
    }

    #clearConversation() {
      this.#conversation.clear();
      this.#panel.log.clear();
      this.#setTyping(null);
      this.#drawOwner();
      this.#draw();
    }

    #introduce({ shop, greeting, quick, max_message, max_photo }) {
      this.#maxPhoto = max_photo || this.#maxPhoto;
      this.#panel.setShop(shop);
      this.#panel.log.setGreeting(greeting, quick);
      this.#panel.composer.limit = max_message;
      this.#draw();
    }

    #statusChanged(status, words) {
      this.#status = { status, words };
      if (status === 'broken' || status === 'idle') this.#lineBroke();
      this.#drawNotice();
    }

    #lineBroke() {
      this.#forgetTimers();
      this.#setTyping(null);
      for (const item of this.#outbox.items()) if (!item.error && !this.#uploads.has(item.client_id)) this.#conversation.setDelivery(item.client_id, 'queued');
      this.#draw();
    }

    #receive({ type, data }) {
      const handlers = {
        state: () => this.#onState(data),
        message: () => this.#onMessage(data),
        typing: () => this.#setTyping(data.on ? data.by : null),
        owner: () => this.#onOwner(data),
        seen: () => this.#amend(() => this.#conversation.see(data.id)),
        recalled: () => this.#amend(() => this.#takeBack(data.id)),
        liked: () => this.#amend(() => this.#conversation.amend(data.id, () => ({ liked: data.liked }))),
        rated: () => this.#amend(() => this.#conversation.amend(data.id, ({ card }) => ({ card: { ...card, score: data.score, word: data.word } }))),
        accepted: () => this.#onAccepted(data),
        refused: () => this.#onRefused(data),
      };
      try {
        handlers[type]?.();
      } catch (error) {
        console.warn('xiaoer: frame ignored', type, error);
      }
    }

    #onState(data) {
      const filling = !this.#conversation.lastId;
      const news = (data.messages ?? []).map((message) => this.#conversation.merge(message)).filter(Boolean);
      for (const id of data.recalled ?? []) this.#takeBack(id);
      this.#conversation.setOwner(data);
      this.#conversation.nameRecentAgent();
      if (filling) this.#panel.log.quietly();
      this.#flush();
      this.#drawOwner();
      this.#announce(news);
    }

    #onMessage(raw) {
      const message = this.#conversation.merge(raw, this.#conversation.agent);
      if (raw.client_id) this.#settle(raw.client_id);
      if (message && message.from !== 'shopper') this.#setTyping(null);
      this.#draw();
      this.#announce(message ? [message] : []);
    }

    #onOwner(data) {
      this.#conversation.setOwner(data);
      this.#setTyping(null);
      this.#drawOwner();
      this.#draw();
    }

    #amend(change) {
      change();
      this.#draw();
    }

    #takeBack(id) {
      this.#conversation.amend(id, () => ({ recalled: true, text: '', image: null }));
    }

    /** A person sees that the shopper writes; a desk that does not know of it is not told again. */
    #tellTyping(on) {
      const own = this.#ownTyping;
      clearTimeout(own.timer);
      if (own.silent || this.#conversation.owner !== 'human') return;
      if (on) own.timer = setTimeout(() => this.#tellTyping(false), TYPING_OVER_AFTER);
      if (on === own.on && (!on || Date.now() - own.told < TYPING_TOLD_EVERY)) return;
      if (this.#line.send('typing', { on })) Object.assign(own, { on, told: Date.now() });
    }

    #onAccepted({ client_id, id }) {
      this.#conversation.accept(client_id, id);
      this.#settle(client_id);
      this.#draw();
    }

    #onRefused({ client_id, message, error }, final = false) {
      const item = this.#outbox.items().find((entry) => entry.client_id === client_id);
      if (!item && error === 'invalid_request' && Date.now() - this.#ownTyping.told < TYPING_REFUSED_WITHIN) {
        this.#ownTyping.silent = true;
        return;
      }
      if (!item) return this.#warn(message || TEXT.refused);
      this.#clearTimer(client_id);
      this.#outbox.mark(client_id, message || TEXT.refused, final);
      this.#conversation.setDelivery(client_id, 'refused', message || TEXT.refused, final);
      if (item.type === 'click') this.#setUsed(item.message_id, null);
      this.#draw();
    }

    #warn(words) {
      this.#panel.setNotice(words, 'warn');
      setTimeout(() => this.#drawNotice(), WARNING_SHOWN);
    }

    #announce(news) {
      if (news.some((message) => message.from !== 'shopper')) this.#panel.log.announceNew();
      this.#markRead();
    }

    /* Sending */

    #ask(text) {
      this.#submit({ type: 'text', text, product: this.#product });
    }

    #askQuick(text) {
      this.#ask(text);
      this.#panel.focus(); // the chip that had it is gone now
    }

    #askHuman() {
      const onItsWay = this.#outbox.items().some((item) => item.text === TEXT.human && !item.error);
      if (onItsWay || Date.now() - this.#humanAsked < ASK_HUMAN_EVERY) return;
      this.#humanAsked = Date.now();
      this.#ask(TEXT.human);
    }

    #click(message, button) {
      this.#setUsed(message.id, button.id);
      this.#submit({ type: 'click', text: button.title, message_id: message.id, button: button.id });
      this.#panel.focus(); // the chip that had it is disabled now
    }

    /** @param {File[]} files chosen, pasted or dropped; each becomes a message of its own, in this order. */
    #attach(files) {
      const limit = this.#maxPhoto * 2 ** 20;
      if (files.length > PHOTOS_AT_ONCE) this.#warn(TEXT.photosAtOnce(PHOTOS_AT_ONCE));
      for (const file of files.slice(0, PHOTOS_AT_ONCE)) {
        if (file.size > limit) this.#warn(TEXT.photoTooLarge(this.#maxPhoto));
        else this.#submit({ type: 'photo', text: TEXT.image, product: this.#product }, file);
      }
      this.#panel.focus();
    }

    #submit(part, file = null) {
      const item = { ...part, client_id: newId(), at: new Date().toISOString() };
      if (file) this.#photos.put(item.client_id, file);
      this.#store.set('spoken', true);
      this.#outbox.add(item);
      this.#conversation.addPending(item, 'queued');
      this.#transmit(item);
      this.#draw();
      this.#panel.log.toEnd();
    }

    #transmit(item) {
      if (item.type === 'photo') return this.#upload(item);
      const { type, data } = frameOf(item);
      if (!this.#line.send(type, data)) return this.#reconnect();
      this.#conversation.setDelivery(item.client_id, 'sending');
      this.#clearTimer(item.client_id);
      this.#timers.set(item.client_id, setTimeout(() => this.#late(item.client_id), ACCEPTED_WITHIN));
    }

    /** One after the other, so that photos stand in the order in which they were chosen. */
    #upload(item) {
      const { client_id } = item;
      if (this.#line.status !== 'ready') return this.#reconnect();
      if (this.#uploads.has(client_id)) return;
      const store = this.#store;
      this.#uploads.set(client_id, true);
      this.#conversation.setDelivery(client_id, 'uploading');
      this.#uploading = this.#uploading.then(async () => {
        if (store !== this.#store || this.#conversation.isStored(client_id)) return this.#uploads.delete(client_id);
        const file = await this.#photos.get(client_id);
        const answer = file && await postPhoto(this.#session, item, file, (part) => this.#panel.log.progress(client_id, part));
        this.#uploads.delete(client_id);
        if (store === this.#store) this.#uploaded(client_id, answer);
      });
    }

    #uploaded(clientId, answer) {
      if (!answer) this.#onRefused({ client_id: clientId, message: TEXT.photoLost }, true);
      else if (answer.body?.ok) this.#onAccepted({ client_id: clientId, id: answer.body.message.id });
      // A line that broke, or a session that is over: what the line finds out when it is tried decides how it goes on.
      else if (!answer.status || answer.status === 401) this.#late(clientId);
      else this.#onRefused({ client_id: clientId, message: answer.body?.message }, answer.status < 500 && answer.status !== 429);
    }

    async #freshImage({ id }) {
      const message = await getMessage(this.#session, id).catch(() => null);
      return message && safeImage(message.image);
    }

    #reconnect() {
      this.#line.start();
      this.#line.hurry();
    }

    /** No word from the server: say so, and find out whether the line is dead (a new one sends again by itself). */
    #late(clientId) {
      this.#conversation.setDelivery(clientId, 'late');
      this.#draw();
      this.#line.hurry();
    }

    #flush() {
      for (const item of this.#outbox.items()) {
        if (this.#conversation.isStored(item.client_id)) this.#settle(item.client_id);
        else {
          this.#conversation.addPending(item, 'queued');
          if (!item.error) this.#transmit(item);
        }
      }
      this.#draw();
    }

    #resend({ client_id }) {
      const item = this.#outbox.items().find((entry) => entry.client_id === client_id);
      if (!item) return;
      this.#outbox.mark(client_id, '');
      this.#conversation.setDelivery(client_id, 'queued');
      if (item.type === 'click') this.#setUsed(item.message_id, item.button);
      this.#transmit(item);
      this.#draw();
    }

    #remove({ client_id }) {
      this.#outbox.remove(client_id);
      this.#photos.remove(client_id);
      this.#conversation.remove(client_id);
      this.#draw();
    }

    #settle(clientId) {
      this.#clearTimer(clientId);
      this.#outbox.remove(clientId);
      if (clientId) this.#photos.remove(clientId);
    }

    #clearTimer(clientId) {
      clearTimeout(this.#timers.get(clientId));
      this.#timers.delete(clientId);
    }

    #forgetTimers() {
      for (const clientId of [...this.#timers.keys()]) this.#clearTimer(clientId);
    }

    #setUsed(messageId, button) {
      const { [messageId]: before, ...others } = this.#store.get('used', {});
      this.#store.set('used', button ? { ...others, [messageId]: button } : others);
    }

    /* Showing */

    #draw() {
      this.#panel.log.draw(this.#conversation, this.#store.get('used', {}));
      this.#launcher.setUnread(this.#conversation.unread(this.#store.get('read', 0)));
    }

    #drawOwner() {
      this.#panel.setOwner(this.#conversation);
      this.#drawNotice();
    }

    #drawNotice() {
      const { status, words } = this.#status;
      const retry = () => this.#reconnect();
      if (status === 'broken') this.#panel.setNotice(words || TEXT.broken, 'warn', retry);
      else if (status === 'refused') this.#panel.setNotice(words, 'warn', retry);
      else if (status === 'connecting' && !this.#conversation.lastId) this.#panel.setNotice(TEXT.connecting, 'soon');
      else this.#panel.setNotice(this.#ownerNotice());
    }

    #ownerNotice() {
      const { owner, position, wait } = this.#conversation;
      if (owner === 'waiting') return position ? TEXT.position(position, wait) : TEXT.kept;
      return owner === 'closed' ? TEXT.closed : '';
    }

    #setTyping(by) {
      if (by === 'shopper') return; // from another window of one's own
      clearTimeout(this.#typingTimer);
      this.#panel.log.setTyping(by, this.#conversation.agent);
      if (by) this.#typingTimer = setTimeout(() => this.#setTyping(null), TYPING_AT_MOST);
    }

    /** Read is what stood at the end of an open panel in a visible page. */
    #markRead() {
      const { lastId } = this.#conversation;
      if (!this.#panel.isOpen || document.hidden || !this.#panel.log.atEnd || lastId <= this.#store.get('read', 0)) return;
      this.#store.set('read', lastId);
      this.#line.send('read', { id: lastId });
      this.#launcher.setUnread(0);
    }
  }

  /** Get or set a flag that lives as long as the tab. */
  function sessionFlag(name, value) {
    try {
      if (value === undefined) return window.sessionStorage.getItem(`xiaoer:${name}`) === '1';
      window.sessionStorage.setItem(`xiaoer:${name}`, value ? '1' : '0');
    } catch {
      /* forbidden storage: the panel just does not reopen by itself */
    }
    return value;
  }

  /** A constructed sheet needs no permission from the shop's style-src; older browsers get an element. */
  function addStyle(root) {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
    } catch {
      root.append(h('style', { text: STYLE }));
    }
  }

  const STYLE = `
/* The page's rules reach the host itself, and from there what is inherited; !important from inside wins over them. */
:host { all: initial !important; }
.root {
  --accent: #b5452a; --accent-dark: #94351d; --accent-soft: #fbeee7; --accent-line: #ecc9b8;
  --ink: #2b2622; --muted: #6b6159; --line: #e9e1d8; --ground: #f8f5f0; --paper: #fff; --warn: #8a4b00; --warn-soft: #fff3da;
  color-scheme: light;
  font: 15px/1.55 -apple-system, BlinkMacSystemFont, "PingFang SC", "HarmonyOS Sans SC", "MiSans", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif;
  color: var(--ink);
}
@media print { .root { display: none; } }
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h2, p, ul, ol, dl, dd { margin: 0; padding: 0; }
ul, ol { list-style: none; }
button, textarea { font: inherit; color: inherit; }
button { cursor: pointer; -webkit-tap-highlight-color: transparent; touch-action: manipulation; }
button:disabled { cursor: default; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.icon { width: 22px; height: 22px; flex: none; display: block; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.digits { font-variant-numeric: tabular-nums; }

.launcher {
  position: fixed; z-index: 2147483000; right: 24px; bottom: calc(24px + env(safe-area-inset-bottom, 0px));
  display: flex; align-items: center; gap: 8px; height: 52px; padding: 0 22px 0 18px;
  border: 0; border-radius: 26px; background: var(--accent); color: #fff; font-weight: 600;
  box-shadow: 0 6px 20px rgb(84 38 22 / .26); transition: background .15s, transform .15s;
}
.launcher:hover { background: var(--accent-dark); transform: translateY(-1px); }
.launcher:focus-visible { outline-color: #fff; box-shadow: 0 0 0 5px var(--accent-dark); }
.badge {
  position: absolute; top: -5px; right: -3px; min-width: 22px; height: 22px; padding: 0 6px; border-radius: 11px;
  border: 2px solid #fff; background: #c8102e; color: #fff; font-size: 12px; line-height: 18px; text-align: center; font-weight: 700;
}

.panel {
  position: fixed; z-index: 2147483000; right: 24px; bottom: 24px; width: 380px; height: min(640px, calc(100vh - 48px));
  display: flex; flex-direction: column; overflow: hidden; border-radius: 18px; background: var(--ground);
  box-shadow: 0 1px 2px rgb(43 38 34 / .1), 0 18px 56px rgb(43 38 34 / .24); outline: none; animation: rise .2s ease-out;
}
@keyframes rise { from { opacity: 0; transform: translateY(12px); } }

header { display: flex; align-items: center; gap: 10px; padding: 14px 10px 14px 16px; background: var(--paper); border-bottom: 1px solid var(--line); }
.head-words { flex: 1; min-width: 0; }
h2 { font-size: 16px; line-height: 1.35; font-weight: 650; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
header p { font-size: 12.5px; line-height: 1.4; color: var(--muted); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.human { flex: none; min-height: 34px; padding: 0 13px; border: 1px solid var(--accent); border-radius: 17px; background: none; color: var(--accent); font-size: 13px; font-weight: 600; }
.human:hover { background: var(--accent-soft); }
.human[aria-disabled="true"] { border-color: var(--line); background: var(--ground); color: var(--muted); cursor: default; }
.close { flex: none; width: 40px; height: 40px; display: grid; place-items: center; border: 0; border-radius: 12px; background: none; color: var(--muted); }
.close:hover { background: var(--ground); color: var(--ink); }

.avatar { width: 34px; height: 34px; flex: none; border-radius: 50%; overflow: hidden; display: grid; place-items: center; }
.head-avatar .avatar { width: 40px; height: 40px; }
.face { width: 100%; height: 100%; display: block; }
.person { background: #2f6660; color: #fff; font-weight: 600; font-size: 15px; }
.person .icon { width: 20px; height: 20px; }

.notice { display: flex; align-items: center; justify-content: space-between; gap: 12px; padding: 8px 16px; font-size: 13px; line-height: 1.45; background: var(--accent-soft); color: #733019; }
.notice.soon { overflow: hidden; animation: unfold 0s .6s backwards; }
@keyframes unfold { from { max-height: 0; padding-block: 0; } }
.notice.warn { background: var(--warn-soft); color: var(--warn); }
.notice button { flex: none; border: 0; padding: 4px 2px; background: none; color: inherit; font-weight: 600; text-decoration: underline; text-underline-offset: 3px; }

.scroll-frame { position: relative; flex: 1; min-height: 0; }
.scroll { height: 100%; overflow-y: auto; overscroll-behavior: contain; -webkit-overflow-scrolling: touch; scrollbar-width: thin; scrollbar-color: #d8cdc2 transparent; }
.scroll:focus-visible { outline-offset: -2px; }
.inside { padding: 16px 14px 18px; }
.new-pill { position: absolute; left: 50%; bottom: 12px; transform: translateX(-50%); display: flex; align-items: center; gap: 5px; min-height: 36px; padding: 0 15px 0 11px; border: 1px solid var(--accent-line); border-radius: 18px; background: var(--paper); color: var(--accent); font-size: 13px; font-weight: 600; box-shadow: 0 4px 14px rgb(43 38 34 / .16); }
.new-pill .icon { width: 16px; height: 16px; }

.time { margin: 20px 0 12px; text-align: center; font-size: 12px; color: var(--muted); }
.row { display: flex; gap: 9px; margin-top: 5px; }
.row.first { margin-top: 16px; }
.log > :first-child { margin-top: 0; }
.time + .row.first { margin-top: 0; }
.stack { display: flex; flex-direction: column; min-width: 0; max-width: 100%; }
.theirs .stack { flex: 1; align-items: flex-start; }
.theirs .avatar { margin-top: 1px; }
.theirs:not(.first) .avatar { visibility: hidden; height: 0; }
.name { margin-bottom: 4px; font-size: 12px; line-height: 1.4; color: var(--muted); }
.row:not(.first) .name { display: none; }
.mine { justify-content: flex-end; padding-left: 48px; }
.mine .stack { align-items: flex-end; }
.bubble { max-width: 100%; padding: 9px 13px; border-radius: 4px 16px 16px 16px; background: var(--paper); box-shadow: 0 1px 1.5px rgb(43 38 34 / .07); white-space: pre-wrap; overflow-wrap: anywhere; text-wrap: pretty; }
.theirs .bubble { max-width: calc(100% - 24px); }
.theirs:not(.first) .bubble { border-top-left-radius: 16px; }
.mine .bubble { border-radius: 16px 4px 16px 16px; background: var(--accent); color: #fff; box-shadow: none; }
.mine:not(.first) .bubble { border-top-right-radius: 16px; }
.bubble a { color: var(--accent-dark); text-underline-offset: 3px; }
.mine .bubble a { color: inherit; }
.mine .bubble ::selection { background: #fff; color: var(--accent); }
.system { justify-content: center; margin: 14px 8px; }
.system > span { font-size: 12.5px; line-height: 1.5; color: var(--muted); text-align: center; overflow-wrap: anywhere; text-wrap: balance; }
.system a { color: inherit; }

.status { display: flex; align-items: center; justify-content: flex-end; flex-wrap: wrap; gap: 2px 10px; font-size: 12px; line-height: 1.5; color: var(--muted); }
.status:not(:empty) { margin-top: 4px; }
[data-delivery="sending"] .status { animation: appear 0s .6s both; }
@keyframes appear { from { visibility: hidden; } }
[data-delivery="late"] .status, [data-delivery="refused"] .status { color: #b3261e; }
[data-delivery="refused"] .bubble, [data-delivery="late"] .bubble { background: #8a5a4c; }
.status button { border: 0; padding: 3px 0; background: none; color: var(--accent); font-weight: 600; text-decoration: underline; text-underline-offset: 3px; }

.chips, .quick { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 9px; }
.chips { margin-bottom: 7px; }
.quick { padding-left: 43px; margin-top: 12px; }
.chip { min-height: 36px; padding: 6px 14px; border: 1px solid var(--accent-line); border-radius: 18px; background: var(--paper); color: var(--accent-dark); font-size: 14px; line-height: 1.4; text-align: left; overflow-wrap: anywhere; transition: background .15s; }
.chip:hover:enabled { background: var(--accent-soft); border-color: var(--accent); }
.chip:disabled { border-color: var(--line); background: none; color: #756b63; }
.chip.chosen:disabled { border-color: var(--accent); background: var(--accent-soft); color: var(--accent-dark); font-weight: 600; }

.system { flex-direction: column; align-items: center; }
.system .chips { justify-content: center; margin-bottom: 0; }
.system .card { border-radius: 16px; margin-top: 10px; text-align: center; }
.thumbs { display: flex; gap: 2px; margin: 3px 0 0 -6px; }
.thumb { width: 32px; height: 32px; display: grid; place-items: center; border: 0; border-radius: 50%; background: none; color: #8d8177; }
.thumb .icon { width: 17px; height: 17px; }
.thumb.no .icon { transform: rotate(180deg); }
.thumb:hover { background: var(--paper); color: var(--accent); }
.thumb[aria-pressed="true"] { background: var(--accent-soft); color: var(--accent-dark); }
.thumb[aria-pressed="true"] .icon { fill: currentColor; fill-opacity: .25; }
.mark { font-size: 11.5px; }
.mark.seen { color: #2f6660; }

.rating { display: grid; gap: 8px; justify-items: center; }
.stars { display: flex; justify-content: center; gap: 2px; margin-top: 6px; }
.star { width: 44px; height: 44px; display: grid; place-items: center; color: #cfc3b8; border-radius: 12px; }
label.star { position: relative; cursor: pointer; }
.pick { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
.star .icon { width: 28px; height: 28px; }
.star.on { color: #b97a12; }
.star.on .icon { fill: #f0b33c; }
.star:focus-within { outline: 2px solid var(--accent); outline-offset: -4px; }
.card .score-words { min-height: 1.45em; }
.word { width: 100%; padding: 8px 12px; border: 1px solid #d9cec3; border-radius: 12px; background: var(--paper); color: inherit; font: inherit; font-size: 14px; }
.word:focus { outline: 2px solid var(--accent); outline-offset: -1px; }
.rate { width: 100%; min-height: 40px; border: 0; border-radius: 12px; background: var(--accent); color: #fff; font-weight: 600; }
.rate:hover { background: var(--accent-dark); }
.rating-word { margin-top: 4px; }

.image { display: block; max-width: min(220px, 100%); padding: 0; border: 0; border-radius: 12px; overflow: hidden; background: #eee7df; cursor: zoom-in; }
.image img, .image canvas { display: block; max-width: 100%; max-height: 280px; min-width: 56px; min-height: 40px; object-fit: cover; }
.image.pending { position: relative; cursor: default; }
.image.blank { width: 120px; height: 120px; display: grid; place-items: center; }
[data-delivery="uploading"] .image::after, [data-delivery="queued"] .image::after { content: ""; position: absolute; inset: auto 0 0; height: var(--left, 100%); background: rgb(248 245 240 / .62); transition: height .2s; }
[data-delivery="refused"] .image, [data-delivery="late"] .image { opacity: .6; }

.viewer { position: fixed; inset: 0; width: 100%; height: 100%; max-width: none; max-height: none; margin: 0; padding: 0; border: 0; background: none; outline: none; cursor: zoom-out; }
.viewer[open] { display: grid; place-items: center; }
.viewer::backdrop { background: rgb(28 22 18 / .88); }
.viewer img { max-width: 94vw; max-height: 92vh; max-height: 92dvh; object-fit: contain; border-radius: 4px; }
.viewer-close { position: absolute; top: calc(14px + env(safe-area-inset-top, 0px)); right: 14px; width: 44px; height: 44px; display: grid; place-items: center; border: 0; border-radius: 50%; background: rgb(0 0 0 / .45); color: #fff; }
.viewer-close:focus-visible { outline-color: #fff; }

.drop { position: absolute; inset: 10px; z-index: 1; display: grid; place-content: center; justify-items: center; gap: 10px; border: 2px dashed var(--accent); border-radius: 12px; background: rgb(251 238 231 / .95); color: var(--accent-dark); font-weight: 600; pointer-events: none; }
.drop .icon { width: 34px; height: 34px; }

.card { width: 100%; max-width: min(320px, 100% - 24px); padding: 14px; border-radius: 4px 16px 16px 16px; background: var(--paper); box-shadow: 0 1px 2px rgb(43 38 34 / .08); font-size: 14px; overflow-wrap: anywhere; }
.theirs:not(.first) .card { border-top-left-radius: 16px; }
.card small { display: block; font-size: 12.5px; line-height: 1.45; color: var(--muted); }
.card-title { font-weight: 600; line-height: 1.4; }
.card-head { display: flex; align-items: center; justify-content: space-between; gap: 10px; margin-bottom: 6px; }
.pill { flex: none; padding: 1px 9px; border-radius: 10px; background: var(--accent-soft); color: var(--accent-dark); font-size: 12px; line-height: 1.6; font-weight: 600; }
.number { display: flex; align-items: baseline; flex-wrap: wrap; gap: 0 7px; font-size: 12.5px; color: var(--muted); }
.copy { border: 0; padding: 4px 2px; background: none; color: var(--accent); font-size: 12.5px; }
.lines { margin: 8px 0; padding: 10px 0; border-block: 1px solid var(--line); display: grid; gap: 9px; }
.lines:empty { display: none; }
.lines li { display: grid; grid-template-columns: 1fr auto minmax(58px, auto); gap: 8px; line-height: 1.4; }
.line-count { color: var(--muted); }
.line-price { text-align: right; font-variant-numeric: tabular-nums; }
.extra { display: flex; justify-content: space-between; color: var(--muted); padding-bottom: 4px; }
.amount { display: flex; justify-content: space-between; align-items: baseline; color: var(--muted); }
.amount strong { font-size: 18px; color: var(--ink); font-variant-numeric: tabular-nums; }
.card-payment .amount strong, .price { color: var(--accent); }
.left { display: flex; justify-content: space-between; margin-top: 2px; color: var(--muted); }
.left strong { color: var(--ink); font-weight: 600; }
.pay { display: block; margin-top: 12px; padding: 11px; border-radius: 12px; background: var(--accent); color: #fff; text-align: center; font-size: 16px; font-weight: 650; text-decoration: none; }
.pay:hover { background: var(--accent-dark); }

.card-product { padding: 10px; }
.product { display: flex; gap: 12px; color: inherit; text-decoration: none; border-radius: 10px; }
.product-image { width: 84px; height: 84px; flex: none; border-radius: 10px; object-fit: cover; background: #f3ece4; }
.blank { display: grid; place-items: center; color: #b6a699; }
.blank .icon { width: 30px; height: 30px; }
.product-words { flex: 1; min-width: 0; display: flex; flex-direction: column; gap: 2px; }
.product .card-title { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.product-foot { margin-top: auto; display: flex; align-items: baseline; justify-content: space-between; gap: 8px; }
.price { font-size: 16px; font-variant-numeric: tabular-nums; }
.more { font-size: 12.5px; color: var(--accent-dark); white-space: nowrap; }
a.product:hover .more { text-decoration: underline; text-underline-offset: 3px; }

.events { margin-top: 10px; }
.events li { position: relative; padding: 0 0 12px 18px; font-size: 13px; line-height: 1.5; color: var(--muted); }
.events li::before { content: ""; position: absolute; left: 2px; top: 7px; width: 7px; height: 7px; border-radius: 50%; background: #cfc3b8; }
.events li:not(:last-child)::after { content: ""; position: absolute; left: 5px; top: 17px; bottom: -4px; width: 1px; background: var(--line); }
.events li:first-child { color: var(--ink); }
.events li:first-child::before { background: var(--accent); box-shadow: 0 0 0 3px var(--accent-soft); }
.events li:last-child { padding-bottom: 0; }
.events time { display: block; font-size: 12px; color: var(--muted); }
.unfold { margin-top: 8px; border: 0; padding: 6px 0; background: none; color: var(--accent-dark); font-size: 13px; }

.size { display: flex; align-items: baseline; flex-wrap: wrap; gap: 2px 10px; }
.size strong { font-size: 30px; line-height: 1.25; color: var(--accent); }
.size span { font-size: 13px; color: var(--muted); }
.card-size p { margin-top: 4px; line-height: 1.55; text-wrap: pretty; }
.card-size dl { margin-top: 10px; padding-top: 9px; border-top: 1px solid var(--line); display: grid; gap: 5px; }
.card-size dl div { display: flex; justify-content: space-between; gap: 12px; }
.card-size dt { color: var(--muted); }

.dots { display: flex; gap: 5px; padding: 8px 2px; }
.dots i { width: 7px; height: 7px; border-radius: 50%; background: #b3a598; animation: blink 1.2s infinite; }
.dots i:nth-child(2) { animation-delay: .18s; }
.dots i:nth-child(3) { animation-delay: .36s; }
@keyframes blink { 0%, 60%, 100% { opacity: .35; } 30% { opacity: 1; } }

.composer { padding: 10px 12px 12px; background: var(--paper); border-top: 1px solid var(--line); }
.field { position: relative; display: flex; align-items: flex-end; gap: 6px; padding: 4px; border: 1px solid #d9cec3; border-radius: 22px; background: var(--paper); }
.field:focus-within { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
textarea { flex: 1; min-width: 0; max-height: 118px; margin: 0; padding: 6px 0; border: 0; outline: none; background: none; resize: none; line-height: 1.5; overflow-y: auto; scrollbar-width: thin; }
textarea:focus-visible { outline: none; } /* the field around it shows the focus */
textarea::placeholder { color: #786d64; opacity: 1; }
.send { flex: none; width: 36px; height: 36px; display: grid; place-items: center; border: 0; border-radius: 50%; background: var(--accent); color: #fff; transition: background .15s; }
.send:hover:enabled { background: var(--accent-dark); }
.send:disabled { background: #ece5dd; color: #8d8177; }
.attach { flex: none; width: 36px; height: 36px; display: grid; place-items: center; border: 0; border-radius: 50%; background: none; color: var(--muted); }
@media (hover: hover) { .attach:hover { background: var(--ground); color: var(--accent); } }
.counter { padding: 0 4px 6px; text-align: right; font-size: 12px; color: var(--muted); font-variant-numeric: tabular-nums; }
.counter.over { color: #b3261e; }

@media (max-width: 480px) {
  .launcher { right: 16px; bottom: calc(20px + env(safe-area-inset-bottom, 0px)); width: 54px; height: 54px; padding: 0; justify-content: center; }
  .launcher-words { display: none; }
  .launcher .icon { width: 25px; height: 25px; }
  .panel { inset: 0 0 auto; width: 100%; height: 100vh; height: 100dvh; border-radius: 0; box-shadow: none; }
  header { padding: calc(10px + env(safe-area-inset-top, 0px)) 8px 10px 14px; }
  .close { width: 44px; height: 44px; }
  .human, .chip { min-height: 40px; border-radius: 20px; }
  .human { min-height: 38px; }
  .composer { padding-bottom: calc(10px + env(safe-area-inset-bottom, 0px)); }
  textarea, .word { font-size: 16px; } /* below 16 px iOS zooms into the field */
  .send, .attach { width: 40px; height: 40px; }
  .field { border-radius: 24px; }
  textarea { padding: 8px 0; }
}
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation-duration: .01ms !important; animation-iteration-count: 1 !important; transition: none !important; }
  .dots i { opacity: .7; }
}
`;

  function begin() {
    const widget = new Widget({ token: SCRIPT?.dataset.token, product: SCRIPT?.dataset.product });
    for (const [name, argument] of waiting.splice(0)) widget[name](argument);
    live = widget;
  }

  // The page may call us before its body is there.
  let live = null;
  const waiting = [];
  const call = (name) => (argument) => {
    if (live) live[name](argument);
    else waiting.push([name, argument]);
  };
  window.Xiaoer = Object.freeze({ open: call('open'), close: call('close'), setProduct: call('setProduct'), identify: call('identify') });

  if (document.body) begin();
  else document.addEventListener('DOMContentLoaded', begin, { once: true });
})();
