// Puts a calendar beside the three numbers of every [data-date-field] and keeps the two in step.
(() => {
  const halfWidth = (text) => text.normalize("NFKC").trim();

  function read(parts) {
    const [year, month, day] = parts.map((part) => halfWidth(part.value));
    if (!/^\d{4}$/.test(year) || !/^\d{1,2}$/.test(month) || !/^\d{1,2}$/.test(day)) return "";
    return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  }

  function write(parts, value) {
    const numbers = value ? value.split("-").map((number) => String(Number(number))) : ["", "", ""];
    parts.forEach((part, index) => {
      part.value = numbers[index];
    });
  }

  function build(group) {
    const parts = Array.from(group.querySelectorAll("input"));
    const label = document.createElement("label");
    label.className = "date-field__calendar";
    const words = document.createElement("span");
    words.className = "visually-hidden";
    words.textContent = group.dataset.calendarLabel;
    const calendar = document.createElement("input");
    calendar.type = "date";
    calendar.value = read(parts);
    calendar.addEventListener("change", () => write(parts, calendar.value));
    parts.forEach((part) => part.addEventListener("change", () => {
      calendar.value = read(parts);
    }));
    label.append(words, calendar);
    group.append(label);
  }

  const buildAll = (root) => root.querySelectorAll("[data-date-field]:not([data-built])").forEach((group) => {
    group.dataset.built = "true";
    build(group);
  });
  buildAll(document);
  document.addEventListener("htmx:load", (event) => buildAll(event.target));
})();
