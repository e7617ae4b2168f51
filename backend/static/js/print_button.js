// [data-print] opens the print dialogue; without scripts the button is not shown (class "scripted").
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
