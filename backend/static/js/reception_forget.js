// Whoever signs out leaves no names on the device. What is not sent yet is said before it goes, too.
// On the page to sign in nobody is signed in any more: the names go, and what waits to be sent stays for its sender.
(() => {
  const form = document.querySelector("[data-reception-forget]");
  const { receptionStore } = window;
  if (!form || !receptionStore || !("indexedDB" in window)) return;
  if (form.dataset.receptionForget === "names") {
    receptionStore.forgetNames();
    return;
  }
  const warning = document.querySelector("[data-reception-unsent]");
  receptionStore.all().then((events) => {
    if (events.length === 0) return;
    warning.querySelector("[data-count]").textContent = String(events.length);
    warning.hidden = false;
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await receptionStore.forgetAll().catch(() => undefined);
    form.submit();
  });
})();
