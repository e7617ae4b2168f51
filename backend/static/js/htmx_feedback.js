// When the line is cut, htmx would say nothing; we say what to do, and let the sent form be sent again.
(() => {
  function say(text) {
    let place = document.querySelector("[data-connection-lost]");
    if (!place) {
      place = document.createElement("p");
      place.className = "banner";
      place.dataset.tone = "error";
      place.dataset.connectionLost = "";
      place.setAttribute("role", "alert");
      document.querySelector("main .wrap").prepend(place);
    }
    place.textContent = text;
  }
  document.addEventListener("htmx:sendError", () => say("通信が切れています。電波の届く場所で、もう一度お試しください。"));
  document.addEventListener("htmx:timeout", () => say("時間がかかっています。少し待ってから、もう一度お試しください。"));
})();
