// Asks the device for a passkey when a form [data-passkey] is sent: "create", "get", or "login" (whose options are fetched).
// Needs the package's webauthn-json.js. Options of the first two stand in the page as JSON (#passkey-data).
(() => {
  async function options(form) {
    if (form.dataset.passkey === "login") {
      const response = await fetch(form.action, { headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(`passkey options: ${response.status}`);
      return (await response.json()).request_options;
    }
    const data = JSON.parse(document.getElementById("passkey-data").textContent);
    return form.dataset.passkey === "create" ? withoutPassword(data.creation_options) : data.request_options;
  }

  function withoutPassword(creation) {
    Object.assign(creation.publicKey.authenticatorSelection, {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    });
    return creation;
  }

  async function ask(form) {
    const wanted = await options(form);
    return form.dataset.passkey === "create" ? window.webauthnJSON.create(wanted) : window.webauthnJSON.get(wanted);
  }

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const trouble = form.querySelector("[data-passkey-error]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      trouble.hidden = true;
      try {
        form.elements.credential.value = JSON.stringify(await ask(form));
      } catch {
        trouble.hidden = false;
        return;
      }
      form.submit();
    });
  });
})();
