// Answers for the page at the venue while there is no connection, from what it showed last. Its scope is that one page.
const KEPT = `reception:${new URL(self.registration.scope).pathname}`; // as reception_store.js names it
const PATIENCE_MS = 5000;
const PARTS = ["style", "script", "image", "font"];
const WORDS = `<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>通信できません｜つながる</title></head><body><main>
<h1>通信できません</h1><p>この端末には、この回の名簿が残っていません。電波の届く場所で、もう一度開いてください。まだ送っていない受付は、この端末に残っています。</p></main></body></html>`;

let isOver = false;
const writing = new Set();

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
// Whatever was on its way to the disk is there before it is deleted; what the open page asks for later stays away.
self.addEventListener("message", (event) => {
  if (event.data === "forget") event.waitUntil(forget(event.ports[0]));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  const isPart = request.mode === "navigate" || PARTS.includes(request.destination);
  if (request.method !== "GET" || address.origin !== self.location.origin || !isPart) return;
  event.respondWith(answer(request));
});

async function answer(request) {
  const known = await kept(request);
  try {
    return await fresh(request, known);
  } catch {
    return known ?? (request.mode === "navigate" ? nothing() : Response.error());
  }
}

// A connection that hangs is none, where there is something to show instead.
async function fresh(request, known) {
  const stop = new AbortController();
  const timer = known && setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const response = await fetch(request, { signal: stop.signal });
    if (response.ok && !response.redirected) await keep(request.url, response.clone());
    return response;
  } finally {
    clearTimeout(timer);
  }
}

async function kept(request) {
  const found = await caches.match(request.url, { cacheName: KEPT, ignoreVary: true });
  if (!found || isInTime(found)) return found;
  await (await caches.open(KEPT)).delete(request.url);
  return undefined;
}

function isInTime(response) {
  const until = response.headers.get("X-Kept-Until");
  return !until || Date.parse(until) > Date.now();
}

async function keep(address, response) {
  if (isOver || !isInTime(response)) return;
  const written = caches.open(KEPT).then((store) => store.put(address, response));
  writing.add(written);
  await written.finally(() => writing.delete(written));
}

async function forget(port) {
  isOver = true;
  await Promise.allSettled(writing);
  await caches.delete(KEPT);
  port.postMessage("forgotten");
}

function nothing() {
  return new Response(WORDS, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}
