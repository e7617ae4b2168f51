// The page at the venue [data-reception]: what is pressed is kept on the device first and sent when there is a connection.
// Every press has a number of its own, by which the server counts it once, however often and from wherever it is sent.
(() => {
  const root = document.querySelector("[data-reception]");
  const store = window.receptionStore;
  if (!root || !store || !("indexedDB" in window)) return;
  const { shift, keeper, url, until, worker } = root.dataset;
  const AT_ONCE = 100;
  const AGAIN_MS = 15000;
  const find = (name, within = root) => within.querySelector(name);
  const rows = [...root.querySelectorAll("[data-place]")];
  const others = "BroadcastChannel" in window ? new BroadcastChannel("reception") : null;
  const WORDS = { expected: "まだ", here: "来ています", left: "帰りました", no_show: "来られなかった" };
  let trouble = "";
  let isSending = false;
  let isWanted = false;

  const rowOf = (who) => rows.find((row) => row.dataset.place === who || row.dataset.person === who);
  const nameOf = (event) => rowOf(event.who)?.dataset.name ?? `番号 ${event.who || "（カード）"}`;
  const clock = (at) => new Date(at).toLocaleTimeString("ja-JP", { timeZone: "Asia/Tokyo", hour: "numeric", minute: "2-digit" });
  const after = (kind) => (kind === "check_in" ? "here" : "left");

  async function mine() {
    const events = (await store.all()).filter((one) => one.shift === shift);
    events.sort((one, other) => one.at.localeCompare(other.at));
    return events.filter((one) => one.by === keeper);
  }

  // Showing ------------------------------------------------------------------------------------------------------------

  function showRow(row, event) {
    const presence = event?.state === "waiting" ? after(event.kind) : row.dataset.known;
    row.dataset.presence = presence;
    find("[data-status]", row).textContent = WORDS[presence] + (event?.state === "waiting" ? `（${clock(event.at)}・送信待ち）` : row.dataset.when);
    find("[data-form=check_in]", row).hidden = presence === "here";
    find("[data-form=check_out]", row).hidden = presence !== "here";
    find("[data-undo]", row).hidden = event?.state !== "waiting";
  }

  function showCounts() {
    for (const presence of Object.keys(WORDS)) {
      const place = find(`[data-total=${presence}]`);
      if (place) place.textContent = String(rows.filter((row) => row.dataset.presence === presence).length);
    }
  }

  function showQueue(waiting, refused) {
    const words = [];
    if (waiting.length) words.push(`送信待ちが${waiting.length}件あります。電波が戻ると、自動で送ります。この画面を閉じても消えません。`);
    if (refused.length) words.push(`${refused.length}件は記録できませんでした。下の一覧をご確認ください。`);
    if (trouble) words.push(trouble);
    const place = find("[data-queue]");
    const text = words.join("") || "すべて送信済みです。";
    if (place.textContent !== text) place.textContent = text;
    place.dataset.tone = refused.length || trouble ? "error" : waiting.length ? "warning" : "success";
  }

  function showRefused(refused) {
    const list = find("[data-refused]");
    list.replaceChildren(...refused.map(refusedItem));
    list.hidden = refused.length === 0;
  }

  function refusedItem(event) {
    const item = find("#refused-item").content.firstElementChild.cloneNode(true);
    find("[data-words]", item).textContent = `${nameOf(event)}（${clock(event.at)}の${event.kind === "check_in" ? "受付" : "退出"}）：${event.detail}`;
    find("[data-again]", item).addEventListener("click", async () => {
      await store.put({ ...event, state: "waiting", detail: "" });
      await changed();
      send();
    });
    find("[data-drop]", item).addEventListener("click", async () => {
      await store.remove([event.id]);
      await changed();
    });
    return item;
  }

  async function show() {
    const events = await mine();
    for (const row of rows) {
      const own = events.filter((one) => rowOf(one.who) === row);
      showRow(row, own.findLast((one) => one.state === "waiting"));
    }
    const [waiting, refused] = ["waiting", "refused"].map((state) => events.filter((one) => one.state === state));
    showCounts();
    showQueue(waiting, refused);
    showRefused(refused);
  }

  async function changed() {
    await show();
    others?.postMessage(shift);
  }

  // Keeping ------------------------------------------------------------------------------------------------------------

  function uuid() {
    return crypto.randomUUID ? crypto.randomUUID() : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
      (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));
  }

  async function keep(kind, method, who, card = "") {
    const event = { id: uuid(), shift, by: keeper, kind, method, who, card, at: new Date().toISOString(), state: "waiting", detail: "" };
    await store.put(event);
    await changed();
    say(`${nameOf(event)}さんの${kind === "check_in" ? "受付をしました。" : "退出を記録しました。"}`);
    send();
  }

  function say(text) {
    find("[data-said]").textContent = text;
  }

  root.addEventListener("submit", (event) => {
    const form = event.target;
    const row = form.closest("[data-place]");
    if (row && form.dataset.form) {
      event.preventDefault();
      keep(form.dataset.form, "name", row.dataset.place).catch(() => form.submit());
    } else if (form.matches("[data-number-form]")) {
      event.preventDefault();
      byNumber(form).catch(() => form.submit());
    }
  });

  // As people type it: any case and width, with or without spaces and the letter in front, look-alikes put right.
  function number(typed) {
    const text = typed.normalize("NFKC").replace(/\s/g, "");
    const at = text.lastIndexOf("-");
    const rest = text.slice(at + 1).toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1");
    return `${at < 0 ? "u" : text.slice(0, at).toLowerCase()}-${rest}`;
  }

  async function byNumber(form) {
    const field = form.elements.code;
    if (!field.value.trim()) {
      say("番号を入力してください。");
      field.focus();
      return;
    }
    await arrive(number(field.value), "code");
    field.value = "";
    field.focus();
  }

  async function arrive(who, method, card = "") {
    const row = rowOf(who);
    const kind = find("[name=reading]:checked")?.value ?? "check_in";
    if (row?.dataset.presence === after(kind)) {
      say(`${row.dataset.name}さんは、${WORDS[after(kind)]}。`);
      return;
    }
    await keep(kind, method, row?.dataset.place ?? who, card);
    if (!row) say("この端末の名簿に見つからない番号です。送るときに、もう一度名簿を確かめます。");
  }

  // A card says an address with a signed text, whose first part can be read without a connection; or a bare number.
  root.addEventListener("reception:read", (event) => {
    const token = /\/cards\/([^/]+)\//.exec(event.detail)?.[1] ?? "";
    if (!token) {
      arrive(number(event.detail), "code");
      return;
    }
    arrive(holder(token), "card", token);
  });

  function holder(token) {
    try {
      const text = token.split(":")[0].replace(/-/g, "+").replace(/_/g, "/");
      return JSON.parse(atob(text.padEnd(Math.ceil(text.length / 4) * 4, "="))).split(":").pop();
    } catch {
      return "";
    }
  }

  root.addEventListener("click", async (event) => {
    const row = event.target.closest("[data-undo]")?.closest("[data-place]");
    if (!row) return;
    const last = (await mine()).findLast((one) => one.state === "waiting" && rowOf(one.who) === row);
    if (last) await store.remove([last.id]);
    await changed();
    say(`${row.dataset.name}さんの記録を、送る前に取り消しました。`);
  });

  // Sending ------------------------------------------------------------------------------------------------------------

  const secret = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? find("[name=csrfmiddlewaretoken]").value;
  const asSent = ({ id, kind, method, at, who, card }) => ({ id, kind, method, at, who, card });

  // Who asks while a try is under way, such as a connection that comes back, has the next one at once if it fails.
  async function send() {
    isWanted = true;
    if (isSending) return;
    isSending = true;
    try {
      while (isWanted) {
        isWanted = false;
        let waiting = await batch();
        while (waiting.length && (await deliver(waiting))) waiting = await batch();
      }
    } finally {
      isSending = false;
    }
  }

  const batch = async () => (await mine()).filter((one) => one.state === "waiting").slice(0, AT_ONCE);

  async function deliver(waiting) {
    let response;
    try {
      response = await fetch(url, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": secret() },
        body: JSON.stringify({ sent_at: new Date().toISOString(), events: waiting.map(asSent) }),
      });
    } catch {
      trouble = ""; // no connection: what waits is said, and is sent again
      await show();
      return false;
    }
    if (!response.ok) {
      trouble = refusal(response.status);
      await show();
      return false;
    }
    trouble = "";
    await settle(waiting, (await response.json()).results);
    return true;
  }

  function refusal(status) {
    if (status === 401 || status === 403) return "ログインの期限が切れています。もう一度ログインして、この画面を開いてください。受付は端末に残っています。";
    if (status === 404) return "この回の名簿を扱う担当ではなくなっています。団体の担当者に確かめてください。受付は端末に残っています。";
    return "サービスが混み合っています。少したつと、自動で送り直します。";
  }

  async function settle(sent, results) {
    const answers = new Map(results.map((one) => [one.id, one]));
    const over = sent.filter((one) => ["done", "already"].includes(answers.get(one.id)?.outcome));
    for (const event of over) {
      const row = rowOf(answers.get(event.id).assignment);
      if (row) [row.dataset.known, row.dataset.when] = [after(event.kind), `（${clock(event.at)}）`];
    }
    await store.remove(over.map((one) => one.id));
    for (const event of sent.filter((one) => answers.get(one.id)?.outcome === "refused")) {
      await store.put({ ...event, state: "refused", detail: answers.get(event.id).detail });
    }
    await changed();
  }

  // What other devices told, and what is over ----------------------------------------------------------------------------

  async function refresh() {
    try {
      const response = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } });
      if (!response.ok) return;
      for (const one of await response.json()) {
        const row = rowOf(one.code);
        const at = one.left_at ?? one.came_at;
        if (row) [row.dataset.known, row.dataset.when] = [one.presence, at ? `（${clock(at)}）` : ""];
      }
      await show();
    } catch {
      return; // no connection; the next time will do
    }
  }

  // What is still being fetched to be kept is not fetched any more.
  async function forgetNames() {
    fetching.abort();
    await prepared;
    await store.forgetNames(location.pathname);
  }

  async function forgetWhenOver() {
    if (Date.now() < Date.parse(until)) return;
    await forgetNames();
    rows.forEach((row) => row.remove());
    say("活動が終わったので、この端末から名簿を消しました。");
  }

  async function work() {
    await forgetWhenOver();
    await send();
    if (navigator.onLine && !document.hidden) await refresh();
  }

  // The first visit is kept by the page; the worker rules from the second on and keeps each later one.
  async function prepare() {
    if (!("serviceWorker" in navigator) || Date.now() >= Date.parse(until)) return;
    await navigator.serviceWorker.register(worker, { scope: location.pathname });
    const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map((one) => one.href || one.src);
    const pictures = [...document.querySelectorAll("use")].map((one) => new URL(one.getAttribute("href"), location.href).href.split("#")[0]);
    const kept = await caches.open(store.keptAs(location.pathname));
    const wanted = [...new Set([location.href.split("#")[0], ...parts, ...pictures, find("[data-scan]").dataset.zxing])];
    await Promise.all(wanted.map(async (one) => (await kept.match(one)) ?? kept.add(new Request(one, { signal: fetching.signal }))));
    root.dataset.ready = "true";
    find("[data-offline-ready]").hidden = false;
  }

  find("[data-forget]").addEventListener("click", async () => {
    await forgetNames();
    say("この端末から名簿を消しました。送信待ちの受付は残っています。");
  });
  find("[data-filter]")?.addEventListener("input", (event) => {
    const wanted = event.target.value.normalize("NFKC").trim();
    rows.forEach((row) => {
      row.hidden = !row.dataset.words.includes(wanted);
    });
  });
  others?.addEventListener("message", show);
  window.addEventListener("online", work);
  document.addEventListener("visibilitychange", () => document.hidden || work());
  setInterval(work, AGAIN_MS);
  const fetching = new AbortController();
  const prepared = prepare().catch(() => undefined); // without a worker the page works with a connection, and keeps what is pressed
  show().then(work);
})();
