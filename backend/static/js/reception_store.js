// What the page at the venue has not sent yet, kept on this device: window.receptionStore. Numbers and times, no names.
(() => {
  const DATABASE = "reception";
  const EVENTS = "events";
  const KEPT = "reception:";
  const PATIENCE_MS = 2000;

  function opened() {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(EVENTS, { keyPath: "id" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  // Resolves once the disk has it: a page that is killed afterwards loses nothing.
  async function written(work) {
    const database = await opened();
    try {
      await new Promise((resolve, reject) => {
        const transaction = database.transaction(EVENTS, "readwrite", { durability: "strict" });
        transaction.oncomplete = resolve;
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
        work(transaction.objectStore(EVENTS));
      });
    } finally {
      database.close();
    }
  }

  async function all() {
    const database = await opened();
    try {
      return await new Promise((resolve, reject) => {
        const request = database.transaction(EVENTS).objectStore(EVENTS).getAll();
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    } finally {
      database.close();
    }
  }

  // The pages themselves, with the names on them, as their workers keep them: that of one address, or all.
  async function forgetNames(path = "") {
    const isMeant = (one) => (path ? one === path : one.startsWith("/shifts/"));
    if ("caches" in window) {
      const names = (await caches.keys()).filter((one) => one.startsWith(KEPT) && isMeant(one.slice(KEPT.length)));
      await Promise.all(names.map((one) => caches.delete(one)));
    }
    if (!("serviceWorker" in navigator)) return;
    const workers = await navigator.serviceWorker.getRegistrations();
    await Promise.all(workers.filter((one) => isMeant(new URL(one.scope).pathname)).map(dismiss));
  }

  // A worker lives on for the page that is open: it is told, or it would keep what that page asks for next.
  async function dismiss(registration) {
    await new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      setTimeout(resolve, PATIENCE_MS); // nobody waits longer for one that does not answer
      (registration.active ?? registration.waiting ?? registration.installing).postMessage("forget", [port2]);
    });
    await registration.unregister();
  }

  async function forgetAll() {
    await forgetNames();
    await written((store) => store.clear());
  }

  window.receptionStore = {
    keptAs: (path) => KEPT + path,
    all,
    forgetAll,
    forgetNames,
    put: (event) => written((store) => store.put(event)),
    remove: (ids) => written((store) => ids.forEach((id) => store.delete(id))),
  };
})();
