// After a refused form the reader begins at what is to be mended: [data-error-summary].
(() => {
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
})();
