// [data-clock] shows the time of day and goes on, which a picture of the page does not do.
function tick() {
  const now = new Date().toLocaleTimeString("ja-JP", { timeZone: "Asia/Tokyo", hour12: false });
  document.querySelectorAll("[data-clock]").forEach((clock) => {
    clock.textContent = now;
  });
}
setInterval(tick, 1000);
